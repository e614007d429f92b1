import { Injectable } from '@nestjs/common';
import type { ChannelLimits } from '@parley/shared/channel-manifest.js';
import type { ChannelStatus } from '@parley/shared/channels.js';
import type { Settings } from '../../channels/core/connector.js';
import type { InboundMail } from '../../channels/core/inbound-event.js';
import type { PersonColumns } from '../../people/person-summary.js';
import { Database } from '../../platform/database/database.js';
import type { TurnOutcome } from '../turns/turn.js';

export interface TurnRow {
  id: string;
  person_id: string;
  opened_at: Date;
  opened_by_message_id: string | null;
  closed_at: Date | null;
  outcome: TurnOutcome | null;
  answered_at: Date | null;
  answered_by_member_id: string | null;
  answered_by_name: string | null;
  answered_by_message_id: string | null;
  inbound_count: number;
  last_inbound_at: Date;
  wait_ms: string | null;
  wait_business_ms: string | null;
  target_ms: string;
  answer_by: Date;
  imported: boolean;
  in_figures: boolean;
}

export interface ActRow {
  id: string;
  at: Date;
  kind: string;
  member_id: string | null;
  member_name: string | null;
  details: Record<string, unknown>;
}

export interface PostRow {
  id: string;
  title: string | null;
  excerpt: string;
  url: string | null;
  image_url: string | null;
  author_name: string | null;
  published_at: Date | null;
}

export interface ChannelRow {
  id: string;
  kind: string;
  name: string;
  account: string;
  settings: Settings;
  status: ChannelStatus;
  status_reason: string | null;
  status_code: string | null;
  restricted: boolean;
  limits: Partial<ChannelLimits> | null;
}

export interface AnsweredMail {
  mail: InboundMail | null;
  direction: 'in' | 'out';
}

/** So many of the newest turns, acts and participants are shown; a conversation rarely has more. */
const SHOWN = 500;

/** What stands around the messages of one conversation. */
@Injectable()
export class DetailRepository {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  async turns(brandId: string, conversationId: string): Promise<TurnRow[]> {
    const rows = await this.database.query<TurnRow>(
      `SELECT t.id, t.person_id, t.opened_at, t.opened_by_message_id, t.closed_at, t.outcome, t.answered_at, t.answered_by_member_id,
         u.name AS answered_by_name, t.answered_by_message_id, t.inbound_count, t.last_inbound_at, t.wait_ms, t.wait_business_ms,
         t.target_ms, t.answer_by, t.imported, t.in_figures
       FROM turn t LEFT JOIN member m ON m.id = t.answered_by_member_id LEFT JOIN app_user u ON u.id = m.user_id
       WHERE t.brand_id = $1 AND t.conversation_id = $2 ORDER BY t.opened_at DESC, t.id DESC LIMIT $3`,
      [brandId, conversationId, SHOWN],
    );
    return rows.reverse();
  }

  /** Oldest first. */
  async acts(brandId: string, conversationId: string): Promise<ActRow[]> {
    const rows = await this.database.query<ActRow>(
      `SELECT a.id, a.at, a.kind, a.member_id, u.name AS member_name, a.details
       FROM conversation_act a LEFT JOIN member m ON m.id = a.member_id LEFT JOIN app_user u ON u.id = m.user_id
       WHERE a.brand_id = $1 AND a.conversation_id = $2 ORDER BY a.at DESC, a.arrival DESC LIMIT $3`,
      [brandId, conversationId, SHOWN],
    );
    return rows.reverse();
  }

  participants(brandId: string, conversationId: string): Promise<PersonColumns[]> {
    return this.database.query<PersonColumns>(
      `SELECT DISTINCT ON (p.name, p.id) p.id, p.name, p.avatar_attachment_id, i.handle
       FROM conversation_participant cp JOIN identity i ON i.id = cp.identity_id JOIN person p ON p.id = i.person_id
       WHERE cp.brand_id = $1 AND cp.conversation_id = $2 ORDER BY p.name, p.id, i.handle LIMIT $3`,
      [brandId, conversationId, SHOWN],
    );
  }

  async post(brandId: string, postId: string): Promise<PostRow | undefined> {
    return this.database.one<PostRow>(
      'SELECT id, title, excerpt, url, image_url, author_name, published_at FROM post WHERE brand_id = $1 AND id = $2',
      [brandId, postId],
    );
  }

  channel(brandId: string, channelId: string): Promise<ChannelRow | undefined> {
    return this.database.one<ChannelRow>(
      `SELECT id, kind, name, account, settings, status, status_reason, status_code, restricted, limits FROM channel
       WHERE brand_id = $1 AND id = $2`,
      [brandId, channelId],
    );
  }

  /** Conversations linked in either direction, as far as they stand in a visible channel. */
  linked(
    brandId: string,
    conversationId: string,
    channels: readonly string[] | 'all',
  ): Promise<{ id: string; subject: string | null; relation: string }[]> {
    return this.database.query(
      `SELECT c.id, c.subject, l.relation FROM (
         SELECT to_id AS other, relation FROM conversation_link WHERE brand_id = $1 AND from_id = $2
         UNION SELECT from_id, relation FROM conversation_link WHERE brand_id = $1 AND to_id = $2
       ) l JOIN conversation c ON c.brand_id = $1 AND c.id = l.other
       WHERE $3::uuid[] IS NULL OR c.channel_id = ANY($3) ORDER BY c.last_at DESC, c.id LIMIT 50`,
      [brandId, conversationId, channels === 'all' ? null : channels],
    );
  }

  blocked(
    brandId: string,
    conversationId: string,
    personId: string,
  ): Promise<
    { at: Date; member_id: string; member_name: string; reason: string; refused: number } | undefined
  > {
    return this.database.one(
      `SELECT b.blocked_at AS at, b.member_id, u.name AS member_name, b.reason, b.refused
       FROM conversation_participant p JOIN identity i ON i.id = p.identity_id
         JOIN blocked_identity b ON b.identity_id = i.id JOIN member m ON m.id = b.member_id JOIN app_user u ON u.id = m.user_id
       WHERE p.brand_id = $1 AND b.brand_id = $1 AND p.conversation_id = $2 AND i.person_id = $3
       ORDER BY b.blocked_at DESC LIMIT 1`,
      [brandId, conversationId, personId],
    );
  }

  /** When the person last wrote: reply windows run from then. */
  async lastInboundAt(brandId: string, conversationId: string): Promise<Date | null> {
    const row = await this.database.one<{ occurred_at: Date }>(
      `SELECT occurred_at FROM message
       WHERE brand_id = $1 AND conversation_id = $2 AND direction = 'in' AND automatic IS NULL
       ORDER BY occurred_at DESC, arrival DESC LIMIT 1`,
      [brandId, conversationId],
    );
    return row?.occurred_at ?? null;
  }

  /** The mail a reply goes to: the person's newest, else our own newest. */
  mailToAnswer(brandId: string, conversationId: string): Promise<AnsweredMail | undefined> {
    return this.database.one<AnsweredMail>(
      `SELECT mail, direction FROM message
       WHERE brand_id = $1 AND conversation_id = $2 AND direction <> 'note' AND mail IS NOT NULL AND deleted_at IS NULL
       ORDER BY (direction = 'in' AND automatic IS NULL) DESC, occurred_at DESC, arrival DESC LIMIT 1`,
      [brandId, conversationId],
    );
  }
}
