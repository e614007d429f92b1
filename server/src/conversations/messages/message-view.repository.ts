import { Injectable } from '@nestjs/common';
import type { DeliveryState, mailFieldsSchema } from '@parley/shared/messages.js';
import type { ModerationAction, ModerationState } from '@parley/shared/moderation.js';
import type { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import { notPutAway } from '../moderation/put-away.js';

/** A message with everything it shows. */
export interface MessageRow {
  id: string;
  conversation_id: string;
  version: number;
  seq: number;
  direction: 'in' | 'out' | 'note';
  visibility: 'public' | 'private';
  person_id: string | null;
  person_name: string | null;
  person_avatar: string | null;
  person_handle: string | null;
  member_id: string | null;
  member_name: string | null;
  outside_parley: boolean;
  automatic: string | null;
  text: string;
  full_text: string | null;
  html: string | null;
  reply_html: string | null;
  occurred_at: Date;
  edited_at: Date | null;
  deleted_at: Date | null;
  history: boolean;
  in_reply_to_id: string | null;
  mail: z.infer<typeof mailFieldsSchema> | null;
  page: { url: string; title: string } | null;
  follow_up: { to: string; at: string; state: 'sending' | 'sent' | 'unknown' | 'failed' } | null;
  has_raw: boolean;
  client_id: string | null;
  state: DeliveryState | null;
  held_until: Date | null;
  send_at: Date | null;
  cancel_if_they_write: boolean;
  sent_at: Date | null;
  delivered_at: Date | null;
  read_at: Date | null;
  reason: { code: string; message: string; remedy?: string | null } | null;
  refused: { address: string; reason: string }[] | null;
  moderation: ModerationState | null;
  liked: boolean;
  on_platform: boolean;
  /** The newest act on it. */
  act: AskedAct | null;
  likes: number | null;
  reaction_totals: Record<string, number> | null;
  reactions: { emoji: string; count: number; names: string[] }[] | null;
  warning: string | null;
  url: string | null;
  reply_costs: number | null;
  close_after: boolean;
  forward: boolean;
}

export interface AskedAct {
  action: ModerationAction;
  state: 'waiting' | 'doing' | 'done' | 'failed' | 'withdrawn';
  memberId: string;
  name: string;
  reason: { code: string; message: string; remedy?: string | null } | null;
}

export interface AttachmentRow {
  id: string;
  message_id: string | null;
  filename: string;
  content_type: string;
  size: string;
  content_id: string | null;
  inline: boolean;
  state: 'pending' | 'ready' | 'failed';
  reason: string | null;
  description: string | null;
}

const SHOWN = `m.id, m.conversation_id, m.version, m.seq, m.direction, m.visibility, p.id AS person_id, p.name AS person_name,
  p.avatar_attachment_id AS person_avatar, i.handle AS person_handle, m.member_id, u.name AS member_name, m.outside_parley,
  m.automatic, m.text, m.full_text, m.html, m.reply_html, m.occurred_at, m.edited_at, m.deleted_at, m.history, m.in_reply_to_id,
  m.mail, m.page, m.raw_key IS NOT NULL AS has_raw, m.client_id, m.state, m.held_until, m.send_at, m.cancel_if_they_write, m.sent_at,
  m.delivered_at, m.read_at,
  m.reason, m.outgoing->'details'->'refused' AS refused, m.outgoing->'followUp' AS follow_up, m.close_after, coalesce((m.outgoing->>'forward')::boolean, false) AS forward,
  m.moderation, m.liked, m.likes, m.reaction_totals, m.warning, m.url, m.reply_costs,
  m.external_id IS NOT NULL AND (m.state IS NULL OR m.state IN ('sent', 'delivered', 'read')) AS on_platform,
  (SELECT json_build_object('action', a.action, 'state', a.state, 'memberId', a.member_id, 'name', au.name, 'reason', a.reason)
   FROM moderation_act a JOIN member am ON am.id = a.member_id JOIN app_user au ON au.id = am.user_id
   WHERE a.brand_id = m.brand_id AND a.message_id = m.id ORDER BY a.id DESC LIMIT 1) AS act,
  (SELECT json_agg(json_build_object('emoji', g.emoji, 'count', g.count, 'names', g.names)) FROM (
     SELECT r.emoji, count(*)::int AS count,
       (array_agg(rp.name ORDER BY r.at) FILTER (WHERE rp.name <> ''))[1:5] AS names
     FROM message_reaction r LEFT JOIN identity ri ON ri.id = r.identity_id LEFT JOIN person rp ON rp.id = ri.person_id
     WHERE r.brand_id = m.brand_id AND r.message_id = m.id AND NOT r.removed GROUP BY r.emoji) g) AS reactions`;

const JOINED = `LEFT JOIN identity i ON i.id = m.identity_id LEFT JOIN person p ON p.id = i.person_id
  LEFT JOIN member me ON me.id = m.member_id LEFT JOIN app_user u ON u.id = me.user_id`;

/** Reads messages as they are shown. */
@Injectable()
export class MessageViewRepository {
  constructor(private readonly database: Database) {}

  /** Ascending by seq; the newest below `before`, or the oldest above `after`. */
  async page(
    brandId: string,
    conversationId: string,
    { before, after, limit }: { before?: number; after?: number; limit: number },
  ): Promise<MessageRow[]> {
    const forward = after !== undefined;
    const rows = await this.database.query<MessageRow>(
      `SELECT ${SHOWN} FROM message m ${JOINED}
       WHERE m.brand_id = $1 AND m.conversation_id = $2 AND m.seq < coalesce($3::int, 2147483647) AND m.seq > coalesce($4::int, -1)
       ORDER BY m.seq ${forward ? 'ASC' : 'DESC'} LIMIT $5`,
      [brandId, conversationId, before ?? null, after ?? null, limit],
    );
    return forward ? rows : rows.reverse();
  }

  /** How many messages of the conversation stand from that one on, before `before`; 0 where it is not among them. */
  async countFrom(
    brandId: string,
    conversationId: string,
    { until, before }: { until: string; before?: number | undefined },
  ): Promise<number> {
    const row = await this.database.one<{ count: number }>(
      `SELECT count(*)::int AS count FROM message u JOIN message m ON m.conversation_id = u.conversation_id AND m.seq >= u.seq
       WHERE u.brand_id = $1 AND u.conversation_id = $2 AND u.id = $3 AND m.brand_id = $1
         AND m.seq < coalesce($4::int, 2147483647)`,
      [brandId, conversationId, until, before ?? null],
    );
    return row?.count ?? 0;
  }

  byIds(brandId: string, ids: readonly string[]): Promise<MessageRow[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.database.query<MessageRow>(
      `SELECT ${SHOWN} FROM message m ${JOINED} WHERE m.brand_id = $1 AND m.id = ANY($2) ORDER BY m.seq`,
      [brandId, ids],
    );
  }

  /** What people have said after `seq` and not taken back. */
  utterancesAfter(brandId: string, conversationId: string, seq: number): Promise<MessageRow[]> {
    return this.database.query<MessageRow>(
      `SELECT ${SHOWN} FROM message m ${JOINED}
       WHERE m.brand_id = $1 AND m.conversation_id = $2 AND m.seq > $3 AND m.direction = 'in' AND m.automatic IS NULL
         AND ${notPutAway('m.')} AND m.deleted_at IS NULL AND NOT m.history
       ORDER BY m.seq LIMIT 50`,
      [brandId, conversationId, seq],
    );
  }

  async attachments(brandId: string, messageIds: readonly string[]): Promise<Map<string, AttachmentRow[]>> {
    const rows = await this.database.query<AttachmentRow & { message_id: string }>(
      `SELECT id, message_id, filename, content_type, size, content_id, inline, state, reason, description FROM attachment
       WHERE brand_id = $1 AND message_id = ANY($2) ORDER BY message_id, position, id`,
      [brandId, messageIds],
    );
    const found = new Map<string, AttachmentRow[]>();
    for (const row of rows) found.set(row.message_id, [...(found.get(row.message_id) ?? []), row]);
    return found;
  }

  /** Where a message's raw bytes lie. */
  async rawKey(brandId: string, messageId: string): Promise<string | null> {
    const row = await this.database.one<{ raw_key: string | null }>(
      'SELECT raw_key FROM message WHERE brand_id = $1 AND id = $2 AND deleted_at IS NULL',
      [brandId, messageId],
    );
    return row?.raw_key ?? null;
  }
}
