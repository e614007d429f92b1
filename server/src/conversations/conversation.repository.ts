import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import { checkedBrand } from '../platform/database/checked-brand.js';
import { Database } from '../platform/database/database.js';
import { storable } from '../platform/database/storable.js';
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

export interface NewConversation {
  id: string;
  brandId: string;
  channelId: string;
  personId: string;
  /** The identity of the person it is shown under. */
  identityId: string;
  externalId: string | null;
  medium: Medium;
  postId: string | null;
  subject: string | null;
  setAside: string | null;
  at: Date;
  createdAt: Date;
}

/** What to write of a conversation after something happened to it. */
export interface ConversationStep {
  id: string;
  /** Number of the newest utterance; 0 when none is new. */
  seq: number;
  /** New messages. */
  count: number;
  /** Null leaves the three as they are. */
  last_words: string | null;
  last_words_by: 'person' | 'brand' | null;
  last_at: Date | null;
  sets_aside: boolean;
  set_aside: string | null;
  /** Whether the rest is to be written too. */
  folded: boolean;
  status: string | null;
  side: string | null;
  snoozed_until: Date | null;
  answer_by: Date | null;
  target_ms: number | null;
  waiting_since: Date | null;
  settles_at: Date | null;
  unconfirmed: boolean | null;
  fold: FoldState | null;
}

const STEP_COLUMNS = {
  id: 'uuid',
  seq: 'int',
  count: 'int',
  last_words: 'text',
  last_words_by: 'text',
  last_at: 'timestamptz',
  sets_aside: 'boolean',
  set_aside: 'text',
  folded: 'boolean',
  status: 'text',
  side: 'text',
  snoozed_until: 'timestamptz',
  answer_by: 'timestamptz',
  target_ms: 'bigint',
  waiting_since: 'timestamptz',
  settles_at: 'timestamptz',
  unconfirmed: 'boolean',
  fold: 'jsonb',
} satisfies Record<keyof ConversationStep, string>;

const FOLDED = [
  'status',
  'side',
  'snoozed_until',
  'answer_by',
  'target_ms',
  'waiting_since',
  'settles_at',
  'unconfirmed',
  'fold',
];

