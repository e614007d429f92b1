import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import { Database } from '../platform/database/database.js';
import type { FoldState } from './turns/fold-state.js';

/** A row of `conversation`, as locked for a change. */
export interface ConversationRecord {
  id: string;
  brand_id: string;
  channel_id: string;
  person_id: string;
  external_id: string | null;
  medium: Medium;
  post_id: string | null;
  subject: string | null;
  status: 'open' | 'snoozed' | 'closed';
  side: 'ours' | 'theirs';
  set_aside: string | null;
  assignee_id: string | null;
  last_words: string;
  last_words_by: 'person' | 'brand';
  last_at: Date;
  snoozed_until: Date | null;
  message_count: number;
  utterance_seq: number;
  version: number;
  fold: FoldState | null;
  merged_into_id: string | null;
}

const COLUMNS = `id, brand_id, channel_id, person_id, external_id, medium, post_id, subject, status, side, set_aside, assignee_id,
  last_words, last_words_by, last_at, snoozed_until, message_count, utterance_seq, version, fold, merged_into_id`;

@Injectable()
export class ConversationRepository {
  constructor(private readonly database: Database) {}

  /** The conversation, or what it was merged into, locked until the transaction ends. */
  async lock(brandId: string, id: string): Promise<ConversationRecord | undefined> {
    let wanted: string | null = id;
    for (let hops = 0; wanted !== null && hops < 50; hops += 1) {
      const row: ConversationRecord | undefined = await this.database.one<ConversationRecord>(
        `SELECT ${COLUMNS} FROM conversation WHERE brand_id = $1 AND id = $2 FOR UPDATE`,
        [brandId, wanted],
      );
      if (row === undefined || row.merged_into_id === null) return row;
      wanted = row.merged_into_id;
    }
    return undefined;
  }

  /** By the platform's thread; follows merges; locked. */
  async lockByThread(
    brandId: string,
    channelId: string,
    externalId: string,
  ): Promise<ConversationRecord | undefined> {
    const row = await this.database.one<ConversationRecord>(
      `SELECT ${COLUMNS} FROM conversation WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3 FOR UPDATE`,
      [brandId, channelId, externalId],
    );
    return row === undefined || row.merged_into_id === null ? row : this.lock(brandId, row.merged_into_id);
  }

  /** @returns false when the thread has a conversation already (another worker was first) */
  async insert(row: {
    id: string;
    brandId: string;
    channelId: string;
    personId: string;
    externalId: string | null;
    medium: Medium;
    postId: string | null;
    subject: string | null;
    setAside: string | null;
    at: Date;
    createdAt: Date;
  }): Promise<boolean> {
    const inserted = await this.database.run(
      `INSERT INTO conversation (id, brand_id, channel_id, person_id, external_id, medium, post_id, subject, set_aside, last_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (channel_id, external_id) WHERE external_id IS NOT NULL DO NOTHING`,
      [
        row.id,
        row.brandId,
        row.channelId,
        row.personId,
        row.externalId,
        row.medium,
        row.postId,
        row.subject,
        row.setAside,
        row.at,
        row.createdAt,
      ],
    );
    return inserted === 1;
  }

  async link(brandId: string, fromId: string, toId: string, relation: string): Promise<void> {
    await this.database.run(
      'INSERT INTO conversation_link (from_id, to_id, brand_id, relation) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [fromId, toId, brandId, relation],
    );
  }

  async addParticipants(brandId: string, conversationId: string, identityIds: string[]): Promise<void> {
    if (identityIds.length === 0) return;
    await this.database.run(
      `INSERT INTO conversation_participant (conversation_id, identity_id, brand_id)
       SELECT $1, id, $2 FROM unnest($3::uuid[]) AS id ON CONFLICT DO NOTHING`,
      [conversationId, brandId, identityIds],
    );
  }
}
