import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

/** One worker's hold on a channel for one purpose. */
export interface Lease {
  channelId: string;
  name: string;
  owner: string;
  /** Grows with every new owner: writes under an older epoch are refused. */
  epoch: number;
}

/** The lease is somebody else's by now: whatever was to be written under it is not. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * Leases by which one process at a time does something for a channel. They go by the database's clock, which all
 * processes share and nobody moves.
 */
@Injectable()
export class ChannelLeases {
  /** This process; a restarted one is another. */
  private readonly owner = randomUUID();

  constructor(private readonly database: Database) {}

  /**
   * @param name what for: `poll`, `credential`
   * @param ttlMs how long it holds without a renewal
   * @returns null while somebody else holds it
   */
  async acquire(channelId: string, name: string, ttlMs: number): Promise<Lease | null> {
    const owner = `${this.owner}/${randomUUID()}`;
    const row = await this.database.one<{ epoch: string }>(
      `INSERT INTO channel_lease AS l (channel_id, name, owner, epoch, expires_at)
       VALUES ($1, $2, $3, 1, clock_timestamp() + $4 * interval '1 millisecond')
       ON CONFLICT (channel_id, name) DO UPDATE
         SET owner = excluded.owner, epoch = l.epoch + 1, expires_at = excluded.expires_at
         WHERE l.owner IS NULL OR l.expires_at < clock_timestamp()
       RETURNING epoch`,
      [channelId, name, owner, ttlMs],
    );
    return row === undefined ? null : { channelId, name, owner, epoch: Number(row.epoch) };
  }

  /** @returns false when it is lost */
  async renew(lease: Lease, ttlMs: number): Promise<boolean> {
    const touched = await this.database.run(
      `UPDATE channel_lease SET expires_at = clock_timestamp() + $5 * interval '1 millisecond'
       WHERE channel_id = $1 AND name = $2 AND owner = $3 AND epoch = $4`,
      [lease.channelId, lease.name, lease.owner, lease.epoch, ttlMs],
    );
    return touched === 1;
  }

  async release(lease: Lease): Promise<void> {
    await this.database.run(
      `UPDATE channel_lease SET owner = NULL, expires_at = clock_timestamp()
       WHERE channel_id = $1 AND name = $2 AND owner = $3 AND epoch = $4`,
      [lease.channelId, lease.name, lease.owner, lease.epoch],
    );
  }

  /**
   * Within a transaction: keeps the lease ours until it ends, so that what is written beside it counts.
   * @throws LeaseLostError
   */
  async hold(lease: Lease): Promise<void> {
    const row = await this.database.one(
      `SELECT 1 FROM channel_lease WHERE channel_id = $1 AND name = $2 AND owner = $3 AND epoch = $4 FOR SHARE`,
      [lease.channelId, lease.name, lease.owner, lease.epoch],
    );
    if (row === undefined)
      throw new LeaseLostError(`the lease ${lease.name} of channel ${lease.channelId} is lost`);
  }
}
