import { Injectable } from '@nestjs/common';
import { notPutAway } from '../../conversations/moderation/put-away.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { storable } from '../../platform/database/storable.js';
import type { Outgoing, Reply, ReplyReason, ReplyState } from './reply.js';

const COLUMNS = `m.id, m.brand_id AS "brandId", m.channel_id AS "channelId", m.conversation_id AS "conversationId",
  m.thread_id <> m.conversation_id AS moved, m.seq, m.seen_seq AS "seenSeq", m.version,
  m.member_id AS "memberId", m.visibility, m.text, m.html, m.client_id AS "clientId", m.state, m.held_until AS "heldUntil",
  m.send_at AS "sendAt", m.cancel_if_they_write AS "cancelIfTheyWrite", m.close_after AS "closeAfter",
  m.attempts, m.next_attempt_at AS "nextAttemptAt", m.attempt_token AS "attemptToken",
  m.in_reply_to_id AS "inReplyToId", m.external_id AS "externalId", m.answers, m.mail, m.outgoing,
  m.occurred_at AS "occurredAt", m.received_at AS "receivedAt", m.sent_at AS "sentAt", m.delivered_at AS "deliveredAt",
  m.read_at AS "readAt", m.reason`;

/** What a reply is when it is written. */
export interface NewReply {
  brandId: string;
  channelId: string;
  conversationId: string;
  seq: number;
  memberId: string;
  clientId: string;
  direction: 'out' | 'note';
  visibility: 'public' | 'private';
  text: string;
  html: string | null;
  at: Date;
  state: 'held' | 'queued' | null;
  heldUntil: Date | null;
  sendAt: Date | null;
  cancelIfTheyWrite: boolean;
  closeAfter: boolean;
  seenSeq: number | null;
  inReplyToId: string | null;
  answers: string[] | null;
  mentions: string[] | null;
  mail: Reply['mail'];
  outgoing: Outgoing | null;
}

/** New values of columns; what is left out stays. */
export interface ReplyChange {
  state?: ReplyState;
  seq?: number;
  seenSeq?: number;
  /** The thread it belongs to from now on. */
  threadId?: string;
  visibility?: 'public' | 'private';
  text?: string;
  html?: string | null;
  heldUntil?: Date;
  sendAt?: Date;
  cancelIfTheyWrite?: boolean;
  closeAfter?: boolean;
  attempts?: number;
  nextAttemptAt?: Date | null;
  attemptToken?: string | null;
  occurredAt?: Date;
  sentAt?: Date | null;
  deliveredAt?: Date | null;
  readAt?: Date | null;
  externalId?: string | null;
  inReplyToId?: string | null;
  answers?: string[] | null;
  mail?: Reply['mail'];
  outgoing?: Outgoing;
  reason?: ReplyReason | null;
}

const COLUMN: Record<keyof ReplyChange, string> = {
  state: 'state',
  seq: 'seq',
  seenSeq: 'seen_seq',
  threadId: 'thread_id',
  visibility: 'visibility',
  text: 'text',
  html: 'html',
  heldUntil: 'held_until',
  sendAt: 'send_at',
  cancelIfTheyWrite: 'cancel_if_they_write',
  closeAfter: 'close_after',
  attempts: 'attempts',
  nextAttemptAt: 'next_attempt_at',
  attemptToken: 'attempt_token',
  occurredAt: 'occurred_at',
  sentAt: 'sent_at',
  deliveredAt: 'delivered_at',
  readAt: 'read_at',
  externalId: 'external_id',
  inReplyToId: 'in_reply_to_id',
  answers: 'answers',
  mail: 'mail',
  outgoing: 'outgoing',
  reason: 'reason',
};
const JSON_COLUMNS = new Set(['mail', 'outgoing', 'reason']);

/** An answer that was let out, whatever became of it, or was written outside Parley. */
export const HEARD_FROM_US = (message: string): string =>
  `(${message}.state IS NULL OR ${message}.state IN ('queued', 'sending', 'sent', 'delivered', 'read', 'unconfirmed'))`;

/** The gate's hold on `message`. Every change of a state is a compare-and-set. */
@Injectable()
export class ReplyRepository {
  constructor(private readonly database: Database) {}

  /** Also one written outside Parley: what is heard of it later is heard here. */
  find(brandId: string, id: string): Promise<Reply | undefined> {
    return this.database.one<Reply>(
      `SELECT ${COLUMNS} FROM message m WHERE m.brand_id = $1 AND m.id = $2 AND m.direction = 'out'`,
      [brandId, id],
    );
  }

  /** Notes included: a client's id is one message, whatever it is. */
  async byClientId(
    brandId: string,
    clientId: string,
  ): Promise<
    { id: string; conversationId: string; memberId: string; direction: 'out' | 'note' } | undefined
  > {
    return this.database.one(
      `SELECT id, conversation_id AS "conversationId", member_id AS "memberId", direction
       FROM message WHERE brand_id = $1 AND client_id = $2`,
      [brandId, clientId],
    );
  }

