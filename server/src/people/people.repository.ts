import { Injectable } from '@nestjs/common';
import type { Tag } from '@parley/shared/brands.js';
import type { FieldValue, PeopleSort } from '@parley/shared/people.js';
import { Database } from '../platform/database/database.js';
import { fitting, spokeVisibly, visible } from './names/person-names.service.js';
import type { PersonColumns } from './person-summary.js';

export interface PersonRow extends PersonColumns {
  last_seen_at: Date;
  /** What the list by name is sorted by. */
  sort_name: string;
  tags: Tag[];
}

export interface FullPersonRow extends PersonRow {
  first_seen_at: Date;
  notes: string;
  fields: Record<string, FieldValue>;
}

export interface IdentityRow {
  id: string;
  namespace: string;
  external_id: string;
  display_name: string | null;
  handle: string | null;
  email: string | null;
  email_verified: boolean;
  avatar_attachment_id: string | null;
  channels: { id: string; name: string; kind: string }[];
  first_seen_at: Date;
  last_seen_at: Date;
}

export interface MergeIntoRow {
  id: string;
  person_id: string;
  name: string;
  avatar_attachment_id: string | null;
  handle: string | null;
  merged_at: Date;
  merged_by: string | null;
}

type Channels = readonly string[] | 'all';

/** Where a page of people ended: what it is sorted by, and who stood there. */
export interface PeopleCursor {
  value: string;
  id: string;
}

export interface PeopleFilter {
  /** Patterns of LIKE, one of each has to fit. */
  parts: readonly (readonly string[])[];
  /** An id of theirs, word for word. */
  exactly: string | null;
  /** Only these; null: all. */
  ids: readonly string[] | null;
  tagId: string | null;
  sort: PeopleSort;
  after: PeopleCursor | null;
  limit: number;
}

const SORT_NAME = 'left(plain_text(p.name), 120)';

/** @param handle of one of their identities that the looker may know */
const columns = (
  seen: (identityId: string) => string,
) => `p.id, p.name, p.avatar_attachment_id, p.last_seen_at, ${SORT_NAME} AS sort_name,
  (SELECT i.handle FROM identity i WHERE i.brand_id = $1 AND i.person_id = p.id AND i.handle IS NOT NULL${seen('i.id')}
   ORDER BY i.last_seen_at DESC, i.id LIMIT 1) AS handle,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'color', t.color) ORDER BY lower(t.name))
   FROM person_tag pt JOIN tag t ON t.id = pt.tag_id WHERE pt.brand_id = $1 AND pt.person_id = p.id), '[]') AS tags`;

/** Reads people as far as the asking member may see where they speak. Whoever was merged away is found as who they live on. */
@Injectable()
export class PeopleRepository {
  constructor(private readonly database: Database) {}

  /** One more than `limit`, where there is one. */
  page(brandId: string, channels: Channels, filter: PeopleFilter): Promise<PersonRow[]> {
    const looker = { brandId, channels };
    const params: unknown[] = [brandId];
    const param = (value: unknown) => `$${params.push(value)}`;
    const seen = visible(looker, params);
    const spoke = spokeVisibly(looker, params);
    const where: string[] = [];
    if (filter.parts.length > 0 || filter.exactly !== null) {
      const ways: string[] = [];
      if (filter.parts.length > 0) {
        const fits = fitting(params, filter.parts);
        ways.push(fits('p.name'));
        ways.push(`p.id IN (SELECT i.person_id FROM identity i
          WHERE i.brand_id = $1 AND i.handle IS NOT NULL AND ${fits('i.handle')}${spoke('i.id')})`);
        // Under the name they had before: who may see all channels knows nothing more by it.
        if (channels === 'all') {
          ways.push(`p.id IN (SELECT o.merged_into_id FROM person o
            WHERE o.brand_id = $1 AND o.merged_into_id IS NOT NULL AND ${fits('o.name')})`);
        }
      }
      if (filter.exactly !== null) {
        ways.push(`p.id IN (SELECT i.person_id FROM identity i
          WHERE i.brand_id = $1 AND i.external_id = ${param(filter.exactly)}${spoke('i.id')})`);
      }
      where.push(`(${ways.join(' OR ')})`);
    }
    if (filter.ids !== null) where.push(`p.id = ANY(${param(filter.ids)}::uuid[])`);
    if (filter.tagId !== null) {
      where.push(`EXISTS (SELECT 1 FROM person_tag f
        WHERE f.brand_id = $1 AND f.person_id = p.id AND f.tag_id = ${param(filter.tagId)})`);
    }
    const byName = filter.sort === 'name';
    if (filter.after !== null) {
      const value = `${param(filter.after.value)}::${byName ? 'text' : 'timestamptz'}`;
      const id = `${param(filter.after.id)}::uuid`;
      where.push(
        byName ? `(${SORT_NAME}, p.id) > (${value}, ${id})` : `(p.last_seen_at, p.id) < (${value}, ${id})`,
      );
    }
    const order = byName ? `${SORT_NAME}, p.id` : 'p.last_seen_at DESC, p.id DESC';
    return this.database.query<PersonRow>(
      `SELECT ${columns(spoke)} FROM (
         SELECT p.* FROM person p
         WHERE p.brand_id = $1 AND p.merged_into_id IS NULL${where.map((part) => ` AND ${part}`).join('')}${seen('p.id')}
         ORDER BY ${order} LIMIT ${param(filter.limit + 1)}
       ) p ORDER BY ${order}`,
      params,
      'fresh',
    );
  }

