import { Injectable } from '@nestjs/common';
import {
  type FieldValue,
  MOST_PERSON_FIELDS,
  type PersonField,
  type PersonFieldKind,
  type SavePersonField,
} from '@parley/shared/people.js';
import { Database, isUniqueViolation } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import { readFieldValue } from './field-value.js';
import { PERSON_FIELDS_CHANGED } from './people.events.js';

const COLUMNS = 'id, name, kind, options, beside';

/** What the brand wants to know of its people, in its order. */
@Injectable()
export class PersonFields {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {}

  list(brandId: string): Promise<PersonField[]> {
    return this.database.query<PersonField>(
      `SELECT ${COLUMNS} FROM person_field WHERE brand_id = $1 ORDER BY position, id`,
      [brandId],
    );
  }

  create(brandId: string, input: SavePersonField & { kind: PersonFieldKind }): Promise<PersonField> {
    const field = { id: newId(), name: input.name, kind: input.kind, beside: input.beside };
    return this.change(brandId, async () => {
      // One after the other: two at once would both find room, or the same place.
      await this.database.query('SELECT 1 FROM brand WHERE id = $1 FOR NO KEY UPDATE', [brandId]);
      const known = await this.list(brandId);
      if (known.length >= MOST_PERSON_FIELDS) {
        throw new AppError('not_possible_now', `A brand has at most ${MOST_PERSON_FIELDS} fields.`);
      }
      const options = optionsOf(input.kind, input.options, []);
      await this.database.run(
        `INSERT INTO person_field (id, brand_id, name, kind, options, beside, position)
         SELECT $2, $1, $3, $4, $5, $6, coalesce(max(position) + 1, 0) FROM person_field WHERE brand_id = $1`,
        [brandId, field.id, field.name, field.kind, JSON.stringify(options), field.beside],
      );
      return { ...field, options };
    });
  }

  /** @throws AppError not_found, already_exists */
  update(brandId: string, id: string, input: SavePersonField): Promise<PersonField> {
    return this.change(brandId, async () => {
      const [known] = await this.database.query<PersonField>(
        `SELECT ${COLUMNS} FROM person_field WHERE brand_id = $1 AND id = $2 FOR UPDATE`,
        [brandId, id],
      );
      if (known === undefined) throw notFound('The field');
      const options = optionsOf(known.kind, input.options, known.options);
      await this.database.run(
        'UPDATE person_field SET name = $3, options = $4, beside = $5 WHERE brand_id = $1 AND id = $2',
        [brandId, id, input.name, JSON.stringify(options), input.beside],
      );
      if (known.kind === 'select') {
        await this.database.run(
          `DELETE FROM person_field_value WHERE brand_id = $1 AND field_id = $2 AND NOT (value #>> '{}' = ANY($3))`,
          [brandId, id, options.map((option) => option.id)],
        );
      }
      return { ...known, name: input.name, beside: input.beside, options };
    });
  }

  /** @param ids in their order from now on; what is left out stands behind them */
  order(brandId: string, ids: readonly string[]): Promise<PersonField[]> {
    return this.change(brandId, async () => {
      await this.database.run(
        `UPDATE person_field f SET position = n.position FROM (
           SELECT id, row_number() OVER (ORDER BY array_position($2::uuid[], id) NULLS LAST, position, id) AS position
           FROM person_field WHERE brand_id = $1) n
         WHERE f.brand_id = $1 AND f.id = n.id`,
        [brandId, ids],
      );
      return this.list(brandId);
    });
  }

  /** With every value of it. @throws AppError not_found */
  async remove(brandId: string, id: string): Promise<void> {
    const gone = await this.change(brandId, () =>
      this.database.run('DELETE FROM person_field WHERE brand_id = $1 AND id = $2', [brandId, id]),
    );
    if (gone === 0) throw notFound('The field');
  }

  /** Values as they are kept. @throws AppError invalid_request with the path of each that does not fit its field */
  async read(
    brandId: string,
    values: Record<string, FieldValue | null> | undefined,
  ): Promise<Record<string, FieldValue | null> | undefined> {
    if (values === undefined) return undefined;
    const fields = new Map((await this.list(brandId)).map((field) => [field.id, field]));
    const issues: { path: string[]; message: string }[] = [];
    const read: Record<string, FieldValue | null> = {};
    for (const [id, value] of Object.entries(values)) {
      const field = fields.get(id);
      const found =
        field === undefined
          ? { fault: 'There is no such field.' }
          : value === null
            ? { value }
            : readFieldValue(field, value);
      if ('fault' in found) issues.push({ path: ['fields', id], message: found.fault });
      else read[id] = found.value;
    }
    if (issues.length > 0) throw new AppError('invalid_request', 'The request does not fit.', { issues });
    return read;
  }

  private async change<T>(brandId: string, work: () => Promise<T>): Promise<T> {
    try {
      return await this.database.transaction(async () => {
        const result = await work();
        await this.events.publish(PERSON_FIELDS_CHANGED, { brandId });
        return result;
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError('already_exists', 'There is a field of this name.');
      throw error;
    }
  }
}

/** Options keep their id when they are renamed; ids that this field never gave out are not taken over. */
function optionsOf(
  kind: PersonFieldKind,
  given: SavePersonField['options'],
  known: PersonField['options'],
): PersonField['options'] {
  if (kind !== 'select') return [];
  const issue = (message: string) =>
    new AppError('invalid_request', 'The request does not fit.', {
      issues: [{ path: ['options'], message }],
    });
  if (given.length === 0) throw issue('A choice needs options.');
  const names = given.map(({ name }) => name.toLowerCase());
  if (new Set(names).size < names.length) throw issue('Two options have the same name.');
  const ids = new Set(known.map(({ id }) => id));
  return given.map(({ id, name }) => ({ id: id !== undefined && ids.delete(id) ? id : newId(), name }));
}
