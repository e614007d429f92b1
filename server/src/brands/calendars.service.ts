import { Injectable } from '@nestjs/common';
import type { calendarInputSchema, weekSchema } from '@parley/shared/brands.js';
import type { z } from 'zod';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { DomainEvents } from '../platform/events/events.js';
import { BRAND_CHANGED } from './brands.events.js';
import { timezoneOf } from './timezone.js';

export type CalendarInput = z.infer<typeof calendarInputSchema>;
export type Week = z.infer<typeof weekSchema>;

export interface CalendarRow {
  id: string;
  valid_from: Date;
  timezone: string;
  week: Week | null;
  holidays: { date: string; name: string; hours: { from: string; to: string }[] }[];
}

/** Business hours in versions: a turn is counted by the version valid when it opened. */
@Injectable()
export class CalendarsService {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** The first version, valid since ever: no hours. */
  async start(brandId: string, timezone: string): Promise<void> {
    await this.insert(brandId, new Date(0), { timezone, week: null, holidays: [] }, null);
  }

  /** All versions, oldest first. */
  versions(brandId: string): Promise<CalendarRow[]> {
    return this.database.query<CalendarRow>(
      'SELECT id, valid_from, timezone, week, holidays FROM calendar WHERE brand_id = $1 ORDER BY valid_from, id',
      [brandId],
    );
  }

  async current(brandId: string): Promise<CalendarRow> {
    const version = (await this.versions(brandId)).at(-1);
    if (version === undefined) throw new Error(`brand ${brandId} has no calendar`);
    return version;
  }

  /** A new version, valid from now on. */
  async replace(brandId: string, memberId: string, input: CalendarInput): Promise<CalendarRow> {
    const timezone = timezoneOf(input.timezone);
    await this.database.transaction(async () => {
      await this.insert(brandId, this.clock.now(), { ...input, timezone }, memberId);
      await this.database.run('UPDATE brand SET policy_version = policy_version + 1 WHERE id = $1', [
        brandId,
      ]);
      await this.events.publish(BRAND_CHANGED, { brandId, what: 'calendar' });
    });
    return this.current(brandId);
  }

  private async insert(
    brandId: string,
    validFrom: Date,
    input: CalendarInput,
    memberId: string | null,
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO calendar (id, brand_id, valid_from, timezone, week, holidays, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        newId(),
        brandId,
        validFrom,
        input.timezone,
        input.week === null ? null : JSON.stringify(input.week),
        JSON.stringify(input.holidays),
        this.clock.now(),
        memberId,
      ],
    );
  }
}
