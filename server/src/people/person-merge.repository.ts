import { Injectable } from '@nestjs/common';
import type { MergeChoices } from '@parley/shared/people.js';
import { Database } from '../platform/database/database.js';

export interface MergeRow {
  id: string;
  from_id: string;
  into_id: string;
  undone_at: Date | null;
}

/** Merges, and who is whose while they count. In the caller's transaction. */
@Injectable()
export class PersonMergeRepository {
  constructor(private readonly database: Database) {}

  /**
   * Merges of one brand come one after the other, and nobody's identities move while something is taken in from them. Whoever
   * takes something in has locked their identities first, then their persons, then conversations; so does this.
   */
  async alone(brandId: string): Promise<void> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 2))`, [brandId]);
  }

  async lockWith(brandId: string, personIds: readonly string[]): Promise<void> {
    await this.database.query(
      'SELECT 1 FROM identity WHERE brand_id = $1 AND person_id = ANY($2) ORDER BY id FOR UPDATE',
      [brandId, personIds],
    );
    await this.database.query(
      'SELECT 1 FROM person WHERE brand_id = $1 AND (id = ANY($2) OR merged_into_id = ANY($2)) ORDER BY id FOR UPDATE',
      [brandId, personIds],
    );
  }

  /** Who somebody lives on as; undefined where there is no such person. */
  async living(brandId: string, id: string): Promise<string | undefined> {
    const row = await this.database.one<{ id: string }>(
      'SELECT coalesce(merged_into_id, id) AS id FROM person WHERE brand_id = $1 AND id = $2',
      [brandId, id],
    );
    return row?.id;
  }

  async identityIds(brandId: string, personId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT id FROM identity WHERE brand_id = $1 AND person_id = $2 ORDER BY id',
      [brandId, personId],
    );
    return rows.map(({ id }) => id);
  }

  find(brandId: string, id: string): Promise<MergeRow | undefined> {
    return this.database.one<MergeRow>(
      'SELECT id, from_id, into_id, undone_at FROM person_merge WHERE brand_id = $1 AND id = $2',
      [brandId, id],
    );
  }

  /** Somebody and all who are merged into them, directly or not. */
  async tree(brandId: string, personId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `WITH RECURSIVE tree AS (
         SELECT $2::uuid AS id
         UNION SELECT m.from_id FROM tree JOIN person_merge m ON m.brand_id = $1 AND m.into_id = tree.id AND m.undone_at IS NULL
       ) SELECT id FROM tree`,
      [brandId, personId],
    );
    return rows.map(({ id }) => id);
  }

  /** Identities that belong to these people when no merge counts. */
  async homeIdentityIds(brandId: string, personIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM identity WHERE brand_id = $1
         AND (home_person_id = ANY($2) OR home_person_id IS NULL AND person_id = ANY($2)) ORDER BY id`,
      [brandId, personIds],
    );
    return rows.map(({ id }) => id);
  }

  /** @param people the ones who live on as somebody else now: `ids` as `asId` */
  async regroup(
    brandId: string,
    { ids, asId, identityIds }: { ids: readonly string[]; asId: string; identityIds: readonly string[] },
  ): Promise<void> {
    await this.database.run(
      `UPDATE identity SET person_id = $3, home_person_id = nullif(coalesce(home_person_id, person_id), $3)
       WHERE brand_id = $1 AND id = ANY($2)`,
      [brandId, identityIds, asId],
    );
    await this.database.run(
      'UPDATE person SET merged_into_id = nullif($3, id) WHERE brand_id = $1 AND id = ANY($2)',
      [brandId, ids, asId],
    );
  }

  async insert(merge: {
    id: string;
    brandId: string;
    fromId: string;
    intoId: string;
    choices: MergeChoices;
    at: Date;
    memberId: string | null;
  }): Promise<void> {
    await this.database.run(
      `INSERT INTO person_merge (id, brand_id, from_id, into_id, choices, merged_at, merged_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        merge.id,
        merge.brandId,
        merge.fromId,
        merge.intoId,
        JSON.stringify(merge.choices),
        merge.at,
        merge.memberId,
      ],
    );
  }

  async takeBack(brandId: string, id: string, at: Date, memberId: string): Promise<void> {
    await this.database.run(
      'UPDATE person_merge SET undone_at = $3, undone_by = $4 WHERE brand_id = $1 AND id = $2',
      [brandId, id, at, memberId],
    );
  }

  /** When somebody was first and last heard, under whatever identity is theirs now. */
  async tellTimes(brandId: string, personIds: readonly string[]): Promise<void> {
    await this.database.run(
      `UPDATE person p SET first_seen_at = i.first, last_seen_at = i.last
       FROM (SELECT person_id, min(first_seen_at) AS first, max(last_seen_at) AS last FROM identity
         WHERE brand_id = $1 AND person_id = ANY($2) GROUP BY person_id) i
       WHERE p.brand_id = $1 AND p.id = i.person_id`,
      [brandId, personIds],
    );
  }
}
