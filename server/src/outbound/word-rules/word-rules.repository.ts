import { Injectable } from '@nestjs/common';
import type { Role } from '@parley/shared/permissions.js';
import type { WordRuleInput } from '@parley/shared/word-rules.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import type { InstantCursor } from '../../platform/http/cursor.js';

export interface WordRule {
  id: string;
  channel_id: string | null;
  post_id: string | null;
  words: string[];
  whole_words: boolean;
  active: boolean;
  created_by: string;
  created_by_name: string;
  created_by_role: Role;
  created_at: Date;
  /** Where the post of the rule stands. */
  post_channel_id: string | null;
}

export interface HitRow {
  id: string;
  rule_id: string;
  message_id: string;
  conversation_id: string;
  channel_id: string;
  name: string | null;
  text: string;
  word: string;
  state: 'pending' | 'hidden' | 'set_aside' | 'left' | 'failed' | 'undone';
  reason: string | null;
  at: Date;
}

/** A rule and a comment it looks at. */
export interface LookingRule {
  rule_id: string;
  words: string[];
  whole_words: boolean;
  text: string;
  channel_id: string;
  /** Of a rule for all channels: who made it. It looks into none that they may not see. */
  bounds: Pick<CallerSeat, 'memberId' | 'role'> | null;
}

export interface SaidComment {
  id: string;
  name: string | null;
  text: string;
}

type Channels = readonly string[] | 'all';

const RULE = `r.id, r.channel_id, r.post_id, r.words, r.whole_words, r.active, r.created_by, u.name AS created_by_name,
  m.role AS created_by_role, r.created_at,
  p.channel_id AS post_channel_id FROM word_rule r JOIN member m ON m.id = r.created_by JOIN app_user u ON u.id = m.user_id
  LEFT JOIN post p ON p.id = r.post_id`;

/** What is read before a comment is opened, and what it says then. */
const SAID = `concat_ws(E'\\n', nullif(m.warning, ''), m.text) AS text`;

const HIT = `h.id, h.rule_id, h.message_id, m.conversation_id, m.channel_id, pe.name, ${SAID}, h.word, h.state, h.reason, h.at
  FROM word_hit h JOIN message m ON m.id = h.message_id LEFT JOIN identity i ON i.id = m.identity_id
  LEFT JOIN person pe ON pe.id = i.person_id`;

/** Rows of rules and of what they did. */
@Injectable()
export class WordRulesRepository {
  constructor(private readonly database: Database) {}

  async insert(
    brandId: string,
    memberId: string,
    { words, wholeWords, channelId, postId }: WordRuleInput,
    at: Date,
  ): Promise<string> {
    const id = newId();
    await this.database.run(
      `INSERT INTO word_rule (id, brand_id, channel_id, post_id, words, whole_words, created_by, created_at, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
      [id, brandId, channelId ?? null, postId ?? null, words, wholeWords, memberId, at],
    );
    return id;
  }

  find(brandId: string, id: string): Promise<WordRule | undefined> {
    return this.database.one(`SELECT ${RULE} WHERE r.brand_id = $1 AND r.id = $2 AND r.removed_at IS NULL`, [
      brandId,
      id,
    ]);
  }

  /** The newest first. @param place of a post: those that look there */
  list(brandId: string, place?: { postId: string; channelId: string }): Promise<WordRule[]> {
    return this.database.query(
      `SELECT ${RULE} WHERE r.brand_id = $1 AND r.removed_at IS NULL
         AND ($2::uuid IS NULL OR (r.post_id IS NULL OR r.post_id = $2) AND (r.channel_id IS NULL OR r.channel_id = $3))
       ORDER BY r.created_at DESC, r.id DESC LIMIT 200`,
      [brandId, place?.postId ?? null, place?.channelId ?? null],
    );
  }

  async change(
    brandId: string,
    id: string,
    change: { active: boolean; removed: boolean },
    at: Date,
  ): Promise<void> {
    await this.database.run(
      `UPDATE word_rule SET active = $3, changed_at = $5, removed_at = CASE WHEN $4 THEN $5::timestamptz END
       WHERE brand_id = $1 AND id = $2`,
      [brandId, id, change.active, change.removed, at],
    );
  }

  /** Rules that look at this comment, with what it says; none for what is no comment. */
  lookingAt(brandId: string, messageId: string): Promise<LookingRule[]> {
    return this.database.query(
      `SELECT r.id AS rule_id, r.words, r.whole_words, ${SAID}, m.channel_id,
         CASE WHEN r.channel_id IS NULL AND r.post_id IS NULL THEN json_build_object('memberId', mb.id, 'role', mb.role) END AS bounds
       FROM message m JOIN conversation c ON c.brand_id = $1 AND c.id = m.conversation_id AND c.medium = 'comment'
         JOIN word_rule r ON r.brand_id = $1 AND r.active AND r.removed_at IS NULL
           AND (r.channel_id IS NULL OR r.channel_id = m.channel_id) AND (r.post_id IS NULL OR r.post_id = c.post_id)
         JOIN member mb ON mb.brand_id = $1 AND mb.id = r.created_by
       WHERE m.brand_id = $1 AND m.id = $2 AND m.direction = 'in' ORDER BY r.created_at, r.id`,
      [brandId, messageId],
    );
  }

  /** The newest comments of people in this place, that are there and in sight. */
  said(
    brandId: string,
    { channelId, postId }: Pick<WordRuleInput, 'channelId' | 'postId'>,
    channels: Channels,
    limit: number,
  ): Promise<SaidComment[]> {
    return this.database.query(
      `SELECT m.id, pe.name, ${SAID} FROM conversation c JOIN message m ON m.brand_id = $1 AND m.conversation_id = c.id
         LEFT JOIN identity i ON i.id = m.identity_id LEFT JOIN person pe ON pe.id = i.person_id
       WHERE c.brand_id = $1 AND c.medium = 'comment' AND c.merged_into_id IS NULL AND m.direction = 'in' AND m.deleted_at IS NULL
         AND coalesce(m.moderation, 'visible') IN ('visible', 'pending') AND c.set_aside IS NULL
         AND ($2::uuid IS NULL OR c.channel_id = $2) AND ($3::uuid IS NULL OR c.post_id = $3)
         AND ($4::uuid[] IS NULL OR c.channel_id = ANY($4))
       ORDER BY m.occurred_at DESC, m.id DESC LIMIT $5`,
      [brandId, channelId ?? null, postId ?? null, channels === 'all' ? null : channels, limit],
    );
  }

  /** @returns false where this rule has found the message before */
  async note(
    brandId: string,
    hit: { ruleId: string; messageId: string; word: string },
    at: Date,
  ): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO word_hit (id, brand_id, rule_id, message_id, word, state, at) VALUES ($1, $2, $3, $4, $5, 'pending', $6)
       ON CONFLICT (message_id, rule_id) DO NOTHING RETURNING id`,
      [newId(), brandId, hit.ruleId, hit.messageId, hit.word, at],
    );
    return rows.length > 0;
  }

