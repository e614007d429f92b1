import { Injectable } from '@nestjs/common';
import type { FieldValue, MergeChoices } from '@parley/shared/people.js';
import { Database } from '../platform/database/database.js';
import type { OwnAttributes, PersonAttributes } from './person-attributes.js';

export interface StoredAttributes extends PersonAttributes {
  own: OwnAttributes | null;
  nameFixed: boolean;
}

interface Row {
  id: string;
  name: string;
  name_fixed: boolean;
  notes: string;
  avatar_attachment_id: string | null;
  own: OwnAttributes | null;
  fields: Record<string, FieldValue>;
  tag_ids: string[];
}

export interface MergeInto {
  number: number;
  fromId: string;
  choices: MergeChoices;
}

/** Reads and writes what is known of a person as one thing. In the caller's transaction. */
@Injectable()
export class PersonAttributesRepository {
  constructor(private readonly database: Database) {}

  /** Locked until the transaction ends. */
  async lock(brandId: string, id: string): Promise<StoredAttributes> {
    await this.database.query('SELECT 1 FROM person WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE', [
      brandId,
      id,
    ]);
    const found = (await this.read(brandId, [id])).get(id);
    if (found === undefined) throw new Error('a person is gone');
    return found;
  }

  async read(brandId: string, ids: readonly string[]): Promise<Map<string, StoredAttributes>> {
    const rows = await this.database.query<Row>(
      `SELECT p.id, p.name, p.name_fixed, p.notes, p.avatar_attachment_id, p.own,
         coalesce((SELECT jsonb_object_agg(v.field_id, v.value) FROM person_field_value v
           WHERE v.brand_id = $1 AND v.person_id = p.id), '{}') AS fields,
         ARRAY(SELECT t.tag_id FROM person_tag t WHERE t.brand_id = $1 AND t.person_id = p.id ORDER BY t.tag_id) AS tag_ids
       FROM person p WHERE p.brand_id = $1 AND p.id = ANY($2)`,
      [brandId, ids],
    );
    return new Map(
      rows.map((row) => [
        row.id,
        {
          name: row.name,
          nameFixed: row.name_fixed,
          notes: row.notes,
          avatar: row.avatar_attachment_id,
          own: row.own,
          fields: row.fields,
          tagIds: row.tag_ids,
        },
      ]),
    );
  }

  /** Fields and tags that the brand has no more are left out. */
  async write(
    brandId: string,
    id: string,
    next: PersonAttributes & { own: OwnAttributes | null; nameFixed: boolean },
  ): Promise<void> {
    await this.database.run(
      `UPDATE person SET name = $3, name_fixed = $4, notes = $5, avatar_attachment_id = $6, own = $7
       WHERE brand_id = $1 AND id = $2`,
      [
        brandId,
        id,
        next.name,
        next.nameFixed,
        next.notes,
        next.avatar,
        next.own === null ? null : JSON.stringify(next.own),
      ],
    );
    await this.database.run(
      'DELETE FROM person_field_value WHERE brand_id = $1 AND person_id = $2 AND NOT (field_id = ANY($3))',
      [brandId, id, Object.keys(next.fields)],
    );
    await this.database.run(
      `INSERT INTO person_field_value AS v (person_id, field_id, brand_id, value)
       SELECT $2, f.id, $1, n.value FROM jsonb_each($3::jsonb) AS n(id, value)
       JOIN person_field f ON f.brand_id = $1 AND f.id = n.id::uuid
       WHERE f.kind <> 'select' OR f.options @> jsonb_build_array(jsonb_build_object('id', n.value))
       ON CONFLICT (person_id, field_id) DO UPDATE SET value = excluded.value WHERE v.value <> excluded.value`,
      [brandId, id, JSON.stringify(next.fields)],
    );
    await this.database.run(
      'DELETE FROM person_tag WHERE brand_id = $1 AND person_id = $2 AND NOT (tag_id = ANY($3))',
      [brandId, id, next.tagIds],
    );
    await this.database.run(
      `INSERT INTO person_tag (person_id, tag_id, brand_id)
       SELECT $2, t.id, $1 FROM tag t WHERE t.brand_id = $1 AND t.id = ANY($3) ORDER BY t.id FOR KEY SHARE ON CONFLICT DO NOTHING`,
      [brandId, id, next.tagIds],
    );
  }

  /** Merges into a person that count, in their order. */
  async mergedInto(brandId: string, id: string): Promise<MergeInto[]> {
    const rows = await this.database.query<{ number: string; from_id: string; choices: MergeChoices }>(
      `SELECT number, from_id, choices FROM person_merge
       WHERE brand_id = $1 AND into_id = $2 AND undone_at IS NULL ORDER BY number`,
      [brandId, id],
    );
    return rows.map((row) => ({ number: Number(row.number), fromId: row.from_id, choices: row.choices }));
  }

  /** Whom somebody is merged into themselves, not who that one lives on as. */
  async parentOf(brandId: string, id: string): Promise<string | null> {
    const row = await this.database.one<{ into_id: string }>(
      'SELECT into_id FROM person_merge WHERE brand_id = $1 AND from_id = $2 AND undone_at IS NULL',
      [brandId, id],
    );
    return row?.into_id ?? null;
  }
}
