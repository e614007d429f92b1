import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { ConversationRecord } from '../conversation.repository.js';

type Conversation = Pick<ConversationRecord, 'id' | 'brand_id' | 'utterance_seq'>;

/** Somebody wrote it, and it leaves by itself in a moment; what was put off until a chosen time does not count. */
const LEAVING = `conversation_id = $2 AND direction = 'out' AND automatic IS NULL
  AND state IN ('held', 'queued', 'sending') AND (send_at IS NULL OR state <> 'held')`;

/** What closing and opening mean for a reply that has been sent, and that the platform has not accepted yet. */
@Injectable()
export class RepliesOnTheirWay {
  constructor(private readonly database: Database) {}

  /**
   * The newest closes its conversation once it is accepted, over all that has been said by now.
   * @returns its id, or undefined when none is on its way
   */
  async closeWithThem({ id, brand_id, utterance_seq }: Conversation): Promise<string | undefined> {
    const reply = await this.database.one<{ id: string }>(
      `UPDATE message SET close_after = true, seen_seq = greatest(seen_seq, $3::int), version = version + 1
       WHERE brand_id = $1 AND id = (SELECT id FROM message WHERE brand_id = $1 AND ${LEAVING} ORDER BY occurred_at DESC, arrival DESC LIMIT 1) RETURNING id`,
      [brand_id, id, utterance_seq],
    );
    return reply?.id;
  }

  /** They leave it open after all. @returns the ids of those that would have closed it */
  async stayOpen({ id, brand_id }: Conversation): Promise<string[]> {
    const replies = await this.database.query<{ id: string }>(
      `UPDATE message SET close_after = false, version = version + 1
       WHERE brand_id = $1 AND ${LEAVING} AND close_after RETURNING id`,
      [brand_id, id],
    );
    return replies.map((reply) => reply.id);
  }
}
