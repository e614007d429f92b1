import { Injectable } from '@nestjs/common';
import type { ModerationAction, ModerationState } from '@parley/shared/moderation.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import type { ReplyReason } from '../gate/reply.js';

/** What a member wants done with a message on its platform: the row is the outbox. */
export interface ModerationAct {
  id: string;
  brandId: string;
  messageId: string;
  memberId: string;
  channelId: string;
  action: ModerationAction;
  state: 'waiting' | 'doing' | 'done' | 'failed' | 'withdrawn';
  was: ModerationState;
  wasLiked: boolean;
  attempts: number;
  attemptId: string | null;
}

const COLUMNS = `a.id, a.brand_id AS "brandId", a.message_id AS "messageId", a.member_id AS "memberId",
  (SELECT channel_id FROM message m WHERE m.brand_id = a.brand_id AND m.id = a.message_id) AS "channelId", a.action, a.state, a.was,
  a.was_liked AS "wasLiked", a.attempts, a.attempt_id AS "attemptId"`;

@Injectable()
export class ModerationActs {
  constructor(private readonly database: Database) {}

  async insert(
    act: Pick<ModerationAct, 'brandId' | 'messageId' | 'memberId' | 'action' | 'was' | 'wasLiked'>,
    at: Date,
  ): Promise<string> {
    const id = newId();
    await this.database.run(
      `INSERT INTO moderation_act (id, brand_id, message_id, member_id, action, state, was, was_liked, next_attempt_at, created_at)
       VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, $8, $8)`,
      [id, act.brandId, act.messageId, act.memberId, act.action, act.was, act.wasLiked, at],
    );
    return id;
  }

  /** Those of a message that are still to be done, oldest first. */
  pending(brandId: string, messageId: string): Promise<ModerationAct[]> {
    return this.database.query<ModerationAct>(
      `SELECT ${COLUMNS} FROM moderation_act a WHERE a.brand_id = $1 AND a.message_id = $2 AND a.state IN ('waiting', 'doing')
       ORDER BY a.id`,
      [brandId, messageId],
    );
  }

  /** What is next to be done with a message, whether it is time or not. */
  async next(brandId: string, messageId: string): Promise<ModerationAct | undefined> {
    return (await this.pending(brandId, messageId))[0];
  }

  /**
   * Takes an act for one try, committed before the first byte; also one whose worker died in the middle, for its outcome is
   * a state, and doing it again is the same.
   */
  claim(
    brandId: string,
    id: string,
    { now, leaseMs }: { now: Date; leaseMs: number },
  ): Promise<ModerationAct | undefined> {
    return this.database.one<ModerationAct>(
      `UPDATE moderation_act a SET state = 'doing', attempts = a.attempts + 1, attempt_id = $3, next_attempt_at = $5
       WHERE a.brand_id = $1 AND a.id = $2 AND a.state IN ('waiting', 'doing') AND a.next_attempt_at <= $4
       RETURNING ${COLUMNS}`,
      [brandId, id, newId(), now, new Date(now.getTime() + leaseMs)],
    );
  }

  /** @returns what it goes back to, by what is known now; undefined when somebody else has tried since */
  settle(
    { brandId, id, attemptId }: Pick<ModerationAct, 'brandId' | 'id' | 'attemptId'>,
    to: { state: 'done' | 'failed'; reason?: ReplyReason; at: Date },
  ): Promise<Pick<ModerationAct, 'was' | 'wasLiked'> | undefined> {
    return this.database.one(
      `UPDATE moderation_act SET state = $4, reason = $5, settled_at = $6, next_attempt_at = NULL
       WHERE brand_id = $1 AND id = $2 AND state IN ('waiting', 'doing') AND attempt_id IS NOT DISTINCT FROM $3
       RETURNING was, was_liked AS "wasLiked"`,
      [brandId, id, attemptId, to.state, to.reason === undefined ? null : JSON.stringify(to.reason), to.at],
    );
  }

  /** Waits for another try. */
  async postpone(
    { brandId, id, attemptId }: Pick<ModerationAct, 'brandId' | 'id' | 'attemptId'>,
    reason: ReplyReason | null,
    until: Date,
  ): Promise<void> {
    await this.database.run(
      `UPDATE moderation_act SET state = 'waiting', reason = $4, next_attempt_at = $5
       WHERE brand_id = $1 AND id = $2 AND state IN ('waiting', 'doing') AND attempt_id IS NOT DISTINCT FROM $3`,
      [brandId, id, attemptId, reason === null ? null : JSON.stringify(reason), until],
    );
  }

  /** Takes back an act nobody has tried yet. @returns whether it was still to be had */
  async withdraw(brandId: string, id: string, at: Date): Promise<boolean> {
    const changed = await this.database.run(
      `UPDATE moderation_act SET state = 'withdrawn', settled_at = $3, next_attempt_at = NULL
       WHERE brand_id = $1 AND id = $2 AND state = 'waiting' AND attempts = 0`,
      [brandId, id, at],
    );
    return changed > 0;
  }

  /** Acts that stand behind one which did not come to be go back further, should they fail, too. */
  async rebase(
    brandId: string,
    messageId: string,
    { was, wasLiked }: { was?: ModerationState | undefined; wasLiked?: boolean | undefined },
  ): Promise<void> {
    await this.database.run(
      `UPDATE moderation_act SET was = coalesce($3, was), was_liked = coalesce($4, was_liked)
       WHERE brand_id = $1 AND message_id = $2 AND state IN ('waiting', 'doing')`,
      [brandId, messageId, was ?? null, wasLiked ?? null],
    );
  }

  /** A channel's acts need not wait any longer. */
  async hasten(brandId: string, channelId: string, now: Date): Promise<void> {
    await this.database.run(
      `UPDATE moderation_act a SET next_attempt_at = $3 FROM message m
       WHERE a.brand_id = $1 AND m.brand_id = $1 AND m.id = a.message_id AND m.channel_id = $2 AND a.state = 'waiting'`,
      [brandId, channelId, now],
    );
  }

  /** Messages with something due. */
  due(now: Date, limit: number): Promise<{ brandId: string; messageId: string }[]> {
    return this.database.query(
      `SELECT DISTINCT brand_id AS "brandId", message_id AS "messageId" FROM (
         SELECT brand_id, message_id FROM moderation_act -- any brand: a sweeper
         WHERE state IN ('waiting', 'doing') AND next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $2) due`,
      [now, limit],
    );
  }
}
