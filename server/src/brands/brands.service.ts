import { Injectable } from '@nestjs/common';
import type { Brand } from '@parley/shared/brands.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import { BRAND_CHANGED } from './brands.events.js';
import { CalendarsService } from './calendars.service.js';
import { MembersService } from './members.service.js';
import { TargetsService } from './targets.service.js';
import { timezoneOf } from './timezone.js';

const DEFAULT_COLOR = '#3b5bdb';

@Injectable()
export class BrandsService {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly members: MembersService,
    private readonly calendars: CalendarsService,
    private readonly targets: TargetsService,
    private readonly clock: Clock,
  ) {}

  /** A brand with its first owner, default targets and no business hours. */
  async create(input: {
    name: string;
    ownerId: string;
    color?: string;
    locale?: 'en' | 'de';
    timezone?: string;
    sample?: boolean;
  }): Promise<{ brandId: string; memberId: string }> {
    const timezone = timezoneOf(input.timezone ?? 'UTC');
    return this.database.transaction(async () => {
      const brandId = newId();
      await this.database.run(
        'INSERT INTO brand (id, name, color, locale, timezone, sample, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
        [
          brandId,
          input.name,
          input.color ?? DEFAULT_COLOR,
          input.locale ?? 'en',
          timezone,
          input.sample ?? false,
          this.clock.now(),
        ],
      );
      const memberId = await this.members.join({ brandId, userId: input.ownerId, role: 'owner' });
      await this.calendars.start(brandId, timezone);
      await this.targets.start(brandId);
      return { brandId, memberId };
    });
  }

  async get(brandId: string): Promise<Brand> {
    const row = await this.database.one<Brand>(
      'SELECT id, name, color, locale, timezone, signature, sample FROM brand WHERE id = $1',
      [brandId],
    );
    if (row === undefined) throw notFound('The brand');
    return row;
  }

  /** Of every brand there is: for chores. */
  async ids(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>('SELECT id FROM brand ORDER BY id');
    return rows.map(({ id }) => id);
  }

  async update(
    brandId: string,
    change: Partial<Pick<Brand, 'name' | 'color' | 'locale' | 'timezone' | 'signature'>>,
  ): Promise<Brand> {
    const timezone = change.timezone === undefined ? null : timezoneOf(change.timezone);
    await this.database.transaction(async () => {
      await this.database.run(
        `UPDATE brand SET name = coalesce($2, name), color = coalesce($3, color), locale = coalesce($4, locale),
           timezone = coalesce($5, timezone), signature = coalesce($6, signature) WHERE id = $1`,
        [
          brandId,
          change.name ?? null,
          change.color ?? null,
          change.locale ?? null,
          timezone,
          change.signature ?? null,
        ],
      );
      await this.events.publish(BRAND_CHANGED, { brandId, what: 'brand' });
    });
    return this.get(brandId);
  }

  /** Tells open consoles, in the transaction around it, that what reports may say of members has changed. */
  tellReportsChanged(brandId: string): Promise<void> {
    return this.events.publish(BRAND_CHANGED, { brandId, what: 'reports' });
  }
}
