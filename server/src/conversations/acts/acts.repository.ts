import { Injectable } from '@nestjs/common';
import type { ModerationAction, ModerationState } from '@parley/shared/moderation.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import type { ConversationRecord } from '../conversation.repository.js';
import type { EntryAct } from '../entries/message-entry.js';

/** What can be done to a conversation; the shape of `details` stands beside each. */
export interface ActDetails {
  closed: { reason?: string };
  blocked: { reason: string };
  unblocked: { reason: string };
  reopened: Record<string, never>;
  /** `until` null: until the person writes. */
  snoozed: { until: string | null };
  /** `woke`: by itself, when its time had come. */
  unsnoozed: { woke?: true };
  /** Null: everyone's. The identities are those the person had here then: whoever is merged later does not become meant. */
  no_answer_needed: { personId: string | null; identityIds?: string[] };
  marked_as_ours: { personId: string | null; identityIds?: string[] };
  needs_answer: { messageId: string };
  merged: { fromThreadId: string; subject: string | null; undo: MergeUndo };
  /** In the part that is left: what went where. In the new one: where it came from, and what takes it back exactly. */
  split:
    | { intoId: string; subject: string | null; count: number }
    | ({ fromId: string; subject: string | null; count: number } & SplitUndo);
  assigned: { memberId: string | null; name: string | null };
  tagged: { added: string[]; removed: string[] };
  priority_changed: { from: string; to: string };
  /** On the platform: by a member (`action`), or by its own moderators (`by` their name, where it says). */
  moderated:
    | { messageId: string; action: ModerationAction }
    | { messageId: string; from: ModerationState; to: ModerationState; by: string | null };
  /** Something the platform told (a `ConversationNotice`), and the name of who did it. */
  notice: { notice: string; name: string | null };
}

/** What a merge added to the conversation that remained. */
export interface MergeUndo {
  seqBy: number;
  identityIds: string[];
  tagIds: string[];
  draftMemberIds: string[];
  assigned: boolean;
  setAside: string | null;
}

export interface SplitUndo {
  /** The newest number then. */
  atSeq: number;
  /** Messages by the thread of a merged conversation they stood in; all others stood in the conversation itself. */
  threads: Record<string, string[]>;
  /** Acts that were moved along, by the thread they stood in. */
  acts: Record<string, string[]>;
}

export type ActKind = keyof ActDetails;

/** Writes what members do into the conversation's history. */
@Injectable()
export class ActsRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @param memberId null when nobody did it (a snooze that ran out) */
  async insert<K extends ActKind>(
    conversation: Pick<ConversationRecord, 'id' | 'brand_id'>,
    memberId: string | null,
    kind: K,
    details: ActDetails[K],
  ): Promise<EntryAct> {
    const row = await this.database.one<EntryAct>(
      `INSERT INTO conversation_act (id, brand_id, conversation_id, thread_id, at, kind, member_id, details)
       VALUES ($1, $2, $3, $3, $4, $5, $6, $7) RETURNING id, thread_id, at, arrival, kind, details`,
      [
        newId(),
        conversation.brand_id,
        conversation.id,
        this.clock.now(),
        kind,
        memberId,
        JSON.stringify(details),
      ],
    );
    if (row === undefined) throw new Error('the act was not written');
    return row;
  }
}
