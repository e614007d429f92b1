import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { DomainEvents } from '../platform/events/events.js';
import { BRAND_CHANGED } from './brands.events.js';
import { type CalendarRow, CalendarsService } from './calendars.service.js';
import type { Targets } from './targets.service.js';

export interface PolicyOverride {
  from: number;
  to: number;
  calendar: CalendarRow;
  targets: Targets;
}

/** Hours and targets of a later day that were let hold for an earlier period. */
@Injectable()
export class PolicyOverrides {
  constructor(
    private readonly database: Database,
    private readonly calendars: CalendarsService,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** Lets the hours and targets that hold now hold in that period, too. @param to no later than now */
  async add(brandId: string, from: Date, to: Date): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.run(
        `INSERT INTO policy_override (id, brand_id, from_at, to_at, calendar_id, target_set_id, created_at)
         SELECT $2, $1, $3, $4,
           (SELECT id FROM calendar WHERE brand_id = $1 ORDER BY valid_from DESC, id DESC LIMIT 1),
           (SELECT id FROM target_set WHERE brand_id = $1 ORDER BY valid_from DESC, id DESC LIMIT 1), $5`,
        [brandId, newId(), from, to, this.clock.now()],
      );
      await this.database.run('UPDATE brand SET policy_version = policy_version + 1 WHERE id = $1', [
        brandId,
      ]);
      await this.events.publish(BRAND_CHANGED, { brandId, what: 'calendar' });
    });
  }

  /** In the order they were made. */
  async of(brandId: string): Promise<PolicyOverride[]> {
    const rows = await this.database.query<{
      from_at: Date;
      to_at: Date;
      calendar_id: string;
      targets: Targets;
    }>(
      `SELECT o.from_at, o.to_at, o.calendar_id, t.targets FROM policy_override o
       JOIN target_set t ON t.brand_id = $1 AND t.id = o.target_set_id WHERE o.brand_id = $1 ORDER BY o.created_at, o.id`,
      [brandId],
    );
    if (rows.length === 0) return [];
    const calendars = new Map((await this.calendars.versions(brandId)).map((row) => [row.id, row]));
    return rows.flatMap(({ from_at, to_at, calendar_id, targets }) => {
      const calendar = calendars.get(calendar_id);
      return calendar === undefined
        ? []
        : [{ from: from_at.getTime(), to: to_at.getTime(), calendar, targets }];
    });
  }
}
