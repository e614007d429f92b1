import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import type { ConversationRecord } from '../conversation.repository.js';
import { CONVERSATION_CHANGED, MESSAGE_CHANGED } from '../conversations.events.js';
import { ConversationAccess } from '../detail/conversation-access.service.js';
import { DetailService } from '../detail/detail.service.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';
import { ActsRepository, type MergeUndo, type SplitUndo } from './acts.repository.js';
import { PartsRepository } from './parts.repository.js';

/** A reply goes into one thread of the platform: whoever is only in the other one would never see it, and count as answered. */
const ONE_THREAD: ReadonlySet<Medium> = new Set(['dm', 'chat']);

/** So many moved messages are announced one by one; whoever looks at more fetches the page anew. */
export const ANNOUNCED = 200;

/**
 * Brings two conversations of one channel together. Messages and acts keep the thread they come from, so the fold
 * knows who waited where; further messages of the merged thread arrive in the other conversation.
 */
@Injectable()
export class MergeService {
  constructor(
    private readonly database: Database,
    private readonly access: ConversationAccess,
    private readonly details: DetailService,
    private readonly entries: ConversationEntries,
    private readonly acts: ActsRepository,
    private readonly parts: PartsRepository,
    private readonly events: DomainEvents,
  ) {}

  /** @returns the conversation that remains */
  async merge(seat: CallerSeat, fromId: string, intoId: string): Promise<ConversationDetail> {
    return this.details.get(seat, await this.join(seat, fromId, intoId));
  }

  /** @returns the id of the conversation that remains */
  async join(seat: CallerSeat, fromId: string, intoId: string): Promise<string> {
    await this.access.require(seat, fromId);
    await this.access.require(seat, intoId);
    return this.database.transaction(async () => {
      const { from, into } = await this.lockBoth(seat.brandId, fromId, intoId);
      if (from.id === into.id) throw notPossible('These are one conversation already.');
      if (from.channel_id !== into.channel_id || from.medium !== into.medium)
        throw notPossible('Only conversations of the same channel and medium can be merged.');
      if (ONE_THREAD.has(from.medium) && from.person_id !== into.person_id)
        throw notPossible('Direct messages and chats can only be merged when they are with the same person.');
      await this.unite(from, into, seat.memberId);
      return into.id;
    });
  }

  /**
   * In the caller's transaction, both locked, of one channel and with the same person.
   * @param memberId null when nobody in particular did it
   * @throws AppError not_possible_now while a reply is on its way
   */
  async unite(from: ConversationRecord, into: ConversationRecord, memberId: string | null): Promise<void> {
    await this.requireNothingUnderWay(from);
    const seqBy = await this.putBack(from, into);
    const { moved, undo } = await this.move(from, into, seqBy);
    await this.acts.insert(into, memberId, 'merged', {
      fromThreadId: from.id,
      subject: from.subject,
      undo,
    });
    await this.entries.advance(into, { refold: true });
    await this.events.publish(CONVERSATION_CHANGED, { brandId: from.brand_id, conversationId: from.id });
    for (const messageId of moved) {
      await this.events.publish(MESSAGE_CHANGED, {
        brandId: into.brand_id,
        conversationId: into.id,
        messageId,
      });
    }
  }

  /**
   * A part that was split off this conversation comes back: its messages stand in the threads they stood in before, so that
   * the fold becomes what it would have been.
   * @returns how much the numbers of the messages grow
   */
  private async putBack(from: ConversationRecord, into: ConversationRecord): Promise<number> {
    const { brand_id: brandId } = from;
    const split = await this.database.one<{ details: SplitUndo }>(
      `SELECT details FROM conversation_act
       WHERE brand_id = $1 AND conversation_id = $2 AND kind = 'split' AND details->>'fromId' = $3::text`,
      [brandId, from.id, into.id],
    );
    if (split === undefined) return into.utterance_seq;
    const { atSeq, threads, acts } = split.details;
    await this.database.run(
      'UPDATE message SET thread_id = $3 WHERE brand_id = $1 AND conversation_id = $2',
      [brandId, from.id, into.id],
    );
    for (const [threadId, ids] of Object.entries(threads)) {
      await this.database.run(
        'UPDATE message SET thread_id = $4 WHERE brand_id = $1 AND conversation_id = $2 AND id = ANY($3)',
        [brandId, from.id, ids, threadId],
      );
    }
    await this.parts.dropCopies(brandId, from.id);
    const pair = { brandId, fromId: from.id, toId: into.id };
    for (const [threadId, ids] of Object.entries(acts)) await this.parts.moveActs(pair, { ids }, threadId);
    await this.database.run(
      `DELETE FROM conversation_link WHERE brand_id = $1 AND from_id = $2 AND to_id = $3 AND relation = 'split'`,
      [brandId, from.id, into.id],
    );
    return from.utterance_seq === atSeq && into.utterance_seq === atSeq ? 0 : into.utterance_seq;
  }

