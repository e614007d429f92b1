import { type BusinessCalendar, businessMs, type Versioned, versionAt } from '../../brands/business-time.js';

/**
 * How long open turns have waited inside business hours until now, each by the calendar valid when it opened. Asked in order of their
 * opening it counts on from the one before, so that thousands cost little more than one.
 */
export class BusinessSoFar {
  private last: { at: number; ms: number; calendar: BusinessCalendar | null } | undefined;

  constructor(
    private readonly calendars: readonly Versioned<BusinessCalendar | null>[],
    private readonly now: number,
  ) {}

  /** @returns ms; 0 for what is opened after now */
  of(openedAt: number): number {
    if (openedAt >= this.now) return 0;
    const calendar = versionAt(this.calendars, openedAt) ?? null;
    const { last } = this;
    const ms =
      last !== undefined && last.calendar === calendar && last.at <= openedAt
        ? last.ms - businessMs(last.at, openedAt, calendar)
        : businessMs(openedAt, this.now, calendar);
    this.last = { at: openedAt, ms, calendar };
    return ms;
  }
}
