import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { InstantCursor } from '../platform/http/cursor.js';
import type { PersonColumns } from './person-summary.js';

export interface PersonRow extends PersonColumns {
  notes: string;
  first_seen_at: Date;
  last_seen_at: Date;
}

export interface IdentityRow {
  id: string;
  namespace: string;
  external_id: string;
  display_name: string | null;
  handle: string | null;
  avatar_attachment_id: string | null;
  first_seen_at: Date;
  last_seen_at: Date;
}

const PERSON = `p.id, p.name, p.avatar_attachment_id, p.notes, p.first_seen_at, p.last_seen_at,
  (SELECT i.handle FROM identity i WHERE i.brand_id = $1 AND i.person_id = p.id AND i.handle IS NOT NULL
   ORDER BY i.last_seen_at DESC, i.id LIMIT 1) AS handle`;

/** `$2` is null, or the channels the asking member may see: whoever is only known elsewhere does not exist for them. */
const KNOWN = `($2::uuid[] IS NULL OR EXISTS (
    SELECT 1 FROM conversation c WHERE c.brand_id = $1 AND c.person_id = p.id AND c.channel_id = ANY($2)
  ) OR EXISTS (
    SELECT 1 FROM identity i JOIN conversation_participant cp ON cp.identity_id = i.id JOIN conversation c ON c.id = cp.conversation_id
    WHERE i.brand_id = $1 AND cp.brand_id = $1 AND i.person_id = p.id AND c.channel_id = ANY($2)
  ))`;

type Channels = readonly string[] | 'all';
const listed = (channels: Channels) => (channels === 'all' ? null : channels);

@Injectable()
export class PeopleRepository {
  constructor(private readonly database: Database) {}

  /** Whoever was seen last comes first; one more than `limit`, where there is one. */
  page(
    brandId: string,
    channels: Channels,
    { pattern, after, limit }: { pattern: string | null; after: InstantCursor | null; limit: number },
  ): Promise<PersonRow[]> {
    const found =
      pattern === null
        ? 'AND $3::text IS NULL'
        : `AND (plain_text(p.name) LIKE plain_text($3) OR p.id IN (
             SELECT person_id FROM identity WHERE brand_id = $1
               AND (handle IS NOT NULL AND plain_text(handle) LIKE plain_text($3) OR external_id LIKE lower($3))))`;
    return this.database.query<PersonRow>(
      `SELECT ${PERSON} FROM person p
       WHERE p.brand_id = $1 AND ${KNOWN} ${found}
         AND ($4::timestamptz IS NULL OR (p.last_seen_at, p.id) < ($4, $5::uuid))
       ORDER BY p.last_seen_at DESC, p.id DESC LIMIT $6`,
      [brandId, listed(channels), pattern, after?.at ?? null, after?.id ?? null, limit + 1],
    );
  }

  find(brandId: string, channels: Channels, id: string): Promise<PersonRow | undefined> {
    return this.database.one<PersonRow>(
      `SELECT ${PERSON} FROM person p WHERE p.brand_id = $1 AND ${KNOWN} AND p.id = $3`,
      [brandId, listed(channels), id],
    );
  }

  /** As far as they speak where the asking member may look. */
  identities(brandId: string, channels: Channels, personId: string): Promise<IdentityRow[]> {
    return this.database.query<IdentityRow>(
      `SELECT i.id, i.namespace, i.external_id, i.display_name, i.handle, i.first_seen_at, i.last_seen_at,
         CASE WHEN a.state = 'ready' THEN a.id END AS avatar_attachment_id
       FROM identity i LEFT JOIN attachment a ON a.brand_id = $1 AND a.id = i.avatar_attachment_id
       WHERE i.brand_id = $1 AND i.person_id = $3 AND ($2::uuid[] IS NULL OR EXISTS (
         SELECT 1 FROM conversation_participant cp JOIN conversation c ON c.id = cp.conversation_id
         WHERE cp.brand_id = $1 AND cp.identity_id = i.id AND c.channel_id = ANY($2)))
       ORDER BY i.last_seen_at DESC, i.id`,
      [brandId, listed(channels), personId],
    );
  }

  async conversationCount(brandId: string, channels: Channels, personId: string): Promise<number> {
    const row = await this.database.one<{ count: string }>(
      `SELECT count(*) FROM conversation c WHERE c.brand_id = $1 AND c.merged_into_id IS NULL
         AND ($2::uuid[] IS NULL OR c.channel_id = ANY($2))
         AND (c.person_id = $3 OR c.id IN (SELECT cp.conversation_id FROM conversation_participant cp
           JOIN identity i ON i.id = cp.identity_id WHERE cp.brand_id = $1 AND i.brand_id = $1 AND i.person_id = $3))`,
      [brandId, listed(channels), personId],
    );
    return Number(row?.count ?? 0);
  }

  /** The member who answered this person most, of those who are still here. */
  usuallyTalksWith(
    brandId: string,
    channels: Channels,
    personId: string,
  ): Promise<{ memberId: string; name: string } | undefined> {
    return this.database.one(
      `SELECT m.id AS "memberId", u.name FROM turn t JOIN member m ON m.id = t.answered_by_member_id JOIN app_user u ON u.id = m.user_id
       WHERE t.brand_id = $1 AND t.person_id = $3 AND m.removed_at IS NULL AND ($2::uuid[] IS NULL OR t.channel_id = ANY($2))
       GROUP BY m.id, u.name ORDER BY count(*) DESC, max(t.answered_at) DESC LIMIT 1`,
      [brandId, listed(channels), personId],
    );
  }

  async update(brandId: string, id: string, change: { name?: string; notes?: string }): Promise<void> {
    await this.database.run(
      `UPDATE person SET name = coalesce($3, name), name_fixed = name_fixed OR $3::text IS NOT NULL, notes = coalesce($4, notes)
       WHERE brand_id = $1 AND id = $2`,
      [brandId, id, change.name ?? null, change.notes ?? null],
    );
  }
}
