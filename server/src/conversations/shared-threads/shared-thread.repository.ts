import { Injectable } from '@nestjs/common';
import type { KnownVisitor, ThreadRef } from '../../channels/core/shared-threads.js';
import { Database } from '../../platform/database/database.js';

export interface SharedConversation {
  id: string;
  brandId: string;
  channelId: string;
  externalId: string | null;
  personId: string;
  status: 'open' | 'snoozed' | 'closed';
  mergedIntoId: string | null;
}

export interface SharedRow {
  id: string;
  seq: number;
  version: number;
  direction: 'in' | 'out';
  external_id: string | null;
  member_name: string | null;
  text: string;
  occurred_at: Date;
  deleted_at: Date | null;
}

interface FileRow {
  id: string;
  message_id: string;
  filename: string;
  content_type: string;
  size: string;
}

const COLUMNS = `c.id, c.brand_id AS "brandId", c.channel_id AS "channelId", c.external_id AS "externalId",
  c.person_id AS "personId", c.status, c.merged_into_id AS "mergedIntoId"`;

/** What the person of a conversation may see of it: their own words, and replies that have left. */
const SHOWN = `(m.direction = 'out' AND m.sent_at IS NOT NULL AND m.state IN ('sent', 'delivered', 'read', 'failed') OR m.direction = 'in' AND i.person_id = $3)`;

/** Reads conversations as the people on the other side see them. */
@Injectable()
export class SharedThreadRepository {
  constructor(private readonly database: Database) {}

  /** What stands under this name now, merges followed. */
  async conversation({ brandId, channelId, externalId }: ThreadRef): Promise<SharedConversation | undefined> {
    const row = await this.database.one<SharedConversation>(
      `SELECT ${COLUMNS} FROM conversation c WHERE c.brand_id = $1 AND c.channel_id = $2 AND c.external_id = $3`,
      [brandId, channelId, externalId],
    );
    const shown = row === undefined ? undefined : await this.merged(row);
    // Merged while they counted as one person, and two again since: neither reads what is the other's.
    return shown?.personId === row?.personId ? shown : undefined;
  }

  /** By id, merges followed. */
  async byId(brandId: string, id: string): Promise<SharedConversation | undefined> {
    const row = await this.database.one<SharedConversation>(
      `SELECT ${COLUMNS} FROM conversation c WHERE c.brand_id = $1 AND c.id = $2`,
      [brandId, id],
    );
    return row === undefined ? undefined : this.merged(row);
  }

  private async merged(row: SharedConversation): Promise<SharedConversation | undefined> {
    return row.mergedIntoId === null ? row : this.byId(row.brandId, row.mergedIntoId);
  }

  /** Every name under which a conversation is known on its channel, those of what was merged into it included, as long as it is the same person's. */
  async names(brandId: string, channelId: string, conversationId: string): Promise<string[]> {
    const rows = await this.database.query<{ name: string }>(
      `WITH RECURSIVE merged AS (
         SELECT id, external_id, person_id, 0 AS hops FROM conversation WHERE brand_id = $1 AND id = $3
         UNION ALL SELECT c.id, c.external_id, c.person_id, hops + 1 FROM conversation c
           JOIN merged m ON c.merged_into_id = m.id AND c.person_id = m.person_id
           WHERE c.brand_id = $1 AND c.channel_id = $2 AND hops < 50
       )
       SELECT external_id AS name FROM merged WHERE external_id IS NOT NULL`,
      [brandId, channelId, conversationId],
    );
    return rows.map(({ name }) => name);
  }

  /** Newest first. */
  rows(conversation: SharedConversation, before: number | undefined, limit: number): Promise<SharedRow[]> {
    return this.database.query<SharedRow>(
      `SELECT m.id, m.seq, m.version, m.direction, m.external_id, u.name AS member_name, m.text, m.occurred_at, m.deleted_at
       FROM message m LEFT JOIN identity i ON i.id = m.identity_id
         LEFT JOIN member me ON me.id = m.member_id LEFT JOIN app_user u ON u.id = me.user_id
       WHERE m.brand_id = $1 AND m.conversation_id = $2 AND m.seq < coalesce($4::int, 2147483647) AND ${SHOWN}
       ORDER BY m.seq DESC LIMIT $5`,
      [conversation.brandId, conversation.id, conversation.personId, before ?? null, limit],
    );
  }