  /** Found and not done yet. */
  pending(
    brandId: string,
    messageId: string,
  ): Promise<(HitRow & { created_by: string; rule_active: boolean })[]> {
    return this.database.query(
      `SELECT r.created_by, r.active AND r.removed_at IS NULL AS rule_active, ${HIT} JOIN word_rule r ON r.id = h.rule_id
       WHERE h.brand_id = $1 AND h.message_id = $2 AND h.state = 'pending' ORDER BY h.at, h.id`,
      [brandId, messageId],
    );
  }

  /** How it stands with what a rule has found, kept from changing until the transaction ends. */
  async lockState(brandId: string, hitId: string): Promise<HitRow['state'] | undefined> {
    const row = await this.database.one<Pick<HitRow, 'state'>>(
      'SELECT state FROM word_hit WHERE brand_id = $1 AND id = $2 FOR UPDATE',
      [brandId, hitId],
    );
    return row?.state;
  }

  /** Its platform did not hide it after all. */
  async refuse(brandId: string, messageId: string, reason: string): Promise<void> {
    await this.database.run(
      `UPDATE word_hit SET state = 'failed', reason = $3 WHERE brand_id = $1 AND message_id = $2 AND state = 'hidden'`,
      [brandId, messageId, reason],
    );
  }

  async settle(
    brandId: string,
    hitId: string,
    {
      state,
      reason = null,
      by = null,
      at,
    }: { state: HitRow['state']; reason?: string | null; by?: string | null; at: Date },
  ): Promise<void> {
    await this.database.run(
      `UPDATE word_hit SET state = $3, reason = $4, undone_by = coalesce($5, undone_by),
         undone_at = CASE WHEN $3 = 'undone' THEN $6::timestamptz ELSE undone_at END WHERE brand_id = $1 AND id = $2`,
      [brandId, hitId, state, reason, by, at],
    );
  }

  hits(
    brandId: string,
    ruleId: string,
    channels: Channels,
    page: {
      after: InstantCursor | null;
      limit: number;
      ids?: readonly string[] | undefined;
      standing?: boolean;
    },
  ): Promise<HitRow[]> {
    return this.database.query(
      `SELECT ${HIT} WHERE h.brand_id = $1 AND h.rule_id = $2 AND ($3::uuid[] IS NULL OR m.channel_id = ANY($3))
         AND ($4::timestamptz IS NULL OR (h.at, h.id) < ($4, $5::uuid)) AND ($6::uuid[] IS NULL OR h.id = ANY($6))
         AND (NOT $7::boolean OR h.state IN ('pending', 'hidden', 'set_aside'))
       ORDER BY h.at DESC, h.id DESC LIMIT $8`,
      [
        brandId,
        ruleId,
        channels === 'all' ? null : channels,
        page.after?.at ?? null,
        page.after?.id ?? null,
        page.ids ?? null,
        page.standing ?? false,
        page.limit,
      ],
    );
  }

  async counts(
    brandId: string,
    ruleIds: readonly string[],
  ): Promise<Map<string, { hits: number; failed: number }>> {
    const rows = await this.database.query<{ rule_id: string; hits: number; failed: number }>(
      `SELECT rule_id, count(*) FILTER (WHERE state IN ('pending', 'hidden', 'set_aside'))::int AS hits,
         count(*) FILTER (WHERE state = 'failed')::int AS failed FROM word_hit WHERE brand_id = $1 AND rule_id = ANY($2) GROUP BY rule_id`,
      [brandId, ruleIds],
    );
    return new Map(rows.map((row) => [row.rule_id, row]));
  }

  /** Whether only this person has spoken in its thread. */
  async speaksAlone(brandId: string, messageId: string): Promise<boolean> {
    const other = await this.database.one(
      `SELECT 1 FROM message m JOIN message o ON o.brand_id = $1 AND o.conversation_id = m.conversation_id
       WHERE m.brand_id = $1 AND m.id = $2 AND o.deleted_at IS NULL AND o.direction <> 'note'
         AND (o.direction = 'out' OR o.identity_id IS DISTINCT FROM m.identity_id) LIMIT 1`,
      [brandId, messageId],
    );
    return other === undefined;
  }
}
