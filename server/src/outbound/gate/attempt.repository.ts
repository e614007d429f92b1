import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';

/** One try to send a reply, authorised by its token. */
export interface Attempt {
  id: string;
  token: string;
}

export interface DueReply {
  id: string;
  brandId: string;
}

/** The lease and the order of sending: who may send what, and what waits to be sent. */
@Injectable()
export class AttemptRepository {
  constructor(private readonly database: Database) {}

  /**
   * The compare-and-set that authorises a send: `queued` → `sending`, for the oldest unsettled reply of its
   * conversation only, on a channel that may send. The lease goes by the database's clock, which nobody moves.
   * Call in a transaction, and send nothing before it has committed.
   */
  async claim(input: {
    brandId: string;
    messageId: string;
    now: Date;
    leaseMs: number;
  }): Promise<Attempt | undefined> {
    const token = randomUUID();
    const claimed = await this.database.one<{ attempts: number }>(
      `UPDATE message m SET state = 'sending', attempt_token = $4, attempts = attempts + 1, version = version + 1,
         next_attempt_at = NULL, reason = NULL, lease_until = clock_timestamp() + $5 * interval '1 millisecond'
       WHERE m.brand_id = $1 AND m.id = $2 AND m.state = 'queued' AND (m.next_attempt_at IS NULL OR m.next_attempt_at <= $3)
         AND NOT EXISTS (
           SELECT 1 FROM message o WHERE o.brand_id = $1 AND o.conversation_id = m.conversation_id AND o.seq < m.seq
             AND o.state IN ('queued', 'sending', 'unconfirmed'))
         AND EXISTS (
           SELECT 1 FROM channel c WHERE c.brand_id = $1 AND c.id = m.channel_id AND c.removed_at IS NULL
             AND c.status <> 'paused'
             AND (c.sending_paused_until IS NULL OR c.sending_paused_until <= $3))
       RETURNING attempts`,
      [input.brandId, input.messageId, input.now, token, input.leaseMs],
    );
    if (claimed === undefined) return undefined;
    const id = newId();
    await this.database.run(
      `INSERT INTO send_attempt (id, brand_id, message_id, number, started_at)
       SELECT $1, $2, $3, count(*) + 1, $4 FROM send_attempt WHERE brand_id = $2 AND message_id = $3`,
      [id, input.brandId, input.messageId, input.now],
    );
    return { id, token };
  }

  async finish(brandId: string, attemptId: string, outcome: string, detail: string | null, at: Date) {
    await this.database.run(
      'UPDATE send_attempt SET finished_at = $3, outcome = $4, detail = $5 WHERE brand_id = $1 AND id = $2',
      [brandId, attemptId, at, outcome, detail?.slice(0, 2_000) ?? null],
    );
  }

  /** The newest try of a reply: its end, when nobody wrote it down. */
  async finishLast(brandId: string, messageId: string, outcome: string, at: Date): Promise<void> {
    await this.database.run(
      `UPDATE send_attempt SET finished_at = $4, outcome = $3 WHERE brand_id = $1 AND finished_at IS NULL
         AND id = (SELECT id FROM send_attempt WHERE brand_id = $1 AND message_id = $2 ORDER BY number DESC LIMIT 1)`,
      [brandId, messageId, outcome, at],
    );
  }

  /** How many tries since then surely did not get through. */
  async retriesSince(brandId: string, messageId: string, since: Date): Promise<number> {
    const row = await this.database.one<{ count: number }>(
      `SELECT count(*)::int AS count FROM send_attempt
       WHERE brand_id = $1 AND message_id = $2 AND started_at >= $3 AND outcome = 'retryable'`,
      [brandId, messageId, since],
    );
    return row?.count ?? 0;
  }

  /** The platform asked for a pause: what else waits on the channel waits with it. */
  async postpone(brandId: string, channelId: string, until: Date): Promise<void> {
    await this.database.run(
      `UPDATE message SET next_attempt_at = $3 WHERE brand_id = $1 AND channel_id = $2 AND state = 'queued'
         AND (next_attempt_at IS NULL OR next_attempt_at < $3)`,
      [brandId, channelId, until],
    );
  }

  /** When the newest try began. */
  async lastStart(brandId: string, messageId: string): Promise<Date | null> {
    const row = await this.database.one<{ started_at: Date }>(
      'SELECT started_at FROM send_attempt WHERE brand_id = $1 AND message_id = $2 ORDER BY number DESC LIMIT 1',
      [brandId, messageId],
    );
    return row?.started_at ?? null;
  }

  /** The reply that is next in its conversation, once nothing before it is unsettled. */
  async nextInConversation(brandId: string, conversationId: string): Promise<string | undefined> {
    const row = await this.database.one<{ id: string; state: string }>(
      `SELECT id, state FROM message
       WHERE brand_id = $1 AND conversation_id = $2 AND state IN ('queued', 'sending', 'unconfirmed') ORDER BY seq LIMIT 1`,
      [brandId, conversationId],
    );
    return row?.state === 'queued' ? row.id : undefined;
  }

  /** Holds that are over, and queued replies nobody has taken, oldest first. */
  due(input: { now: Date; settledBefore: Date; limit: number }): Promise<DueReply[]> {
    return this.database.query<DueReply>(
      `SELECT m.id, m.brand_id AS "brandId" FROM message m JOIN channel c ON c.id = m.channel_id
       WHERE (m.state = 'held' AND coalesce(m.next_attempt_at, m.held_until) <= $1
           OR m.state = 'queued' AND coalesce(m.next_attempt_at, m.held_until) <= $2
             AND (c.removed_at IS NOT NULL
               OR c.status <> 'paused' AND (c.sending_paused_until IS NULL OR c.sending_paused_until <= $1))
             AND NOT EXISTS (
               SELECT 1 FROM message o WHERE o.brand_id = m.brand_id AND o.conversation_id = m.conversation_id AND o.seq < m.seq
                 AND o.state IN ('queued', 'sending', 'unconfirmed')))
       ORDER BY coalesce(m.next_attempt_at, m.held_until) LIMIT $3
       -- any brand: a sweeper looks after all`,
      [input.now, input.settledBefore, input.limit],
    );
  }

  /** Replies whose sender died: their lease is over. */
  expired(limit: number): Promise<(DueReply & { token: string })[]> {
    return this.database.query<DueReply & { token: string }>(
      `SELECT id, brand_id AS "brandId", attempt_token AS token FROM message
       WHERE state = 'sending' AND lease_until < clock_timestamp() ORDER BY coalesce(next_attempt_at, held_until) LIMIT $1
       -- any brand: a sweeper looks after all`,
      [limit],
    );
  }

  /** What waits on a channel, oldest first, one per conversation at most. */
  waitingOn(brandId: string, channelId: string, limit: number): Promise<DueReply[]> {
    return this.database.query<DueReply>(
      `SELECT DISTINCT ON (conversation_id) id, brand_id AS "brandId" FROM message
       WHERE brand_id = $1 AND channel_id = $2 AND state = 'queued' ORDER BY conversation_id, seq LIMIT $3`,
      [brandId, channelId, limit],
    );
  }
}
