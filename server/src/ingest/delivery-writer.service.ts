import { Injectable } from '@nestjs/common';
import { sqlState } from '../platform/database/database.js';
import { DeliveryRepository, type NewDelivery } from './delivery.repository.js';
import { LedgerWaker } from './ledger-waker.service.js';
import { isOutage } from './retry-delay.js';

interface Waiting {
  row: NewDelivery;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Requests that share one INSERT come in crowds. */
const CROWD = 8;
/** A crowd is over when so long after its last INSERT no further one was written. */
const CROWD_MS = 25;
const MOST_ROWS = 500;
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Group commit: what arrives while one INSERT is on its way goes into the next one together, and each caller hears of
 * it only after the commit that holds its row.
 */
@Injectable()
export class DeliveryWriter {
  private readonly waiting: Waiting[] = [];
  private writing = false;
  private crowdUntil = 0;

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly waker: LedgerWaker,
  ) {}

  /** Whether many are at the door just now. */
  get crowded(): boolean {
    return performance.now() < this.crowdUntil;
  }

  /** Resolves once the row is on disk. @throws when it is not, or when nobody can tell */
  write(row: NewDelivery): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, resolve, reject });
      if (this.writing) return;
      this.writing = true;
      // What this turn of the event loop still brings comes along.
      setImmediate(() => void this.writeAll());
    });
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.fitting());
      await this.writeBatch(batch);
    }
    this.writing = false;
  }

  private fitting(): number {
    let bytes = 0;
    for (const [index, { row }] of this.waiting.entries()) {
      bytes += row.body?.length ?? 0;
      if (index > 0 && (index >= MOST_ROWS || bytes > MOST_BYTES)) return index;
    }
    return this.waiting.length;
  }

  private async writeBatch(batch: Waiting[]): Promise<void> {
    try {
      await this.deliveries.insert(batch.map(({ row }) => row));
    } catch (error) {
      if (batch.length === 1 || isOutage(sqlState(error))) {
        for (const { reject } of batch) reject(error);
        return;
      }
      // One row does not fit: the others shall not pay for it.
      for (const one of batch) await this.writeBatch([one]);
      return;
    }
    for (const { resolve } of batch) resolve();
    if (batch.length >= CROWD) this.crowdUntil = performance.now() + CROWD_MS;
    this.waker.wake();
  }
}
