import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

export interface NewDelivery {
  id: string;
  kind: string;
  endpointId: string | null;
  channelId: string | null;
  brandId: string | null;
  source: 'webhook' | 'poll';
  headers: Record<string, string>;
  meta: Record<string, unknown>;
  body: Buffer | null;
  bodyKey: string | null;
  bodyHash: string | null;
  receivedAt: Date;
}

export interface ClaimedDelivery {
  id: string;
  kind: string;
  channelId: string | null;
  brandId: string | null;
  headers: Record<string, string>;
  meta: Record<string, unknown>;
  /** Left out where it is large or in storage: ask for it. */
  body: Buffer | null;
  bodyKey: string | null;
  receivedAt: Date;
  attempts: number;
}

/** Bodies up to this come along with a claim; a batch of larger ones would fill the memory. */
const SMALL_BODY_BYTES = 64 * 1024;
/** A worker that died with a delivery in its hands: another takes it after so long. */
const CLAIM_SECONDS = 30;

@Injectable()
export class DeliveryRepository {
  constructor(private readonly database: Database) {}

  /** All or none, in one statement. */
  async insert(rows: readonly NewDelivery[]): Promise<void> {
    await this.database.run(
      `INSERT INTO inbound_delivery (id, kind, endpoint_id, channel_id, brand_id, source, headers, meta, body, body_key,
         body_hash, received_at, next_attempt_at)
       SELECT t.id, t.kind, t.endpoint_id, t.channel_id, t.brand_id, t.source, t.headers::jsonb, t.meta::jsonb, t.body,
         t.body_key, t.body_hash, t.received_at, clock_timestamp()
       FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
         $9::bytea[], $10::text[], $11::text[], $12::timestamptz[])
         AS t(id, kind, endpoint_id, channel_id, brand_id, source, headers, meta, body, body_key, body_hash, received_at)`,
      [
        rows.map((row) => row.id),
        rows.map((row) => row.kind),
        rows.map((row) => row.endpointId),
        rows.map((row) => row.channelId),
        rows.map((row) => row.brandId),
        rows.map((row) => row.source),
        rows.map((row) => JSON.stringify(row.headers)),
        rows.map((row) => JSON.stringify(row.meta)),
        rows.map((row) => row.body),
        rows.map((row) => row.bodyKey),
        rows.map((row) => row.bodyHash),
        rows.map((row) => row.receivedAt),
      ],
    );
  }

