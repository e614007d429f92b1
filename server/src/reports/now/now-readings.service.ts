import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { AlertRepository } from './alerts/alert.repository.js';
import { raisedOf } from './alerts/alert-rules.js';
import { NowRepository } from './now.repository.js';
import type { NowReading } from './now-reading.js';

/** A reading is never older than this when somebody asks who is told of no changes. */
const FRESH_MS = 1_000;

/** The last reading of each brand, in memory. However many ask, the database is asked at most once a second. */
@Injectable()
export class NowReadings {
  private readonly known = new Map<string, { at: number; reading: Promise<NowReading> }>();

  constructor(
    private readonly rows: NowRepository,
    private readonly alerts: AlertRepository,
    private readonly clock: Clock,
  ) {}

  /** At most a second old. */
  latest(brandId: string): Promise<NowReading> {
    const known = this.known.get(brandId);
    if (known !== undefined && performance.now() - known.at < FRESH_MS) return known.reading;
    const reading = this.readWithAlerts(brandId);
    this.keep(brandId, reading);
    reading.catch(() => this.forget(brandId));
    return reading;
  }

  /** As it is now; `raised` is what is given. */
  async read(brandId: string, raised: NowReading['raised']): Promise<NowReading> {
    const begun = performance.now();
    const found = await this.rows.read(brandId, this.clock.now());
    return { ...found, raised, tookMs: performance.now() - begun };
  }

  /** Takes a reading that was made here or by another process. */
  take(reading: NowReading): void {
    this.keep(reading.brandId, Promise.resolve(reading));
  }

  /** What was read may name what somebody may no longer see. */
  forget(brandId: string): void {
    this.known.delete(brandId);
  }

  /** Where alerts stand is what was written last: only the job considers them anew. */
  private async readWithAlerts(brandId: string): Promise<NowReading> {
    return this.read(brandId, raisedOf(await this.alerts.ofBrand(brandId)));
  }

  private keep(brandId: string, reading: Promise<NowReading>): void {
    this.known.set(brandId, { at: performance.now(), reading });
  }
}
