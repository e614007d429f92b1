import { Injectable } from '@nestjs/common';
import type { InboundEvent } from '../channels/core/inbound-event.js';
import { Database } from '../platform/database/database.js';

export interface LedgerEvent {
  id: string;
  deliveryId: string;
  brandId: string | null;
  channelId: string | null;
  position: number;
  event: InboundEvent;
  receivedAt: Date;
  attempts: number;
}

const CLAIM_SECONDS = 30;

/** What the ledger calls it. */
const kindOf = (event: InboundEvent): string => (event.type === 'ignored' ? event.what : event.type);

const COLUMNS = `e.id, e.delivery_id AS "deliveryId", e.brand_id AS "brandId", e.channel_id AS "channelId", e.position,
  e.payload AS event, e.received_at AS "receivedAt", e.attempts`;

@Injectable()
export class EventRepository {
  constructor(private readonly database: Database) {}

  /**
   * Writes events of one channel as done, inside the transaction that applies them. An earlier row under a key that failed
   * or still waits for a further try is taken over.
   * @param rows each under another key, with the keyed hash of that key: one whose delivery was dropped or erased stays out
   * @returns the keys that were written; what is missing is done already
   */
  async insertDone(
    channel: { id: string; brandId: string },
    rows: readonly { row: LedgerEvent; hash: Buffer }[],
  ): Promise<Set<string>> {
    // In one order whoever writes them, so that the same delivery in two workers waits instead of deadlocking.
    const ordered = [...rows].sort((a, b) => (a.row.event.key < b.row.event.key ? -1 : 1));
    const written = await this.database.query<{ key: string }>(
      `INSERT INTO inbound_event (id, delivery_id, brand_id, channel_id, account, position, kind, key, payload, received_at,
         state, attempts, next_attempt_at, updated_at)
       SELECT e.id, e.delivery_id, $1::uuid, $2::uuid, e.account, e.position, e.kind, e.key, e.payload::jsonb, e.received_at,
         'done', 1, 'infinity'::timestamptz, clock_timestamp()
       FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::int[], $7::text[], $8::text[], $9::text[], $10::timestamptz[],
         $11::bytea[]) AS e(id, delivery_id, account, position, kind, key, payload, received_at, hash)
       WHERE NOT EXISTS (SELECT 1 FROM inbound_event_hash h WHERE h.channel_id = $2::uuid AND h.hash = e.hash)
       ON CONFLICT (channel_id, key) WHERE channel_id IS NOT NULL DO UPDATE
         SET state = 'done', delivery_id = excluded.delivery_id, payload = excluded.payload, kind = excluded.kind,
           reason = NULL, updated_at = excluded.updated_at, next_attempt_at = excluded.next_attempt_at
         WHERE inbound_event.state IN ('pending', 'failed') AND inbound_event.brand_id = $1::uuid
       RETURNING key`,
      [
        channel.brandId,
        channel.id,
        ordered.map(({ row }) => row.id),
        ordered.map(({ row }) => row.deliveryId),
        ordered.map(({ row }) => row.event.account),
        ordered.map(({ row }) => row.position),
        ordered.map(({ row }) => kindOf(row.event)),
        ordered.map(({ row }) => row.event.key),
        ordered.map(({ row }) => JSON.stringify(row.event)),
        ordered.map(({ row }) => row.receivedAt),
        ordered.map(({ hash }) => hash),
      ],
      'fresh',
    );
    return new Set(written.map(({ key }) => key));
  }

  /** Writes down what could not be applied, or is not to be. A row under its key that is there already stays as it is. */
  async insertOpen(
    row: LedgerEvent,
    to: {
      state: 'pending' | 'failed' | 'unroutable' | 'ignored';
      reason: string | null;
      delayMs: number | null;
    },
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO inbound_event (id, delivery_id, brand_id, channel_id, account, position, kind, key, payload, received_at,
         state, reason, attempts, next_attempt_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1,
         CASE WHEN $13::float8 IS NULL THEN 'infinity' ELSE clock_timestamp() + $13::float8 * interval '1 millisecond' END,
         clock_timestamp())
       ON CONFLICT DO NOTHING`,
      [...this.values(row), to.state, to.reason, to.delayMs],
    );
  }

  private values({
    id,
    deliveryId,
    brandId,
    channelId,
    position,
    event,
    receivedAt,
  }: LedgerEvent): unknown[] {
    return [
      id,
      deliveryId,
      brandId,
      channelId,
      event.account,
      position,
      kindOf(event),
      event.key,
      JSON.stringify(event),
      receivedAt,
    ];
  }

  /** Events that wait for a further try and are due. */
  claim(limit: number): Promise<LedgerEvent[]> {
    return this.database.query<LedgerEvent>(
      `UPDATE inbound_event e
       SET attempts = e.attempts + 1, next_attempt_at = clock_timestamp() + interval '${CLAIM_SECONDS} seconds'
       FROM (
         SELECT id FROM inbound_event WHERE state = 'pending' AND next_attempt_at <= clock_timestamp()
         ORDER BY next_attempt_at, id LIMIT $1 FOR UPDATE SKIP LOCKED
       ) AS due WHERE e.id = due.id
       RETURNING ${COLUMNS} -- any brand: workers work for all of them`,
      [limit],
    );
  }

  /** @returns false when somebody else was quicker */
  async markDone(id: string): Promise<boolean> {
    const touched = await this.database.run(
      `UPDATE inbound_event SET state = 'done', reason = NULL, updated_at = clock_timestamp(), next_attempt_at = 'infinity'
       WHERE id = $1 AND state = 'pending' -- any brand: workers work for all of them`,
      [id],
    );
    return touched === 1;
  }

  /** @param delayMs until the next try; null when it has failed for good */
  async markFailed(id: string, reason: string, delayMs: number | null): Promise<void> {
    await this.database.run(
      `UPDATE inbound_event SET state = CASE WHEN $3::float8 IS NULL THEN 'failed' ELSE 'pending' END, reason = $2,
         next_attempt_at = CASE WHEN $3::float8 IS NULL THEN 'infinity'
           ELSE clock_timestamp() + $3::float8 * interval '1 millisecond' END,
         updated_at = clock_timestamp()
       WHERE id = $1 AND state = 'pending' -- any brand: workers work for all of them`,
      [id, reason, delayMs],
    );
  }

  /** Events whose account is connected now belong to that channel. */
  async route(channel: { id: string; brandId: string; kind: string; account: string }): Promise<number> {
    return this.database.run(
      `UPDATE inbound_event e SET channel_id = $1, brand_id = $2, state = 'pending', attempts = 0, reason = NULL,
         next_attempt_at = clock_timestamp(), updated_at = clock_timestamp()
       FROM inbound_delivery d
       WHERE d.id = e.delivery_id AND d.kind = $3 AND e.account = $4 AND e.channel_id IS NULL AND e.state = 'unroutable'
         AND (d.brand_id IS NULL OR d.brand_id = $2)
         AND NOT EXISTS (SELECT 1 FROM inbound_event o WHERE o.channel_id = $1 AND o.key = e.key)
       -- any brand: they had no channel, and so no brand of their own`,
      [channel.id, channel.brandId, channel.kind, channel.account],
    );
  }
}
