import { Injectable } from '@nestjs/common';
import { addBusinessMs, isOpenAt } from '../../brands/business-time.js';
import { CalendarsService } from '../../brands/calendars.service.js';
import { AnswerTimes, Attendance } from '../../channels/core/shared-threads.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { calendarOf } from '../turn-policies.service.js';

const REMEMBERED_MS = 60_000;
const REMEMBERED = 1_000;
const WEEKS_MS = 28 * 86_400_000;
const FEWEST_TURNS = 10;
/** Answers that come within this count as soon, also while nobody is at the desk just now. */
const SOON_MS = 10 * 60_000;

type Figures = Awaited<ReturnType<AnswerTimes['of']>>;

/** How long people wait for an answer on a channel: a figure anybody may be shown. */
@Injectable()
export class AnswerTimesService extends AnswerTimes {
  private readonly known = new Map<string, { at: number; usualMs: Promise<number | null> }>();

  constructor(
    private readonly database: Database,
    private readonly calendars: CalendarsService,
    private readonly attendance: Attendance,
    private readonly clock: Clock,
  ) {
    super();
  }

  async of(channel: { id: string; brandId: string }): Promise<Figures> {
    const now = this.clock.nowMs();
    const calendar = calendarOf(await this.calendars.current(channel.brandId));
    const usualMs = await this.usual(channel);
    if (!isOpenAt(now, calendar)) {
      // The first open millisecond ends one after it began.
      return { usualMs, soon: false, opensAt: opening(now, calendar) };
    }
    const soon = (usualMs !== null && usualMs <= SOON_MS) || (await this.attendance.isAnyoneAt(channel));
    return { usualMs, soon, opensAt: null };
  }

  private usual(channel: { id: string; brandId: string }): Promise<number | null> {
    const known = this.known.get(channel.id);
    const now = performance.now();
    if (known !== undefined && now - known.at < REMEMBERED_MS) return known.usualMs;
    const usualMs = this.measure(channel);
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(channel.id, { at: now, usualMs });
    usualMs.catch(() => this.known.delete(channel.id));
    return usualMs;
  }

  /**
   * The 75th percentile (nearest rank) of the turns opened in the last four weeks, by the wall clock: it is what people
   * spend. Open ones have waited so far; one that was closed without an answer never got one. Left out are turns that
   * needed none, that the person took back, and those kept out of all figures.
   */
  private async measure({ id, brandId }: { id: string; brandId: string }): Promise<number | null> {
    const now = this.clock.now();
    const row = await this.database.one<{ turns: number; wait: number | null }>(
      `SELECT count(*)::int AS turns, percentile_disc(0.75) WITHIN GROUP (ORDER BY wait) AS wait FROM (
         SELECT CASE WHEN outcome IS NULL THEN extract(epoch FROM $4::timestamptz - opened_at)::float8 * 1000
           WHEN outcome = 'answered' THEN wait_ms::float8 ELSE 'infinity'::float8 END AS wait
         FROM turn
         WHERE brand_id = $1 AND channel_id = $2 AND opened_at >= $3 AND opened_at <= $4 AND in_figures AND NOT imported
           AND (outcome IS NULL OR outcome IN ('answered', 'closed_unanswered'))
       ) AS waits`,
      [brandId, id, new Date(now.getTime() - WEEKS_MS), now],
    );
    if (row === undefined || row.turns < FEWEST_TURNS || row.wait === null) return null;
    return Number.isFinite(row.wait) ? Math.max(0, Math.round(row.wait)) : null;
  }
}

function opening(now: number, calendar: Parameters<typeof addBusinessMs>[2]): Date | null {
  try {
    return new Date(addBusinessMs(now, 1, calendar) - 1);
  } catch {
    // Hours that never come again (every day of them is a holiday).
    return null;
  }
}
