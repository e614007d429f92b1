import { Injectable } from '@nestjs/common';
import type { targetsSchema } from '@parley/shared/brands.js';
import type { z } from 'zod';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { DomainEvents } from '../platform/events/events.js';
import { BRAND_CHANGED } from './brands.events.js';
import { DEFAULT_TARGETS } from './default-targets.js';

/** Milliseconds per medium. */
export type Targets = z.infer<typeof targetsSchema>;

export interface TargetsVersion {
  valid_from: Date;
  targets: Targets;
}

/** Targets in versions: a turn keeps the one valid when it opened. */
@Injectable()
export class TargetsService {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  async start(brandId: string): Promise<void> {
    await this.insert(brandId, new Date(0), DEFAULT_TARGETS, null);
  }

  /** All versions, oldest first. */
  versions(brandId: string): Promise<TargetsVersion[]> {
    return this.database.query<TargetsVersion>(
      'SELECT valid_from, targets FROM target_set WHERE brand_id = $1 ORDER BY valid_from, id',
      [brandId],
    );
  }

  async current(brandId: string): Promise<Targets> {
    return (await this.versions(brandId)).at(-1)?.targets ?? DEFAULT_TARGETS;
  }

  async replace(brandId: string, memberId: string, targets: Targets): Promise<Targets> {
    await this.database.transaction(async () => {
      await this.insert(brandId, this.clock.now(), targets, memberId);
      await this.database.run('UPDATE brand SET policy_version = policy_version + 1 WHERE id = $1', [
        brandId,
      ]);
      await this.events.publish(BRAND_CHANGED, { brandId, what: 'targets' });
    });
    return targets;
  }

  private async insert(
    brandId: string,
    validFrom: Date,
    targets: Targets,
    memberId: string | null,
  ): Promise<void> {
    await this.database.run(
      'INSERT INTO target_set (id, brand_id, valid_from, targets, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)',
      [newId(), brandId, validFrom, JSON.stringify(targets), this.clock.now(), memberId],
    );
  }
}
