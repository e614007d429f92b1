import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isOpenAt } from '../../../brands/business-time.js';
import { CalendarsService } from '../../../brands/calendars.service.js';
import { CHANNEL_REMOVED } from '../../../channels/channels.events.js';
import { calendarOf } from '../../../conversations/turn-policies.service.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Database } from '../../../platform/database/database.js';
import { newId } from '../../../platform/database/id.js';
import { DomainEvents } from '../../../platform/events/events.js';
import { Jobs } from '../../../platform/queue/jobs.js';
import { Ticker } from '../../../platform/queue/ticker.js';
import { READ_NOW } from '../now.jobs.js';
import type { NowReading, Raised } from '../now-reading.js';
import { AlertRepository, type AlertRow } from './alert.repository.js';
import { type AlertStep, type Moment, measured, raisedOf, stepOf, tellsOwedEnd } from './alert-rules.js';
import { AlertTelling } from './alert-telling.service.js';

/** How long a crossing may go unnoticed while nobody looks. */
const WATCH_MS = 10_000;
const DROP_EVERY_MS = 3_600_000;
const KEPT_MS = 90 * 86_400_000;
const AT_ONCE = 5_000;

/**
 * Considers a brand's alerts with every reading, and has brands that have set one read when nobody looks. What a
 * crossing leads to is written in one transaction with it, under the alert's lock: a worker that dies or looks twice
 * tells nobody twice.
 */
@Injectable()
export class AlertWatch implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly alerts: AlertRepository,
    private readonly telling: AlertTelling,
    private readonly calendars: CalendarsService,
    private readonly events: DomainEvents,
    private readonly jobs: Jobs,
    private readonly ticker: Ticker,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(CHANNEL_REMOVED, ({ brandId, channelId }) =>
      this.alerts.removeOfChannel(brandId, channelId),
    );
    this.ticker.every('watch-alerts', WATCH_MS, () => this.watch());
    this.ticker.every('drop-old-crossings', DROP_EVERY_MS, () => this.dropOld());
  }

  /** @returns those that are up after it */
  async consider(reading: NowReading): Promise<Raised[]> {
    const { brandId } = reading;
    const rows = await this.alerts.ofBrand(brandId);
    const moment = await this.momentOf(reading, rows);
    const news = rows.filter((row) => tellsOwedEnd(row, moment) || step(row, reading, moment) !== null);
    if (news.length === 0) return raisedOf(rows);
    await this.database.transaction(async () => {
      const ids = news.map(({ id }) => id);
      // As they are under the lock: another worker may have been first.
      for (const row of await this.alerts.lock(brandId, ids)) {
        if (tellsOwedEnd(row, moment)) await this.tellOwedEnd(row, reading);
        const next = step(row, reading, moment);
        if (next !== null) await this.take(row, next, reading);
      }
    });
    return raisedOf(await this.alerts.ofBrand(brandId));
  }

  /** The calendar is asked for only where an alert keeps to it. */
  private async momentOf({ brandId, at }: NowReading, rows: readonly AlertRow[]): Promise<Moment> {
    if (!rows.some(({ onlyInHours }) => onlyInHours)) return { at, inHours: true };
    const calendar = calendarOf(await this.calendars.current(brandId));
    return { at, inHours: isOpenAt(at, calendar) };
  }

  private async tellOwedEnd(row: AlertRow, reading: NowReading): Promise<void> {
    const { brandId, id, owedEnd: crossingId } = row;
    await this.alerts.settleEnds(brandId, id);
    const value = measured(row, reading);
    await this.telling.tell(row, { event: 'alert.cleared', crossingId, value, at: new Date(reading.at) });
  }

  private async take(row: AlertRow, step: AlertStep, reading: NowReading): Promise<void> {
    const at = new Date(reading.at);
    const crossingId = row.open?.id ?? newId();
    if (step.kind === 'raise') {
      const { value, silence } = step;
      await this.alerts.raise(row, { id: crossingId, at, value, silence });
      if (silence === null) await this.telling.tell(row, { event: 'alert.raised', crossingId, value, at });
    } else if (step.kind === 'tell') {
      await this.alerts.markTold(row.brandId, crossingId, at);
      await this.telling.tell(row, { event: 'alert.raised', crossingId, value: step.value, at });
    } else {
      await this.alerts.clear(row, { at, endOwed: step.end === 'owe' });
      if (step.end === 'tell')
        await this.telling.tell(row, { event: 'alert.cleared', crossingId, value: step.value, at });
    }
  }

  private async watch(): Promise<void> {
    const brands = await this.alerts.watched();
    const slot = Math.floor(Date.now() / WATCH_MS) * WATCH_MS;
    await this.jobs.enqueueMany(
      READ_NOW,
      brands.map((brandId) => ({ data: { brandId }, id: `now-${brandId}-${slot}` })),
    );
  }

  private async dropOld(): Promise<void> {
    const before = new Date(this.clock.nowMs() - KEPT_MS);
    while ((await this.alerts.dropOlder(before, AT_ONCE)) === AT_ONCE);
  }
}

/** A reading from before the crossing knows nothing of it, and one from before its end would begin it anew. */
function step(row: AlertRow, reading: NowReading, moment: Moment): AlertStep | null {
  if (row.open !== null && reading.at <= row.open.raisedAt) return null;
  if (row.lastClearedAt !== null && reading.at < row.lastClearedAt) return null;
  return stepOf(row, measured(row, reading), moment);
}
