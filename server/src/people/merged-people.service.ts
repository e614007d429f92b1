import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { notFound } from '../platform/errors/app-error.js';
import { type AttributeChange, afterChange, changedBy, ownOf, shownOf } from './person-attributes.js';
import { PersonAttributesRepository } from './person-attributes.repository.js';

/** Keeps what is shown of people in step with what they are by themselves and with who is merged into them. */
@Injectable()
export class MergedPeople {
  constructor(
    private readonly database: Database,
    private readonly attributes: PersonAttributesRepository,
  ) {}

  /** From now on it is known what the person is by themselves. */
  async keepOwn(brandId: string, id: string): Promise<void> {
    const person = await this.attributes.lock(brandId, id);
    if (person.own === null) await this.attributes.write(brandId, id, { ...person, own: ownOf(person) });
  }

  /** Makes what is shown of a person anew, and of everybody they are merged into. */
  async show(brandId: string, id: string): Promise<void> {
    for (let next: string | null = id; next !== null; next = await this.attributes.parentOf(brandId, next)) {
      const person = await this.attributes.lock(brandId, next);
      if (person.own === null) continue;
      const merges = await this.attributes.mergedInto(brandId, next);
      const found = await this.attributes.read(
        brandId,
        merges.map(({ fromId }) => fromId),
      );
      const merged = merges.flatMap(({ fromId, ...merge }) => {
        const from = found.get(fromId);
        return from === undefined ? [] : [{ ...merge, from }];
      });
      const shown = shownOf(person.own, merged);
      await this.attributes.write(brandId, next, {
        ...shown,
        own: merged.length === 0 ? null : person.own,
        nameFixed: person.nameFixed,
      });
    }
  }

  /** Who somebody lives on as, locked: nobody merges them until the transaction ends. @throws AppError not_found */
  async lockLiving(brandId: string, id: string): Promise<string> {
    for (;;) {
      const row = await this.database.one<{ id: string }>(
        'SELECT coalesce(merged_into_id, id) AS id FROM person WHERE brand_id = $1 AND id = $2',
        [brandId, id],
      );
      if (row === undefined) throw notFound('The person');
      const living = await this.database.one<{ id: string }>(
        'SELECT id FROM person WHERE brand_id = $1 AND id = $2 AND merged_into_id IS NULL FOR NO KEY UPDATE',
        [brandId, row.id],
      );
      if (living !== undefined) return living.id;
    }
  }

  /** What a member says of somebody who lives. */
  async change(brandId: string, id: string, change: AttributeChange): Promise<void> {
    const person = await this.attributes.lock(brandId, id);
    const nameFixed = person.nameFixed || change.name !== undefined;
    if (person.own === null) {
      await this.attributes.write(brandId, id, { ...changedBy(person, change), own: null, nameFixed });
      return;
    }
    const last = (await this.attributes.mergedInto(brandId, id)).at(-1)?.number ?? 0;
    const own = afterChange(person.own, person, change, last);
    await this.attributes.write(brandId, id, { ...person, own, nameFixed });
    await this.show(brandId, id);
  }

  /** The platform told the first name of an identity: it becomes the name of the person it belongs to. */
  async named(brandId: string, identityId: string, name: string): Promise<void> {
    const id = await this.homeOf(brandId, identityId);
    const person = await this.attributes.lock(brandId, id);
    if (person.nameFixed) return;
    const own = person.own === null ? null : { ...person.own, name: { ...person.own.name, value: name } };
    await this.attributes.write(brandId, id, { ...person, name: own === null ? name : person.name, own });
    await this.show(brandId, own === null ? ((await this.attributes.parentOf(brandId, id)) ?? id) : id);
  }

  /** The picture of an identity was fetched: it becomes the picture of the person it belongs to. */
  async pictured(brandId: string, identityId: string, avatar: string): Promise<void> {
    const id = await this.homeOf(brandId, identityId);
    const person = await this.attributes.lock(brandId, id);
    const own = person.own === null ? null : { ...person.own, avatar };
    await this.attributes.write(brandId, id, {
      ...person,
      avatar: own === null ? avatar : person.avatar,
      own,
    });
    await this.show(brandId, own === null ? ((await this.attributes.parentOf(brandId, id)) ?? id) : id);
  }

  private async homeOf(brandId: string, identityId: string): Promise<string> {
    const row = await this.database.one<{ id: string }>(
      'SELECT coalesce(home_person_id, person_id) AS id FROM identity WHERE brand_id = $1 AND id = $2',
      [brandId, identityId],
    );
    if (row === undefined) throw new Error('an identity is gone');
    return row.id;
  }
}