  /** @throws a unique violation of `message_client` when the client's id is known */
  async insert(reply: NewReply): Promise<string> {
    const id = newId();
    await this.database.run(
      `WITH made AS (
         INSERT INTO message (id, brand_id, channel_id, conversation_id, thread_id, seq, direction, visibility, member_id, client_id,
           text, occurred_at, received_at, state, held_until, send_at, close_after, seen_seq, in_reply_to_id, answers, mentions,
           mail, outgoing, html, cancel_if_they_write)
         VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
         RETURNING id
       )
       INSERT INTO message_search_due (message_id) SELECT id FROM made ON CONFLICT DO NOTHING`,
      [
        id,
        reply.brandId,
        reply.channelId,
        reply.conversationId,
        reply.seq,
        reply.direction,
        reply.visibility,
        reply.memberId,
        reply.clientId,
        reply.text,
        reply.at,
        reply.state,
        reply.heldUntil,
        reply.sendAt,
        reply.closeAfter,
        reply.seenSeq,
        reply.inReplyToId,
        reply.answers,
        reply.mentions,
        reply.mail === null ? null : JSON.stringify(storable(reply.mail)),
        reply.outgoing === null ? null : JSON.stringify(storable(reply.outgoing)),
        reply.html,
        reply.cancelIfTheyWrite,
      ],
    );
    return id;
  }

  /**
   * Changes the reply if it is in one of the states `from` (and, where given, still belongs to that attempt).
   * @returns it as it is now, or undefined when it was not
   */
  async move(
    brandId: string,
    id: string,
    from: readonly ReplyState[],
    change: ReplyChange,
    attemptToken?: string,
  ): Promise<Reply | undefined> {
    const params: unknown[] = [brandId, id, from, attemptToken ?? null];
    const sets = Object.entries(change)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        params.push(JSON_COLUMNS.has(name) && value !== null ? JSON.stringify(storable(value)) : value);
        return `${COLUMN[name as keyof ReplyChange]} = $${params.length}`;
      });
    return this.database.one<Reply>(
      `UPDATE message m SET version = version + 1${sets.map((set) => `, ${set}`).join('')}
       WHERE m.brand_id = $1 AND m.id = $2 AND m.state = ANY($3) AND ($4::uuid IS NULL OR m.attempt_token = $4::uuid)
       RETURNING ${COLUMNS}`,
      params,
    );
  }

  /** Its words are others than before: they are looked up anew. */
  async findAnew(brandId: string, id: string): Promise<void> {
    await this.database.run(
      `INSERT INTO message_search_due (message_id) SELECT id FROM message WHERE brand_id = $1 AND id = $2 ON CONFLICT DO NOTHING`,
      [brandId, id],
    );
  }

  /** It had been accepted and came back: its place in the order of arrival. */
  async markFailureArrival(brandId: string, id: string): Promise<void> {
    await this.database.run(
      `UPDATE message SET failure_arrival = nextval('arrival_seq') WHERE brand_id = $1 AND id = $2 AND failure_arrival IS NULL`,
      [brandId, id],
    );
  }

  async clearFailureArrival(brandId: string, id: string): Promise<void> {
    await this.database.run('UPDATE message SET failure_arrival = NULL WHERE brand_id = $1 AND id = $2', [
      brandId,
      id,
    ]);
  }

  /**
   * What the person, or a colleague, has said after utterance `seq`, oldest first: message ids. What machines say,
   * notes, and replies that have not been let out are no news.
   */
  async newsSince(input: {
    brandId: string;
    conversationId: string;
    seq: number;
    memberId: string | null;
    personOnly?: boolean;
  }): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM message
       WHERE brand_id = $1 AND conversation_id = $2 AND seq > $3 AND deleted_at IS NULL AND NOT history AND automatic IS NULL AND ${notPutAway()}
         AND (direction = 'in' OR (NOT $5 AND direction = 'out' AND member_id IS DISTINCT FROM $4 AND ${HEARD_FROM_US('message')}))
       ORDER BY seq LIMIT 50`,
      [input.brandId, input.conversationId, input.seq, input.memberId, input.personOnly ?? false],
    );
    return rows.map(({ id }) => id);
  }

  /** Who wrote it sits in the brand no longer. */
  async writerHasLeft({ brandId, memberId }: Pick<Reply, 'brandId' | 'memberId'>): Promise<boolean> {
    const gone = await this.database.one(
      'SELECT 1 FROM member WHERE brand_id = $1 AND id = $2 AND removed_at IS NOT NULL',
      [brandId, memberId],
    );
    return gone !== undefined;
  }

  /** How much its files weigh. */
  async bytesOfFiles(brandId: string, id: string): Promise<number> {
    const row = await this.database.one<{ bytes: string }>(
      'SELECT coalesce(sum(size), 0) AS bytes FROM attachment WHERE brand_id = $1 AND message_id = $2',
      [brandId, id],
    );
    return Number(row?.bytes ?? 0);
  }

  /** When the person last wrote here. */
  async lastInboundAt(brandId: string, conversationId: string): Promise<Date | null> {
    const row = await this.database.one<{ at: Date | null }>(
      `SELECT max(occurred_at) AS at FROM message
       WHERE brand_id = $1 AND conversation_id = $2 AND direction = 'in' AND automatic IS NULL`,
      [brandId, conversationId],
    );
    return row?.at ?? null;
  }

  /** The ids by which others may refer to it. */
  async addReferences(reply: Reply, references: readonly string[]): Promise<void> {
    const own = [...new Set(references)].filter((reference) => reference !== '');
    if (own.length === 0) return;
    await this.database.run(
      `INSERT INTO message_reference (channel_id, reference, own, message_id, conversation_id, brand_id)
       SELECT $1, r, true, $2, $3, $4 FROM unnest($5::text[]) AS r
       ON CONFLICT (channel_id, reference, message_id) DO UPDATE SET own = true`,
      [reply.channelId, reply.id, reply.conversationId, reply.brandId, own],
    );
  }
}
