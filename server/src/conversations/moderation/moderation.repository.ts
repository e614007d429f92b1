import { Injectable } from '@nestjs/common';
import type { ModerationState } from '@parley/shared/moderation.js';
import { Database } from '../../platform/database/database.js';
import { notPutAway } from './put-away.js';

export interface ModeratedRow {
  id: string;
  conversation_id: string;
  channel_id: string;
  direction: 'in' | 'out' | 'note';
  visibility: 'public' | 'private';
  state: ModerationState;
  moderation_at: Date | null;
  liked: boolean;
  deleted_at: Date | null;
  /** The platform knows it. */
  on_platform: boolean;
  /** Something we asked for is on its way. */
  act_pending: boolean;
}

export interface ModerationUpdate {
  state?: ModerationState | undefined;
  liked?: boolean | undefined;
  likes?: number | undefined;
  /** When it came to stand so, by the platform's clock where it tells. */
  at: Date;
}

@Injectable()
export class ModerationRepository {
  constructor(private readonly database: Database) {}

  find(brandId: string, messageId: string): Promise<ModeratedRow | undefined> {
    return this.database.one<ModeratedRow>(
      `SELECT m.id, m.conversation_id, m.channel_id, m.direction, m.visibility, coalesce(m.moderation, 'visible') AS state, m.moderation_at,
         m.liked, m.deleted_at,
         m.external_id IS NOT NULL AND (m.state IS NULL OR m.state IN ('sent', 'delivered', 'read')) AS on_platform,
         EXISTS (SELECT 1 FROM moderation_act a WHERE a.brand_id = $1 AND a.message_id = m.id
           AND a.state IN ('waiting', 'doing')) AS act_pending
       FROM message m WHERE m.brand_id = $1 AND m.id = $2`,
      [brandId, messageId],
    );
  }

  async update(
    brandId: string,
    messageId: string,
    { state, liked, likes, at }: ModerationUpdate,
  ): Promise<void> {
    await this.database.run(
      `UPDATE message SET moderation = coalesce($3, moderation),
         moderation_at = CASE WHEN $3::text IS NULL THEN moderation_at ELSE $6 END,
         liked = coalesce($4, liked), likes = coalesce($5, likes), version = version + 1
       WHERE brand_id = $1 AND id = $2`,
      [brandId, messageId, state ?? null, liked ?? null, likes ?? null, at],
    );
  }

  /** What is on its way to the platform goes back to this, should it fail. */
  async rebasePending(brandId: string, messageId: string, state: ModerationState): Promise<void> {
    await this.database.run(
      `UPDATE moderation_act SET was = $3 WHERE brand_id = $1 AND message_id = $2 AND state IN ('waiting', 'doing')`,
      [brandId, messageId, state],
    );
  }

  /** Whether anything a person said here is neither put away, nor taken back, nor a machine's. */
  async hasWordsOfPeople(brandId: string, conversationId: string): Promise<boolean> {
    const row = await this.database.one(
      `SELECT 1 FROM message WHERE brand_id = $1 AND conversation_id = $2 AND direction = 'in' AND automatic IS NULL
         AND deleted_at IS NULL AND ${notPutAway()} LIMIT 1`,
      [brandId, conversationId],
    );
    return row !== undefined;
  }
}
