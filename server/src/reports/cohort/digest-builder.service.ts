import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BrandsService } from '../../brands/brands.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { Ticker } from '../../platform/queue/ticker.js';
import { CohortRepository, type TurnRow } from './cohort.repository.js';
import { dayRange, localDay } from './local-days.js';
import { type DigestedTurn, digestOf } from './turn-digest.js';

const EVERY_MS = 60_000;
const DAY = 86_400_000;
/** Turns leave no mark while they are younger than two days: a day is digested well after that. */
const RIPE_AFTER_MS = 3 * DAY;
/** At most so many days of a brand in one go, newest first. */
const DAYS_AT_ONCE = 400;

const log = loggerFor('reports');

/** Digests past days, and again what has changed in them. */
@Injectable()
export class DigestBuilder implements OnModuleInit {
  constructor(
    private readonly cohort: CohortRepository,
    private readonly brands: BrandsService,
    private readonly ticker: Ticker,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.ticker.every('reports.digest', EVERY_MS, () => this.digestAll());
  }

  async digestAll(): Promise<void> {
    for (const brandId of await this.brands.ids()) {
      try {
        await this.digestBrand(brandId);
      } catch (error) {
        log.error({ err: error, brandId }, 'days could not be digested; reports read them turn by turn');
      }
    }
  }

  private async digestBrand(brandId: string): Promise<void> {
    const first = await this.cohort.firstOpened(brandId);
    if (first === null) return;
    const { timezone } = await this.brands.get(brandId);
    const now = Math.min(this.clock.nowMs(), (await this.cohort.databaseTime()).getTime());
    const [from, to] = [localDay(first.getTime(), timezone), localDay(now - RIPE_AFTER_MS, timezone) - 1];
    if (to < from) return;
    const days = await this.cohort.dueDays(brandId, { ...dayRange(from, to, timezone) }, DAYS_AT_ONCE);
    for (const day of days) await this.digestDay(brandId, day, timezone);
  }

  private async digestDay(brandId: string, day: number, timezone: string): Promise<void> {
    const range = dayRange(day, day, timezone);
    const needs = { member: true, post: true, priority: true, tags: true };
    await this.cohort.snapshot(async () => {
      const turns: DigestedTurn[] = [];
      const window = { brandId, range, from: range.startsAt, to: range.endsAt, openOnly: false, needs };
      for await (const rows of this.cohort.turns({ ...window, now: new Date(0) })) {
        for (const row of rows) if (row.outcome !== null) turns.push(digested(row, row.outcome));
      }
      const digest = digestOf(turns);
      if (digest !== null) await this.cohort.saveDigest(brandId, range, digest);
    });
  }
}

const digested = (row: TurnRow, outcome: DigestedTurn['outcome']): DigestedTurn => ({
  hour: row.hour,
  medium: row.medium,
  channelId: row.channel_id,
  first: row.first_of_episode,
  outcome,
  late: row.late,
  outsideHours: row.outside_hours,
  leftOut: row.left_out,
  memberId: row.member_id,
  postId: row.post_id,
  priority: row.priority ?? 'normal',
  tagIds: row.tag_ids ?? [],
  wallMs: outcome === 'answered' ? Number(row.wait_ms) : null,
  businessMs: outcome === 'answered' ? Number(row.wait_business_ms) : null,
});
