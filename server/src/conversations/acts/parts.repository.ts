import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import type { ConversationRecord } from '../conversation.repository.js';

/** What a part of a conversation is put together from. */
export interface PartMessage {
  id: string;
  thread_id: string;
  direction: 'in' | 'out' | 'note';
  state: string | null;
  occurred_at: Date;
  identity_id: string | null;
  person_id: string | null;
}

interface Pair {
  brandId: string;
  fromId: string;
  toId: string;
}

/** A reply that is not written off and has not left for good. */
const UNDER_WAY = new Set(['held', 'queued', 'sending', 'unconfirmed']);
export const isUnderWay = ({ state }: PartMessage): boolean => state !== null && UNDER_WAY.has(state);

/** Counted: what was said, and not what was taken back before anybody could hear it. */
const COUNTED = `(direction <> 'out' OR state IS NULL OR state NOT IN ('held', 'cancelled'))`;

/** Acts that spoke for everything that stood in the conversation when they were done. */
const SPOKE_FOR_ALL = ['closed', 'reopened', 'snoozed', 'unsnoozed', 'no_answer_needed'];

/** Takes conversations apart and puts them together again: which rows go where. */
@Injectable()
export class PartsRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** All messages in the order they are shown. */
  messages(brandId: string, conversationId: string): Promise<PartMessage[]> {
    return this.database.query<PartMessage>(
      `SELECT m.id, m.thread_id, m.direction, m.state, m.occurred_at, m.identity_id, i.person_id
       FROM message m LEFT JOIN identity i ON i.brand_id = $1 AND i.id = m.identity_id
       WHERE m.brand_id = $1 AND m.conversation_id = $2 ORDER BY m.occurred_at, m.seq`,
      [brandId, conversationId],
    );
  }

  /** A conversation beside the given one, empty yet: same channel, same people to answer it. */
  async insertBeside(
    beside: ConversationRecord,
    { personId, subject }: { personId: string; subject: string | null },
  ): Promise<string> {
    const id = newId();
    await this.database.run(
      `INSERT INTO conversation (id, brand_id, channel_id, person_id, medium, post_id, subject, set_aside, priority, assignee_id,
         last_words, last_words_by, last_at, utterance_seq, created_at)
       SELECT $3, brand_id, channel_id, $4, medium, post_id, $5, set_aside, priority, assignee_id,
         last_words, last_words_by, last_at, utterance_seq, $6
       FROM conversation WHERE brand_id = $1 AND id = $2`,
      [beside.brand_id, beside.id, id, personId, subject, this.clock.now()],
    );
    await this.database.run(
      `INSERT INTO conversation_read (conversation_id, member_id, brand_id, seq)
       SELECT $3, member_id, brand_id, seq FROM conversation_read WHERE brand_id = $1 AND conversation_id = $2`,
      [beside.brand_id, beside.id, id],
    );
    return id;
  }

  /**
   * Moves messages with everything that hangs on them; turns and episodes they opened keep their identity, the refold makes
   * them what they are now.
   * @param to.threadId null leaves each with the thread it stood in
   */
  async moveMessages(
    { brandId, fromId, toId }: Pair,
    ids: readonly string[],
    to: { threadId: string | null; seqBy: number },
  ): Promise<void> {
    await this.database.run(
      `UPDATE message SET conversation_id = $3, thread_id = coalesce($5, thread_id), seq = seq + $6::int,
         seen_seq = seen_seq + $6::int, version = version + 1
       WHERE brand_id = $1 AND conversation_id = $2 AND id = ANY($4)`,
      [brandId, fromId, toId, ids, to.threadId, to.seqBy],
    );
    for (const table of ['message_reference', 'message_search']) {
      await this.database.run(
        `UPDATE ${table} SET conversation_id = $3 WHERE brand_id = $1 AND conversation_id = $2 AND message_id = ANY($4)`,
        [brandId, fromId, toId, ids],
      );
    }
    await this.moveFolded({ brandId, fromId, toId }, ids);
    await this.lookAgain(brandId, ids);
  }

  /** Turns and episodes that these entries opened. */
  private async moveFolded({ brandId, fromId, toId }: Pair, entryIds: readonly string[]): Promise<void> {
    for (const table of ['turn', 'episode']) {
      await this.database.run(
        `UPDATE ${table} SET conversation_id = $3
         WHERE brand_id = $1 AND conversation_id = $2 AND split_part(key, ':', 1) = ANY($4)`,
        [brandId, fromId, toId, entryIds],
      );
    }
  }

  /** Whoever indexes words at this moment still knows them under the old conversation: they are looked at again. */
  async lookAgain(brandId: string, messageIds: readonly string[]): Promise<void> {
    await this.database.run(
      `INSERT INTO message_search_due (message_id) SELECT id FROM message WHERE brand_id = $1 AND id = ANY($2)
       ON CONFLICT DO NOTHING`,
      [brandId, messageIds],
    );
  }

  /** Acts go where `which` says, into that thread where one is named. */
  async moveActs(
    { brandId, fromId, toId }: Pair,
    which: { ids: readonly string[] } | { threads: readonly string[] },
    threadId: string | null = null,
  ): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE conversation_act SET conversation_id = $3, thread_id = coalesce($5, thread_id)
       WHERE brand_id = $1 AND conversation_id = $2 AND ${'ids' in which ? 'id' : 'thread_id'} = ANY($4::uuid[]) RETURNING id`,
      [brandId, fromId, toId, 'ids' in which ? which.ids : which.threads, threadId],
    );
    await this.moveFolded(
      { brandId, fromId, toId },
      rows.map(({ id }) => id),
    );
  }

  /**
   * Acts that spoke for both parts are done in the new one as well, at the same place in time.
   * @param since when the new part begins
   */
  async copyActs({ brandId, fromId, toId }: Pair, since: Date): Promise<void> {
    const acts = await this.database.query<{ id: string }>(
      `SELECT id FROM conversation_act WHERE brand_id = $1 AND conversation_id = $2 AND at >= $3 AND kind = ANY($4)`,
      [brandId, fromId, since, SPOKE_FOR_ALL],
    );
    await this.database.run(
      `INSERT INTO conversation_act (id, brand_id, conversation_id, thread_id, at, arrival, kind, member_id, details)
       SELECT n.new_id, a.brand_id, $2, $2, a.at, a.arrival, a.kind, a.member_id,
         a.details || jsonb_build_object('copyOf', a.id)
       FROM unnest($3::uuid[], $4::uuid[]) AS n(id, new_id) JOIN conversation_act a ON a.brand_id = $1 AND a.id = n.id`,
      [brandId, toId, acts.map(({ id }) => id), acts.map(() => newId())],
    );
  }

  /** What was copied when the two were split, and the word of the splitting itself. */
  async dropCopies(brandId: string, conversationId: string): Promise<void> {
    await this.database.run(
      `DELETE FROM conversation_act WHERE brand_id = $1 AND conversation_id = $2 AND (details ? 'copyOf' OR kind = 'split')`,
      [brandId, conversationId],
    );
  }

  /** Acts that meant the one who had written last, or one message, with when and what. */
  pointingActs(
    brandId: string,
    conversationId: string,
  ): Promise<{ id: string; thread_id: string; kind: string; at: Date; message_id: string | null }[]> {
    return this.database.query(
      `SELECT id, thread_id, kind, at, details->>'messageId' AS message_id FROM conversation_act
       WHERE brand_id = $1 AND conversation_id = $2 AND kind IN ('marked_as_ours', 'needs_answer')`,
      [brandId, conversationId],
    );
  }

  async addParticipants(
    brandId: string,
    conversationId: string,
    identityIds: readonly string[],
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO conversation_participant (conversation_id, identity_id, brand_id)
       SELECT $2, id, $1 FROM unnest($3::uuid[]) AS id ON CONFLICT DO NOTHING`,
      [brandId, conversationId, identityIds],
    );
  }

  async participants(brandId: string, conversationId: string): Promise<string[]> {
    const rows = await this.database.query<{ identity_id: string }>(
      'SELECT identity_id FROM conversation_participant WHERE brand_id = $1 AND conversation_id = $2',
      [brandId, conversationId],
    );
    return rows.map(({ identity_id }) => identity_id);
  }

  /** Counts, last words and last time from what stands in it now. */
  async recount(brandId: string, conversationId: string): Promise<void> {
    await this.database.run(
      `UPDATE conversation SET
         message_count = (SELECT count(*) FROM message WHERE brand_id = $1 AND conversation_id = $2 AND ${COUNTED}),
         last_at = coalesce((SELECT max(occurred_at) FROM message WHERE brand_id = $1 AND conversation_id = $2 AND ${COUNTED}), last_at)
       WHERE brand_id = $1 AND id = $2`,
      [brandId, conversationId],
    );
  }
}
