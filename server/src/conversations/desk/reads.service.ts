import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CONVERSATION_READ } from '../desk.events.js';
import { ConversationAccess } from '../detail/conversation-access.service.js';

/** How far each member has read. */
@Injectable()
export class ReadsService {
  constructor(
    private readonly database: Database,
    private readonly access: ConversationAccess,
    private readonly events: DomainEvents,
  ) {}

  /** Read up to there; never goes back. */
  async markRead(seat: CallerSeat, conversationId: string, seq: number): Promise<void> {
    await this.access.require(seat, conversationId);
    await this.noteRead(seat, conversationId, seq);
  }

  /** The same for other services that have checked the access. */
  noteRead(
    { brandId, memberId }: Pick<CallerSeat, 'brandId' | 'memberId'>,
    conversationId: string,
    seq: number,
  ): Promise<void> {
    return this.database.transaction(async () => {
      const row = await this.database.one<{ seq: number }>(
        `INSERT INTO conversation_read AS r (conversation_id, member_id, brand_id, seq)
         SELECT id, $3, brand_id, least($4::int, utterance_seq) FROM conversation WHERE brand_id = $1 AND id = $2
         ON CONFLICT (conversation_id, member_id) DO UPDATE SET seq = excluded.seq WHERE r.seq < excluded.seq RETURNING seq`,
        [brandId, conversationId, memberId, seq],
      );
      if (row === undefined) return;
      await this.events.publish(CONVERSATION_READ, { brandId, conversationId, memberId, seq: row.seq });
    });
  }

  /** What one has just written leaves the conversation as read as it was before. In the caller's transaction. */
  async noteOwn(
    { brandId, memberId }: Pick<CallerSeat, 'brandId' | 'memberId'>,
    conversationId: string,
    seq: number,
  ): Promise<void> {
    const row = await this.database.one<{ seq: number }>(
      `INSERT INTO conversation_read AS r (conversation_id, member_id, brand_id, seq)
       SELECT $2, $3, $1, $4::int WHERE $4::int = 1 OR EXISTS (
         SELECT 1 FROM conversation_read WHERE brand_id = $1 AND conversation_id = $2 AND member_id = $3 AND seq = $4::int - 1)
       ON CONFLICT (conversation_id, member_id) DO UPDATE SET seq = excluded.seq WHERE r.seq < excluded.seq RETURNING seq`,
      [brandId, conversationId, memberId, seq],
    );
    if (row === undefined) return;
    await this.events.publish(CONVERSATION_READ, { brandId, conversationId, memberId, seq: row.seq });
  }

  /** The newest utterance counts as not read yet. */
  async markUnread(seat: CallerSeat, conversationId: string): Promise<void> {
    await this.access.require(seat, conversationId);
    await this.database.transaction(async () => {
      const row = await this.database.one<{ seq: number }>(
        `INSERT INTO conversation_read AS r (conversation_id, member_id, brand_id, seq)
         SELECT id, $3, brand_id, greatest(utterance_seq - 1, 0) FROM conversation WHERE brand_id = $1 AND id = $2
         ON CONFLICT (conversation_id, member_id) DO UPDATE SET seq = least(r.seq, excluded.seq) RETURNING seq`,
        [seat.brandId, conversationId, seat.memberId],
      );
      if (row === undefined) return;
      const { brandId, memberId } = seat;
      await this.events.publish(CONVERSATION_READ, { brandId, conversationId, memberId, seq: row.seq });
    });
  }
}