  /** Takes the longest waiting deliveries for this worker; they come back by themselves if it dies. */
  async claim(limit: number): Promise<ClaimedDelivery[]> {
    const rows = await this.database.query<ClaimedDelivery>(
      `UPDATE inbound_delivery d
       SET attempts = d.attempts + 1, next_attempt_at = clock_timestamp() + interval '${CLAIM_SECONDS} seconds'
       FROM (
         SELECT id FROM inbound_delivery WHERE state = 'pending' AND next_attempt_at <= clock_timestamp()
         ORDER BY next_attempt_at, id LIMIT $1 FOR UPDATE SKIP LOCKED
       ) AS due WHERE d.id = due.id
       RETURNING d.id, d.kind, d.channel_id AS "channelId", d.brand_id AS "brandId", d.headers, d.meta,
         CASE WHEN octet_length(d.body) <= ${SMALL_BODY_BYTES} THEN d.body END AS body, d.body_key AS "bodyKey",
         d.received_at AS "receivedAt", d.attempts
       -- any brand: workers work for all of them`,
      [limit],
    );
    return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Keeps a claim alive while its delivery is still being worked on. */
  async keep(ids: readonly string[]): Promise<void> {
    await this.database.run(
      `UPDATE inbound_delivery SET next_attempt_at = clock_timestamp() + interval '${CLAIM_SECONDS} seconds'
       WHERE id = ANY($1) AND state = 'pending' -- any brand: workers work for all of them`,
      [ids],
    );
  }

  async body(id: string): Promise<Buffer> {
    const row = await this.database.one<{ body: Buffer | null }>(
      'SELECT body FROM inbound_delivery WHERE id = $1 -- any brand: the delivery itself is being read',
      [id],
    );
    if (row?.body == null) throw new Error(`the delivery ${id} has no body`);
    return row.body;
  }

  /** Whether one of these, received after that, is not done yet, nor failed for good. */
  async isUnderWay(of: {
    brandId: string;
    channelId: string;
    meta: Record<string, unknown>;
    since: Date;
  }): Promise<boolean> {
    const row = await this.database.one(
      `SELECT 1 FROM inbound_delivery WHERE brand_id = $1 AND channel_id = $2 AND state IN ('pending', 'parsed')
         AND meta @> $3::jsonb AND received_at > $4 LIMIT 1`,
      [of.brandId, of.channelId, JSON.stringify(of.meta), of.since],
    );
    return row !== undefined;
  }

  /** As if they had not been claimed, and due again in a moment. */
  async giveBack(ids: readonly string[]): Promise<void> {
    await this.database.run(
      `UPDATE inbound_delivery SET attempts = greatest(attempts - 1, 0), next_attempt_at = clock_timestamp() + interval '2 seconds'
       WHERE id = ANY($1) AND state = 'pending' -- any brand: workers work for all of them`,
      [ids],
    );
  }

  /** Every event of theirs is done, or stands in the ledger on its own from here on. */
  async finish(ids: { done: readonly string[]; parsed: readonly string[] }): Promise<void> {
    await this.database.run(
      `UPDATE inbound_delivery SET state = CASE WHEN id = ANY($2) THEN 'done' ELSE 'parsed' END,
         done_at = CASE WHEN id = ANY($2) THEN clock_timestamp() END, next_attempt_at = 'infinity', reason = NULL
       WHERE id = ANY($1) -- any brand: workers work for all of them`,
      [[...ids.done, ...ids.parsed], ids.done],
      'fresh',
    );
  }

  /** Those of the parsed ones whose last open event is done now. */
  async finishParsed(ids: readonly string[]): Promise<void> {
    await this.database.run(
      `UPDATE inbound_delivery d SET state = 'done', done_at = clock_timestamp()
       WHERE d.id = ANY($1) AND d.state = 'parsed'
         AND NOT EXISTS (SELECT 1 FROM inbound_event e WHERE e.delivery_id = d.id AND e.state NOT IN ('done', 'ignored'))
       -- any brand: workers work for all of them`,
      [ids],
    );
  }

  /** @param delayMs until the next try; null when it has failed for good */
  async fail(id: string, reason: string, delayMs: number | null): Promise<void> {
    await this.database.run(
      `UPDATE inbound_delivery SET state = CASE WHEN $3::float8 IS NULL THEN 'failed' ELSE 'pending' END, reason = $2,
         next_attempt_at = clock_timestamp() + coalesce($3::float8, 0) * interval '1 millisecond'
       WHERE id = $1 -- any brand: workers work for all of them`,
      [id, reason, delayMs],
    );
  }

  /** The wish to read it anew. @returns how many there were */
  retry(ids: readonly string[]): Promise<number> {
    return this.database.run(
      `UPDATE inbound_delivery SET state = 'pending', attempts = 0, reason = NULL, done_at = NULL,
         next_attempt_at = clock_timestamp()
       WHERE id = ANY($1) AND state IN ('failed', 'parsed') -- any brand: the ledger's service has checked whose they are`,
      [ids],
    );
  }

  /** Whether a wake-up was lost: something has been due for so long that a worker should have taken it. */
  async hasOverdue(): Promise<boolean> {
    const row = await this.database.one(
      `SELECT 1 FROM inbound_delivery WHERE state = 'pending' AND next_attempt_at <= clock_timestamp()
       UNION ALL SELECT 1 FROM inbound_event WHERE state = 'pending' AND next_attempt_at <= clock_timestamp()
       LIMIT 1 -- any brand: a sweeper`,
    );
    return row !== undefined;
  }
}
