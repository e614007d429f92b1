import { Injectable } from '@nestjs/common';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Database } from '../../platform/database/database.js';
import type { ReplyReason } from './reply.js';

/** Replies of a conversation leave in order: while one is unconfirmed, those behind it say that they wait for it. */
@Injectable()
export class WaitingReplies {
  constructor(
    private readonly database: Database,
    private readonly entries: ConversationEntries,
  ) {}

  /** Puts the reason on queued replies that have it from now on, and takes it off those that no longer do. */
  async explain(brandId: string, conversationId: string): Promise<void> {
    const changed = await this.database.query<{ id: string }>(
      `UPDATE message m SET reason = CASE WHEN w.waits THEN $3::jsonb END, version = m.version + 1
       FROM (
         SELECT q.id, EXISTS (
           SELECT 1 FROM message o WHERE o.brand_id = $1 AND o.conversation_id = $2 AND o.seq < q.seq AND o.state = 'unconfirmed'
         ) AS waits
         FROM message q
         WHERE q.brand_id = $1 AND q.conversation_id = $2 AND q.state = 'queued'
           AND (q.reason IS NULL OR q.reason->>'code' = $4)
       ) w
       WHERE m.brand_id = $1 AND m.id = w.id AND w.waits <> (m.reason IS NOT NULL)
       RETURNING m.id`,
      [brandId, conversationId, JSON.stringify(WAITS), WAITS.code],
    );
    for (const { id } of changed) await this.entries.announce(brandId, conversationId, id);
  }
}

const WAITS: ReplyReason = {
  code: 'waits_for_unconfirmed',
  message: 'It waits for an earlier reply of this conversation: nobody knows whether that one arrived.',
  remedy: 'Say what became of the earlier one; this one then leaves by itself.',
};