  /** Who lives on under that id. */
  async find(brandId: string, channels: Channels, id: string): Promise<FullPersonRow | undefined> {
    const params: unknown[] = [brandId, id];
    const seen = visible({ brandId, channels }, params);
    const spoke = spokeVisibly({ brandId, channels }, params);
    const [row] = await this.database.query<FullPersonRow>(
      `SELECT ${columns(spoke)}, p.first_seen_at, p.notes,
         coalesce((SELECT jsonb_object_agg(v.field_id, v.value) FROM person_field_value v
           WHERE v.brand_id = $1 AND v.person_id = p.id), '{}') AS fields
       FROM person p WHERE p.brand_id = $1
         AND p.id = (SELECT coalesce(a.merged_into_id, a.id) FROM person a WHERE a.brand_id = $1 AND a.id = $2)${seen('p.id')}`,
      params,
    );
    return row;
  }

  /** As far as they speak where the asking member may look. */
  identities(brandId: string, channels: Channels, personId: string): Promise<IdentityRow[]> {
    const params: unknown[] = [brandId, personId];
    const spoke = spokeVisibly({ brandId, channels }, params);
    const listed = `$${params.push(channels === 'all' ? null : channels)}::uuid[]`;
    return this.database.query<IdentityRow>(
      `SELECT i.id, i.namespace, i.external_id, i.display_name, i.handle, i.email, i.email_verified, i.first_seen_at, i.last_seen_at,
         CASE WHEN a.state = 'ready' THEN a.id END AS avatar_attachment_id,
         coalesce((SELECT jsonb_agg(DISTINCT jsonb_build_object('id', ch.id, 'name', ch.name, 'kind', ch.kind))
           FROM conversation_participant cp JOIN conversation c ON c.id = cp.conversation_id JOIN channel ch ON ch.id = c.channel_id
           WHERE cp.brand_id = $1 AND cp.identity_id = i.id AND (${listed} IS NULL OR ch.id = ANY(${listed}))), '[]') AS channels
       FROM identity i LEFT JOIN attachment a ON a.brand_id = $1 AND a.id = i.avatar_attachment_id
       WHERE i.brand_id = $1 AND i.person_id = $2${spoke('i.id')}
       ORDER BY i.last_seen_at DESC, i.id`,
      params,
    );
  }

  /** @param withId only those in which this one takes part too; null: all */
  async conversationCount(
    brandId: string,
    channels: Channels,
    personId: string,
    withId: string | null = null,
  ): Promise<number> {
    const takesPart = (
      id: string,
    ) => `(c.person_id = ${id} OR c.id IN (SELECT cp.conversation_id FROM conversation_participant cp
      JOIN identity i ON i.id = cp.identity_id WHERE cp.brand_id = $1 AND i.brand_id = $1 AND i.person_id = ${id}))`;
    const row = await this.database.one<{ count: string }>(
      `SELECT count(*) FROM conversation c WHERE c.brand_id = $1 AND c.merged_into_id IS NULL
         AND ($2::uuid[] IS NULL OR c.channel_id = ANY($2)) AND ${takesPart('$3')}
         AND ($4::uuid IS NULL OR ${takesPart('$4')})`,
      [brandId, channels === 'all' ? null : channels, personId, withId],
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
      [brandId, channels === 'all' ? null : channels, personId],
    );
  }

  /**
   * Who was merged into somebody, the last one first: also into those who were merged into them. Only those the member would
   * know by themselves.
   */
  async merges(brandId: string, channels: Channels, personId: string): Promise<MergeIntoRow[]> {
    const params: unknown[] = [brandId, personId];
    const spoke = spokeVisibly({ brandId, channels }, params);
    const rows = await this.database.query<MergeIntoRow>(
      `WITH RECURSIVE tree AS (
         SELECT m.id, m.number, m.from_id, m.merged_at, m.merged_by, ARRAY[m.from_id] AS within
         FROM person_merge m WHERE m.brand_id = $1 AND m.into_id = $2 AND m.undone_at IS NULL
         UNION ALL
         SELECT m.id, m.number, m.from_id, m.merged_at, m.merged_by, tree.within || m.from_id
         FROM tree JOIN person_merge m ON m.brand_id = $1 AND m.into_id = tree.from_id AND m.undone_at IS NULL
       )
       SELECT t.id, p.id AS person_id, p.name, p.avatar_attachment_id, t.merged_at, u.name AS merged_by,
         (SELECT i.handle FROM identity i WHERE i.brand_id = $1 AND i.person_id = $2 AND coalesce(i.home_person_id, i.person_id) IN (
           SELECT d.from_id FROM tree d WHERE t.from_id = ANY(d.within)) AND i.handle IS NOT NULL${spoke('i.id')}
          ORDER BY i.last_seen_at DESC, i.id LIMIT 1) AS handle
       FROM tree t JOIN person p ON p.brand_id = $1 AND p.id = t.from_id
       LEFT JOIN member mb ON mb.brand_id = $1 AND mb.id = t.merged_by LEFT JOIN app_user u ON u.id = mb.user_id
       WHERE EXISTS (SELECT 1 FROM identity i WHERE i.brand_id = $1 AND i.person_id = $2
         AND coalesce(i.home_person_id, i.person_id) IN (SELECT d.from_id FROM tree d WHERE t.from_id = ANY(d.within))${spoke('i.id')})
       ORDER BY t.number DESC`,
      params,
    );
    return rows;
  }
}
