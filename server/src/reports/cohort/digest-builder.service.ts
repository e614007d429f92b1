import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BrandsService } from '../../brands/brands.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { Ticker } from '../../platform/queue/ticker.js';
import { EpisodeDigests } from '../episodes/episode-digests.service.js';
import { QuietDigests } from '../quiet/quiet-digests.service.js';
import { VolumeDigests } from '../volume/volume-digests.service.js';
import { CohortRepository } from './cohort.repository.js';
import type { DigestedKind } from './digest-store.js';
import { type DayRange, dayRange, localDay } from './local-days.js';
import { TurnDigests } from './turn-digests.service.js';

const EVERY_MS = 60_000;
const DAY = 86_400_000;
/** What is digested leaves no mark while it is younger than two days: a day is digested well after that. */
const RIPE_AFTER_MS = 3 * DAY;
/** At most so many days of a brand in one go, newest first. */
const DAYS_AT_ONCE = 400;

const log = loggerFor('reports');

/** Digests past days of every kind, and again what has changed in them. */
@Injectable()
export class DigestBuilder implements OnModuleInit {
  private readonly kinds: readonly DigestedKind[];

  constructor(
    private readonly cohort: CohortRepository,
    turns: TurnDigests,
    episodes: EpisodeDigests,
    volume: VolumeDigests,
    quiet: QuietDigests,
    private readonly brands: BrandsService,
    private readonly ticker: Ticker,
    private readonly clock: Clock,
  ) {
    this.kinds = [turns, episodes, volume, quiet];
  }

  onModuleInit(): void {
    this.ticker.every('reports.digest', EVERY_MS, () => this.digestAll());
  }

  async digestAll(): Promise<void> {
    for (const brandId of await this.brands.ids()) {
      try {
        await this.digestBrand(brandId);
      } catch (error) {
        log.error({ err: error, brandId }, 'days could not be digested; reports read them one by one');
      }
    }
  }

  /** All days of a brand that are due, newest first. */
  async digestBrand(brandId: string): Promise<void> {
    const { timezone } = await this.brands.get(brandId);
    const now = Math.min(this.clock.nowMs(), (await this.cohort.databaseTime()).getTime());
    const to = localDay(now - RIPE_AFTER_MS, timezone) - 1;
    for (const kind of this.kinds) {
      await kind.prepare?.(brandId);
      const first = await kind.firstOpened(brandId);
      const from = first === null ? Number.POSITIVE_INFINITY : localDay(first.getTime(), timezone);
      if (to < from) continue;
      const days = await kind.store.due(brandId, dayRange(from, to, timezone), new Date(now), DAYS_AT_ONCE);
      for (const day of days) await this.digestDay(kind, brandId, dayRange(day, day, timezone));
    }
  }

  private async digestDay(kind: DigestedKind, brandId: string, range: DayRange): Promise<void> {
    await this.cohort.snapshot(async () => {
      const columns = await kind.digest(brandId, range, this.clock.now());
      if (columns !== null) await kind.store.save(brandId, range, columns);
    });
  }
}
