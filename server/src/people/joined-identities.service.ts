import { Injectable } from '@nestjs/common';
import type { IdentityRef } from '../channels/core/inbound-event.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { Identities } from './identities.service.js';

/** Two names of one human, where the one who gives the names vouches for it. In the caller's transaction. */
@Injectable()
export class JoinedIdentities {
  constructor(
    private readonly database: Database,
    private readonly identities: Identities,
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
        `INSERT INTO identity (id, brand_id, person_id, namespace, external_id, first_seen_at, last_seen_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)`,
        [newId(), brandId, found.person_id, ref.namespace, ref.externalId, at],
      );
    } else if (other.person_id !== found.person_id) {
      await this.database.run('UPDATE identity SET person_id = $3 WHERE brand_id = $1 AND id = $2', [
        brandId,
        found.id,
        other.person_id,
      ]);
    }
    // Its first name is the person's, too.
    const { id, personId } = await this.identities.resolve(brandId, ref, at);
    return { personId, identityId: id, knownId: found.id };
  }

  private find(brandId: string, ref: IdentityRef): Promise<{ id: string; person_id: string } | undefined> {
    return this.database.one<{ id: string; person_id: string }>(
      'SELECT id, person_id FROM identity WHERE brand_id = $1 AND namespace = $2 AND external_id = $3',
      [brandId, ref.namespace, ref.externalId],
    );
  }
}