  async files(brandId: string, messageIds: readonly string[]): Promise<Map<string, FileRow[]>> {
    const rows = await this.database.query<FileRow>(
      `SELECT id, message_id, filename, content_type, size FROM attachment
       WHERE brand_id = $1 AND message_id = ANY($2) AND state = 'ready' ORDER BY message_id, position, id`,
      [brandId, messageIds],
    );
    const found = new Map<string, FileRow[]>();
    for (const row of rows) found.set(row.message_id, [...(found.get(row.message_id) ?? []), row]);
    return found;
  }

  /** Up to where the person has read our replies, and some member theirs. */
  async marks({ brandId, id }: SharedConversation): Promise<{ read: number; seen: number }> {
    const row = await this.database.one<{ read: number | null; seen: number | null }>(
      `SELECT (SELECT max(seq) FROM message WHERE brand_id = $1 AND conversation_id = $2 AND direction = 'out'
                 AND read_at IS NOT NULL) AS read,
         (SELECT max(seq) FROM conversation_read WHERE brand_id = $1 AND conversation_id = $2) AS seen`,
      [brandId, id],
    );
    return { read: row?.read ?? 0, seen: row?.seen ?? 0 };
  }

  unheard(
    { brandId, id }: SharedConversation,
    outcome: 'delivered' | 'read',
    seq: number,
  ): Promise<{ id: string; externalId: string }[]> {
    return this.database.query(
      `SELECT id, external_id AS "externalId" FROM message
       WHERE brand_id = $1 AND conversation_id = $2 AND direction = 'out' AND state IN ('sent', 'delivered', 'read')
         AND seq <= $3 AND external_id IS NOT NULL
         AND CASE WHEN $4 = 'read' THEN read_at IS NULL ELSE delivered_at IS NULL END
       ORDER BY seq DESC LIMIT 200`,
      [brandId, id, seq, outcome],
    );
  }

  takenBack(brandId: string, ids: readonly string[]): Promise<{ id: string; seq: number }[]> {
    return this.database.query(
      `SELECT id, seq FROM message WHERE brand_id = $1 AND id = ANY($2) AND direction = 'out' AND sent_at IS NOT NULL
         AND state NOT IN ('sent', 'delivered', 'read', 'failed')`,
      [brandId, ids],
    );
  }

  visitor(channel: { id: string; brandId: string }, namespace: string, externalId: string) {
    return this.database.one<KnownVisitor>(
      `SELECT i.display_name AS name, i.handle,
         EXISTS (SELECT 1 FROM blocked_identity b WHERE b.brand_id = $1 AND b.identity_id = i.id) AS blocked,
         EXISTS (SELECT 1 FROM thread_alias a WHERE a.brand_id = $1 AND a.channel_id = $4 AND a.external_id = $3) AS claimed
       FROM identity i WHERE i.brand_id = $1 AND i.namespace = $2 AND i.external_id = $3`,
      [channel.brandId, namespace, externalId, channel.id],
    );
  }

  async refused(brandId: string, namespace: string, externalId: string): Promise<void> {
    await this.database.run(
      `UPDATE blocked_identity b SET refused = least(b.refused, 1000000) + 1 FROM identity i
       WHERE b.brand_id = $1 AND i.brand_id = $1 AND i.id = b.identity_id AND i.namespace = $2 AND i.external_id = $3`,
      [brandId, namespace, externalId],
    );
  }

  async has(channel: { id: string; brandId: string }, externalId: string): Promise<boolean> {
    const row = await this.database.one(
      'SELECT 1 FROM message WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3',
      [channel.brandId, channel.id, externalId],
    );
    return row !== undefined;
  }
}
