import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { InstantCursor } from '../../platform/http/cursor.js';

export interface ScheduledRow {
  id: string;
  conversationId: string;
  at: Date;
}

@Injectable()
export class ScheduledRepository {
  constructor(private readonly database: Database) {}

  /** One more than `limit`, where there is one; the next to leave first. */
  page(
    brandId: string,
    of: { channels: readonly string[] | 'all'; memberId: string | null; conversationId: string | null },
    { after, limit }: { after: InstantCursor | null; limit: number },
  ): Promise<ScheduledRow[]> {
    return this.database.query<ScheduledRow>(
      `SELECT id, conversation_id AS "conversationId", send_at AS at FROM message
       WHERE brand_id = $1 AND state = 'held' AND send_at IS NOT NULL
         AND ($2::uuid[] IS NULL OR channel_id = ANY($2)) AND ($3::uuid IS NULL OR member_id = $3)
         AND ($4::uuid IS NULL OR conversation_id = $4) AND ($5::timestamptz IS NULL OR (send_at, id) > ($5, $6::uuid))
       ORDER BY send_at, id LIMIT $7`,
      [
        brandId,
        of.channels === 'all' ? null : of.channels,
        of.memberId,
        of.conversationId,
        after?.at ?? null,
        after?.id ?? null,
        limit + 1,
      ],
    );
  }
}
