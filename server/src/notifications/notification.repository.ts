import { Injectable } from '@nestjs/common';
import type { Locale } from '@parley/shared/auth.js';
import type { MarkNotifications, NotificationKind } from '@parley/shared/notifications.js';
import { unreadLimit } from '@parley/shared/notifications.js';
import type { Role } from '@parley/shared/permissions.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import type { InstantCursor } from '../platform/http/cursor.js';
import type { AlertFacts } from './alert-words.format.js';

/** What is told; the rest is read from where it stands when it is shown. */
export interface NewNotification {
  kind: NotificationKind;
  conversationId?: string;
  messageId?: string;
  channelId?: string;
  byMemberId?: string | null;
  reason?: { code: string; message: string };
  /** What an alert measured. One about no channel concerns all who are told. */
  facts?: AlertFacts;
}

export interface NotificationRow {
  id: string;
  kind: NotificationKind;
  at: Date;
  read_at: Date | null;
  conversation_id: string | null;
  message_id: string | null;
  channel_id: string | null;
  reason: { code: string; message: string } | null;
  facts: AlertFacts | null;
  person: string | null;
  by: string | null;
  channel: string | null;
  words: string | null;
}

/** Whose, and which channels they may see. */
export interface Reader {
  brandId: string;
  memberId: string;
  channels: readonly string[] | 'all';
}

/** What stands in a channel hidden from its reader is not there. `$3` are the channels they may see, null for all. */
const VISIBLE = `($3::uuid[] IS NULL OR n.facts IS NOT NULL AND n.channel_id IS NULL OR coalesce(n.channel_id, c.channel_id) = ANY($3))`;
/** Where what it is about stands now: its message may have gone to another conversation, and merges are followed. */
const CONVERSATION = `LEFT JOIN message m ON m.brand_id = $1 AND m.id = n.message_id
  LEFT JOIN LATERAL (
    WITH RECURSIVE up AS (
      SELECT id, merged_into_id FROM conversation WHERE brand_id = $1 AND id = n.conversation_id
      UNION ALL SELECT o.id, o.merged_into_id FROM up JOIN conversation o ON o.brand_id = $1 AND o.id = up.merged_into_id
    ) SELECT id FROM up WHERE merged_into_id IS NULL
  ) place ON m.id IS NULL
  LEFT JOIN conversation c ON c.brand_id = $1 AND c.id = coalesce(m.conversation_id, place.id)`;

@Injectable()
export class NotificationRepository {
  constructor(private readonly database: Database) {}

  /** For those of the members who sit in the brand and want this kind. */
  async insert(
    brandId: string,
    memberIds: readonly string[],
    { kind, ...about }: NewNotification,
    at: Date,
  ): Promise<{ id: string; memberId: string }[]> {
    return this.database.query(
      `INSERT INTO notification (id, brand_id, member_id, kind, conversation_id, message_id, channel_id, by_member_id, reason, facts, at)
       SELECT t.id, $1, m.id, $4, $5, $6, $7, $8, $9, $10, $11 FROM unnest($2::uuid[], $3::uuid[]) AS t(id, member_id)
       JOIN member m ON m.brand_id = $1 AND m.id = t.member_id
       WHERE m.removed_at IS NULL AND NOT ($4 = ANY(m.unwanted_notices))
       RETURNING id, member_id AS "memberId"`,
      [
        brandId,
        memberIds.map(() => newId()),
        memberIds,
        kind,
        about.conversationId ?? null,
        about.messageId ?? null,
        about.channelId ?? null,
        about.byMemberId ?? null,
        about.reason === undefined ? null : JSON.stringify(about.reason),
        about.facts === undefined ? null : JSON.stringify(about.facts),
        at,
      ],
    );
  }

  /** Newest first; one more than `limit`, where there is one. */
  page(
    { brandId, memberId, channels }: Reader,
    of: { unread: boolean; id?: string },
    { after, limit }: { after: InstantCursor | null; limit: number },
  ): Promise<NotificationRow[]> {
    return this.database.query<NotificationRow>(
      `SELECT n.id, n.kind, n.at, n.read_at, c.id AS conversation_id, n.message_id,
         n.channel_id, n.reason, n.facts, p.name AS person, u.name AS by, ch.name AS channel,
         CASE WHEN m.deleted_at IS NULL THEN left(m.text, 240) END AS words
       FROM notification n ${CONVERSATION}
       LEFT JOIN person p ON p.brand_id = $1 AND p.id = c.person_id
       LEFT JOIN channel ch ON ch.brand_id = $1 AND ch.id = n.channel_id
       LEFT JOIN member b ON b.brand_id = $1 AND b.id = n.by_member_id LEFT JOIN app_user u ON u.id = b.user_id
       WHERE n.brand_id = $1 AND n.member_id = $2 AND ${VISIBLE} AND ($4::uuid IS NULL OR n.id = $4) AND (NOT $5 OR n.read_at IS NULL)
         AND ($6::timestamptz IS NULL OR (n.at, n.id) < ($6, $7::uuid))
       ORDER BY n.at DESC, n.id DESC LIMIT $8`,
      [
        brandId,
        memberId,
        channels === 'all' ? null : channels,
        of.id ?? null,
        of.unread,
        after?.at ?? null,
        after?.id ?? null,
        limit + 1,
      ],
    );
  }

