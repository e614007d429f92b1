import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import type { BusinessCalendar, Versioned } from '../brands/business-time.js';
import { type CalendarRow, CalendarsService } from '../brands/calendars.service.js';
import { overriddenVersions } from '../brands/overridden-versions.js';
import { PolicyOverrides } from '../brands/policy-overrides.service.js';
import { TargetsService } from '../brands/targets.service.js';
import { Database } from '../platform/database/database.js';
import { settleWindows, type TurnPolicy } from './turns/turn-policy.js';

interface BrandPolicy {
  version: number;
  targets: Versioned<Readonly<Record<Medium, number>>>[];
  calendars: Versioned<BusinessCalendar | null>[];
}

/** What the fold must know of a brand: targets and hours in versions. Kept in memory until their number changes. */
@Injectable()
export class TurnPolicies {
  private readonly known = new Map<string, BrandPolicy>();

  constructor(
    private readonly calendars: CalendarsService,
    private readonly targets: TargetsService,
    private readonly overrides: PolicyOverrides,
    private readonly database: Database,
  ) {}

  /** @param settleMs the channel's own settle windows, ms */
  async policyFor(brandId: string, settleMs: Partial<Record<Medium, number>>): Promise<TurnPolicy> {
    const row = await this.database.one<{ policy_version: number }>(
      'SELECT policy_version FROM brand WHERE id = $1',
      [brandId],
    );
    const version = row?.policy_version ?? 0;
    let policy = this.known.get(brandId);
    if (policy === undefined || policy.version !== version) {
      policy = await this.read(brandId, version);
      this.known.set(brandId, policy);
    }
    return { settleMs: settleWindows(settleMs), targets: policy.targets, calendars: policy.calendars };
  }

  private async read(brandId: string, version: number): Promise<BrandPolicy> {
    const targets = await this.targets.versions(brandId);
    const calendars = await this.calendars.versions(brandId);
    const overrides = await this.overrides.of(brandId);
    return {
      version,
      targets: overriddenVersions(
        targets.map(({ valid_from, targets: value }) => ({ validFrom: valid_from.getTime(), value })),
        overrides.map(({ from, to, targets: value }) => ({ from, to, value })),
      ),
      calendars: overriddenVersions(
        calendars.map((row) => ({ validFrom: row.valid_from.getTime(), value: calendarOf(row) })),
        overrides.map(({ from, to, calendar }) => ({ from, to, value: calendarOf(calendar) })),
      ),
    };
  }
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A stored calendar in the shape business time is counted with; null without hours. */
export function calendarOf(row: CalendarRow): BusinessCalendar | null {
  const { week } = row;
  if (week === null) return null;
  return {
    timeZone: row.timezone,
    week: DAYS.map((day) => week[day].map(minutesOf)),
    holidays: row.holidays.map(({ date, hours }) => ({ date, hours: hours.map(minutesOf) })),
  };
}

function minutesOf({ from, to }: { from: string; to: string }): { start: number; end: number } {
  const end = minuteOf(to);
  // Midnight as an end is the day's last minute, not its first.
  return { start: minuteOf(from) % 1_440, end: end === 0 ? 1_440 : end };
}

function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