  /** In the order of ids, so that two merges of the same pair cannot wait for each other. */
  private async lockBoth(brandId: string, fromId: string, intoId: string) {
    const locked = new Map<string, ConversationRecord>();
    for (const id of [fromId, intoId].sort()) locked.set(id, await this.entries.lock(brandId, id));
    const from = locked.get(fromId);
    const into = locked.get(intoId);
    if (from === undefined || into === undefined) throw new Error('both were locked');
    return { from, into };
  }

  private async requireNothingUnderWay(from: ConversationRecord): Promise<void> {
    const busy = await this.database.one(
      `SELECT 1 FROM message WHERE brand_id = $1 AND conversation_id = $2 AND state IN ('queued', 'sending', 'unconfirmed') LIMIT 1`,
      [from.brand_id, from.id],
    );
    if (busy !== undefined) throw notPossible('A reply is on its way here: merge when its outcome is known.');
  }

  /** @returns ids of the moved messages, as far as they are announced, and what takes all of it back */
  private async move(
    from: ConversationRecord,
    into: ConversationRecord,
    seqBy: number,
  ): Promise<{ moved: string[]; undo: MergeUndo }> {
    const pair = [from.brand_id, from.id, into.id];
    const moved = await this.database.query<{ id: string }>(
      `UPDATE message SET conversation_id = $3, seq = seq + $4::int, seen_seq = seen_seq + $4::int, version = version + 1
       WHERE brand_id = $1 AND conversation_id = $2 RETURNING id`,
      [...pair, seqBy],
    );
    for (const table of MOVED_WITH_IT) {
      await this.database.run(
        `UPDATE ${table} SET conversation_id = $3 WHERE brand_id = $1 AND conversation_id = $2`,
        pair,
      );
    }
    await this.parts.lookAgain(
      from.brand_id,
      moved.map(({ id }) => id),
    );
    const copied = async (table: string, key: string, columns = key) => {
      const rows = await this.database.query<{ key: string }>(
        `INSERT INTO ${table} (conversation_id, brand_id, ${columns}) SELECT $3, brand_id, ${columns} FROM ${table}
         WHERE brand_id = $1 AND conversation_id = $2 ON CONFLICT DO NOTHING RETURNING ${key} AS key`,
        pair,
      );
      return rows.map((row) => row.key);
    };
    // What both may have is joined.
    const undo: MergeUndo = {
      seqBy,
      identityIds: await copied('conversation_participant', 'identity_id'),
      tagIds: await copied('conversation_tag', 'tag_id'),
      draftMemberIds: await copied('conversation_draft', 'member_id', 'member_id, draft, updated_at'),
      assigned: into.assignee_id === null && from.assignee_id !== null,
      setAside: into.set_aside,
    };
    await this.database.run('DELETE FROM conversation_draft WHERE brand_id = $1 AND conversation_id = $2', [
      from.brand_id,
      from.id,
    ]);
    await this.database.run(
      `UPDATE conversation SET merged_into_id = $3, status = 'closed', side = 'theirs', answer_by = NULL, waiting_since = NULL,
         target_ms = NULL, settles_at = NULL, snoozed_until = NULL, unconfirmed = false, fold = NULL, version = version + 1
       WHERE brand_id = $1 AND id = $2`,
      pair,
    );
    const newer = from.last_at > into.last_at;
    await this.database.run(
      `UPDATE conversation SET message_count = message_count + $3, utterance_seq = greatest(utterance_seq, $4::int),
         last_words = $5, last_words_by = $6, last_at = $7, assignee_id = coalesce(assignee_id, $8),
         set_aside = CASE WHEN $9::text IS NULL THEN NULL ELSE set_aside END
       WHERE brand_id = $1 AND id = $2`,
      [
        into.brand_id,
        into.id,
        from.message_count,
        from.utterance_seq + seqBy,
        newer ? from.last_words : into.last_words,
        newer ? from.last_words_by : into.last_words_by,
        newer ? from.last_at : into.last_at,
        from.assignee_id,
        from.set_aside,
      ],
    );
    return { moved: moved.slice(-ANNOUNCED).map(({ id }) => id), undo };
  }
}

/** Their rows go along; turns and episodes keep their identity, the refold makes them what they are now. */
const MOVED_WITH_IT = ['conversation_act', 'turn', 'episode', 'message_reference', 'message_search'];

const notPossible = (message: string) => new AppError('not_possible_now', message);