  /** Conversations of what is not read yet, null where it is about none; at most `unreadLimit`. */
  async unread({ brandId, memberId, channels }: Reader): Promise<(string | null)[]> {
    const rows = await this.database.query<{ id: string | null }>(
      `SELECT c.id FROM notification n ${CONVERSATION}
       WHERE n.brand_id = $1 AND n.member_id = $2 AND ${VISIBLE} AND n.read_at IS NULL LIMIT $4`,
      [brandId, memberId, channels === 'all' ? null : channels, unreadLimit],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns how many were not read before */
  markRead(
    { brandId, memberId }: { brandId: string; memberId: string },
    which: MarkNotifications,
    at: Date,
  ): Promise<number> {
    return this.database.run(
      `UPDATE notification n SET read_at = $3 WHERE n.brand_id = $1 AND n.member_id = $2 AND n.read_at IS NULL
         AND ($4::uuid[] IS NULL OR n.id = ANY($4))
         AND ($5::uuid IS NULL OR n.id IN (
           SELECT u.id FROM notification u LEFT JOIN message m ON m.brand_id = $1 AND m.id = u.message_id
           WHERE u.brand_id = $1 AND u.member_id = $2 AND u.read_at IS NULL AND (m.conversation_id = $5
             OR u.message_id IS NULL AND u.conversation_id IN (
               WITH RECURSIVE merged AS (
                 SELECT $5::uuid AS id
                 UNION SELECT o.id FROM merged JOIN conversation o ON o.brand_id = $1 AND o.merged_into_id = merged.id
               ) SELECT id FROM merged))))
         AND ($6::uuid IS NULL OR (n.at, n.id) <= (
           SELECT l.at, l.id FROM notification l WHERE l.brand_id = $1 AND l.member_id = $2 AND l.id = $6))`,
      [
        brandId,
        memberId,
        at,
        'ids' in which ? which.ids : null,
        'conversationId' in which ? which.conversationId : null,
        'upToId' in which ? which.upToId : null,
      ],
    );
  }

  async localeOf(brandId: string, memberId: string): Promise<Locale | undefined> {
    const row = await this.database.one<{ locale: Locale }>(
      'SELECT u.locale FROM member m JOIN app_user u ON u.id = m.user_id WHERE m.brand_id = $1 AND m.id = $2',
      [brandId, memberId],
    );
    return row?.locale;
  }

  async channelOf(brandId: string, conversationId: string): Promise<string | undefined> {
    const row = await this.database.one<{ id: string }>(
      'SELECT channel_id AS id FROM conversation WHERE brand_id = $1 AND id = $2',
      [brandId, conversationId],
    );
    return row?.id;
  }

  /** Members of these roles. */
  async holdersOf(brandId: string, roles: readonly Role[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM member WHERE brand_id = $1 AND role = ANY($2) AND removed_at IS NULL`,
      [brandId, roles],
    );
    return rows.map(({ id }) => id);
  }

  async unwanted(brandId: string, memberId: string): Promise<NotificationKind[]> {
    const row = await this.database.one<{ kinds: NotificationKind[] }>(
      'SELECT unwanted_notices AS kinds FROM member WHERE brand_id = $1 AND id = $2',
      [brandId, memberId],
    );
    return row?.kinds ?? [];
  }

  async saveUnwanted(brandId: string, memberId: string, kinds: readonly string[]): Promise<void> {
    await this.database.run('UPDATE member SET unwanted_notices = $3 WHERE brand_id = $1 AND id = $2', [
      brandId,
      memberId,
      kinds,
    ]);
  }

  async dropOf(brandId: string, memberId: string): Promise<void> {
    await this.database.run('DELETE FROM notification WHERE brand_id = $1 AND member_id = $2', [
      brandId,
      memberId,
    ]);
  }

  /** @returns how many */
  dropOlder(than: Date, limit: number): Promise<number> {
    return this.database.run(
      `DELETE FROM notification WHERE id IN (SELECT id FROM notification WHERE at < $1 ORDER BY at LIMIT $2)
       -- any brand: what is old is dropped everywhere`,
      [than, limit],
    );
  }
}
