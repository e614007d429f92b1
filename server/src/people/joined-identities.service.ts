import { Injectable } from '@nestjs/common';
import type { IdentityRef } from '../channels/core/inbound-event.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { Identities } from './identities.service.js';
import { PersonMerging } from './person-merging.service.js';

/** Two names of one human, where the one who gives the names vouches for it. In the caller's transaction. */
@Injectable()
export class JoinedIdentities {
  constructor(
    private readonly database: Database,
    private readonly identities: Identities,
    private readonly merging: PersonMerging,
  ) {}

  /**
   * The known identity and the named one belong to one person from now on: the named one's, where it has one already, else
   * the known one's.
   * @returns nothing where the known one was never seen
   */
  async join(
    brandId: string,
    known: IdentityRef,
    ref: IdentityRef,
    at: Date,
  ): Promise<{ personId: string; identityId: string; knownId: string } | undefined> {
    await this.database.query(
      'SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest($1::text[]) AS key',
      [[known, ref].map((one) => `${brandId}/${one.namespace}/${one.externalId}`).sort()],
    );
    const found = await this.find(brandId, known);
    if (found === undefined) return undefined;
    const other = await this.find(brandId, ref);
    if (other === undefined) {
      await this.database.run(
        `INSERT INTO identity (id, brand_id, person_id, home_person_id, namespace, external_id, first_seen_at, last_seen_at)
         SELECT $1, $2, person_id, home_person_id, $4, $5, $6, $6 FROM identity WHERE brand_id = $2 AND id = $3 FOR KEY SHARE`,
        [newId(), brandId, found.id, ref.namespace, ref.externalId, at],
      );
    } else if (other.person_id !== found.person_id) {
      // As if a member had merged them: with all that is known of both, and to be taken back.
      const pair = { intoId: other.person_id, fromId: found.person_id };
      await this.merging.merge({ brandId, memberId: null }, pair, {});
    }
    // Its first name is the person's, too.
    const { id, personId } = await this.identities.resolve(brandId, ref, at);
    return { personId, identityId: id, knownId: found.id };
  }

  /**
   * An identity met just now, with a person of its own that nothing hangs on yet, is of the same human as one that is known:
   * theirs also when merges are taken back.
   * @returns whose it is now
   */
  async adopt(
    brandId: string,
    identity: { id: string; personId: string },
    knownId: string,
  ): Promise<string | undefined> {
    const [adopted] = await this.database.query<{ person_id: string }>(
      `UPDATE identity i SET person_id = k.person_id, home_person_id = k.home_person_id FROM identity k
       WHERE i.brand_id = $1 AND i.id = $2 AND k.brand_id = $1 AND k.id = $3 RETURNING i.person_id`,
      [brandId, identity.id, knownId],
    );
    if (adopted === undefined) return undefined;
    await this.database.run('DELETE FROM person WHERE brand_id = $1 AND id = $2', [
      brandId,
      identity.personId,
    ]);
    return adopted.person_id;
  }

  private find(brandId: string, ref: IdentityRef): Promise<{ id: string; person_id: string } | undefined> {
    return this.database.one<{ id: string; person_id: string }>(
      'SELECT id, person_id FROM identity WHERE brand_id = $1 AND namespace = $2 AND external_id = $3',
      [brandId, ref.namespace, ref.externalId],
    );
  }
}
