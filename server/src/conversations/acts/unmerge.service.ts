import { Injectable } from '@nestjs/common';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import type { ConversationRecord } from '../conversation.repository.js';
import { MESSAGE_CHANGED } from '../conversations.events.js';
import { ConversationAccess } from '../detail/conversation-access.service.js';
import { DetailService } from '../detail/detail.service.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';
import type { MergeUndo } from './acts.repository.js';
import { ANNOUNCED } from './merge.service.js';
import { PartsRepository } from './parts.repository.js';

interface Merge {
  id: string;
  arrival: string;
  undo: MergeUndo | null;
}

/** Takes a merge back, exactly: as long as nothing has been said since, which nobody could tell apart. */
@Injectable()
export class UnmergeService {
  constructor(
    private readonly database: Database,
    private readonly access: ConversationAccess,
    private readonly details: DetailService,
    private readonly entries: ConversationEntries,
    private readonly parts: PartsRepository,
    private readonly events: DomainEvents,
  ) {}

  /**
   * @param id the conversation that was merged into another
   * @returns it, as it is again
   */
  async unmerge(seat: CallerSeat, id: string): Promise<ConversationDetail> {
    return this.details.get(seat, await this.separate(seat, id));
  }

  async separate(seat: CallerSeat, id: string): Promise<string> {
    await this.access.require(seat, id);
    return this.database.transaction(async () => {
      const remains = await this.entries.lock(seat.brandId, id);
      const merge = await this.requireMerge(remains, id);
      const { undo } = merge;
      if (undo === null) throw notPossible('It was merged before merges could be taken back.');
      const threads = await this.threadsOf(seat.brandId, id);
      const pair = { brandId: seat.brandId, fromId: remains.id, toId: id };
      const moved = await this.database.query<{ id: string }>(
        'SELECT id FROM message WHERE brand_id = $1 AND conversation_id = $2 AND thread_id = ANY($3) ORDER BY seq',
        [seat.brandId, remains.id, threads],
      );
      const ids = moved.map((message) => message.id);
      await this.database.run(
        `UPDATE conversation_act SET kind = 'merge_undone' WHERE brand_id = $1 AND id = $2`,
        [seat.brandId, merge.id],
      );
      await this.parts.moveMessages(pair, ids, { threadId: null, seqBy: -undo.seqBy });
      await this.parts.moveActs(pair, { threads });
      await this.takeBack(remains, id, undo);
      const part = await this.entries.lock(seat.brandId, id);
      for (const one of [remains, part]) {
        await this.parts.recount(seat.brandId, one.id);
        await this.entries.recallWords(one);
        await this.entries.advance({ ...one, message_count: 1 }, { refold: true });
      }
      for (const messageId of ids.slice(-ANNOUNCED)) {
        await this.events.publish(MESSAGE_CHANGED, {
          brandId: seat.brandId,
          conversationId: remains.id,
          messageId,
        });
      }
      return id;
    });
  }

  private async requireMerge(remains: ConversationRecord, id: string): Promise<Merge> {
    if (remains.id === id) throw notPossible('It is not merged into another conversation.');
    const merge = await this.database.one<Merge>(
      `SELECT id, arrival, details->'undo' AS undo FROM conversation_act
       WHERE brand_id = $1 AND conversation_id = $2 AND thread_id = $2 AND kind = 'merged' AND details->>'fromThreadId' = $3::text
       ORDER BY arrival DESC LIMIT 1`,
      [remains.brand_id, remains.id, id],
    );
    if (merge === undefined)
      throw notPossible('What it was merged into has been merged itself since: take that back first.');
    const news = await this.database.one(
      `SELECT 1 FROM message WHERE brand_id = $1 AND conversation_id = $2 AND direction <> 'note' AND arrival > $3 LIMIT 1`,
      [remains.brand_id, remains.id, merge.arrival],
    );
    if (news !== undefined)
      throw notPossible('Something has been said since: the two can no longer be told apart.');
    return merge;
  }

  /** The conversation's own thread and those of what had been merged into it before. */
  private async threadsOf(brandId: string, id: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `WITH RECURSIVE thread AS (
         SELECT id FROM conversation WHERE brand_id = $1 AND id = $2
         UNION SELECT c.id FROM conversation c JOIN thread t ON c.merged_into_id = t.id WHERE c.brand_id = $1
       ) SELECT id FROM thread`,
      [brandId, id],
    );
    return rows.map((row) => row.id);
  }

  /** What the merge had added is taken off again, and the drafts go back. */
  private async takeBack(remains: ConversationRecord, id: string, undo: MergeUndo): Promise<void> {
    const { brand_id: brandId } = remains;
    await this.database.run(
      `INSERT INTO conversation_draft (conversation_id, brand_id, member_id, draft, updated_at)
       SELECT $3, brand_id, member_id, draft, updated_at FROM conversation_draft
       WHERE brand_id = $1 AND conversation_id = $2 AND member_id = ANY($4) ON CONFLICT DO NOTHING`,
      [brandId, remains.id, id, undo.draftMemberIds],
    );
    for (const [table, column, ids] of [
      ['conversation_participant', 'identity_id', undo.identityIds],
      ['conversation_tag', 'tag_id', undo.tagIds],
      ['conversation_draft', 'member_id', undo.draftMemberIds],
    ] as const) {
      await this.database.run(
        `DELETE FROM ${table} WHERE brand_id = $1 AND conversation_id = $2 AND ${column} = ANY($3)`,
        [brandId, remains.id, ids],
      );
    }
    const back = await this.database.one<{ assignee_id: string | null }>(
      'UPDATE conversation SET merged_into_id = NULL, version = version + 1 WHERE brand_id = $1 AND id = $2 RETURNING assignee_id',
      [brandId, id],
    );
    await this.database.run(
      `UPDATE conversation SET set_aside = $3,
         assignee_id = CASE WHEN $4 AND assignee_id = $5::uuid THEN NULL ELSE assignee_id END
       WHERE brand_id = $1 AND id = $2`,
      [brandId, remains.id, undo.setAside, undo.assigned, back?.assignee_id ?? null],
    );
  }
}

const notPossible = (message: string) => new AppError('not_possible_now', message);