const SAVE = `
UPDATE conversation c SET version = c.version + 1, utterance_seq = greatest(c.utterance_seq, s.seq),
  message_count = c.message_count + s.count, last_words = coalesce(s.last_words, c.last_words),
  last_words_by = coalesce(s.last_words_by, c.last_words_by), last_at = coalesce(s.last_at, c.last_at),
  set_aside = CASE WHEN s.sets_aside THEN s.set_aside ELSE c.set_aside END,
  ${FOLDED.map((name) => `${name} = CASE WHEN s.folded THEN s.${name} ELSE c.${name} END`).join(',\n  ')}
FROM json_to_recordset($2::json) AS s(${Object.entries(STEP_COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')})
WHERE c.id = s.id AND ${checkedBrand('c')}`;

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

  /** By their own ids, no merge followed; locked in one order whoever asks. */
  lockAll(brandId: string, ids: readonly string[]): Promise<ConversationRecord[]> {
    return this.database.query<ConversationRecord>(
      `SELECT ${COLUMNS} FROM conversation WHERE id = ANY($2) AND ${checkedBrand()} ORDER BY id FOR UPDATE`,
      [brandId, ids],
      'fresh',
    );
  }

  /** Those that exist, by the platform's threads; each merge followed; locked in one order whoever asks. */
  async lockByThreads(
    brandId: string,
    channelId: string,
    externalIds: readonly string[],
  ): Promise<Map<string, ConversationRecord>> {
    const rows = await this.database.query<ConversationRecord & { external_id: string }>(
      `SELECT ${COLUMNS} FROM conversation WHERE channel_id = $2 AND external_id = ANY($3) AND ${checkedBrand()}
       ORDER BY id FOR UPDATE`,
      [brandId, channelId, externalIds],
      'fresh',
    );
    const found = new Map<string, ConversationRecord>();
    const standing = new Map<string, ConversationRecord>(
      rows.filter(({ merged_into_id }) => merged_into_id === null).map((row) => [row.id, row]),
    );
    for (const row of rows) {
      const into = row.merged_into_id === null ? row : await this.lock(brandId, row.merged_into_id);
      if (into === undefined) continue;
      // One record per conversation, however many threads lead to it.
      const known = standing.get(into.id) ?? into;
      standing.set(into.id, known);
      found.set(row.external_id, known);
    }
    return found;
  }

  /** Those to which another name of their thread leads, merges followed, locked. */
  async lockByAliases(
    brandId: string,
    channelId: string,
    externalIds: readonly string[],
  ): Promise<Map<string, ConversationRecord>> {
    const found = new Map<string, ConversationRecord>();
    if (externalIds.length === 0) return found;
    const rows = await this.database.query<{ external_id: string; conversation_id: string }>(
      `SELECT external_id, conversation_id FROM thread_alias
       WHERE brand_id = $1 AND channel_id = $2 AND external_id = ANY($3) ORDER BY conversation_id`,
      [brandId, channelId, externalIds],
      'fresh',
    );
    const standing = new Map<string, ConversationRecord>();
    for (const row of rows) {
      const locked = await this.lock(brandId, row.conversation_id);
      if (locked === undefined) continue;
      const known = standing.get(locked.id) ?? locked;
      standing.set(locked.id, known);
      found.set(row.external_id, known);
    }
    return found;
  }

  /**
   * Those that were made, locked, by their id; a thread that has a conversation already (another worker was first) is left
   * out.
   */
  async insertAll(rows: readonly NewConversation[]): Promise<Map<string, ConversationRecord>> {
    // In one order whoever makes them, so that two workers with the same new threads wait instead of deadlocking.
    const ordered = [...rows].sort((a, b) => ((a.externalId ?? '') < (b.externalId ?? '') ? -1 : 1));
    const made = await this.database.query<ConversationRecord>(
      `INSERT INTO conversation (brand_id, id, channel_id, person_id, identity_id, external_id, medium, post_id, subject, set_aside, last_at,
         created_at)
       SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::text[],
         $10::text[], $11::timestamptz[], $12::timestamptz[])
       ON CONFLICT (channel_id, external_id) WHERE external_id IS NOT NULL DO NOTHING RETURNING ${COLUMNS}`,
      [
        rows[0]?.brandId,
        ordered.map((row) => row.id),
        ordered.map((row) => row.channelId),
        ordered.map((row) => row.personId),
        ordered.map((row) => row.identityId),
        ordered.map((row) => row.externalId),
        ordered.map((row) => row.medium),
        ordered.map((row) => row.postId),
        ordered.map((row) => row.subject),
        ordered.map((row) => row.setAside),
        ordered.map((row) => row.at),
        ordered.map((row) => row.createdAt),
      ],
    );
    return new Map(made.map((row) => [row.id, row]));
  }

  /** What changed of each, which is locked. */
  async saveAll(brandId: string, steps: readonly ConversationStep[]): Promise<void> {
    await this.database.run(SAVE, [brandId, JSON.stringify(storable(steps))], 'fresh');
  }

  async link(brandId: string, fromId: string, toId: string, relation: string): Promise<void> {
    await this.database.run(
      'INSERT INTO conversation_link (from_id, to_id, brand_id, relation) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [fromId, toId, brandId, relation],
    );
  }

  async addParticipants(
    brandId: string,
    participants: readonly { conversationId: string; identityId: string }[],
  ): Promise<void> {
    if (participants.length === 0) return;
    await this.database.run(
      `INSERT INTO conversation_participant (conversation_id, identity_id, brand_id)
       SELECT DISTINCT conversation_id, identity_id, $1::uuid FROM unnest($2::uuid[], $3::uuid[]) AS p(conversation_id, identity_id)
       ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
      [
        brandId,
        participants.map(({ conversationId }) => conversationId),
        participants.map(({ identityId }) => identityId),
      ],
    );
  }
}
