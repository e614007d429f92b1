import { Injectable } from '@nestjs/common';
import type { IdentityRef } from '../channels/core/inbound-event.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { DomainEvents } from '../platform/events/events.js';
import { AVATAR_DUE } from './people.events.js';

export interface KnownIdentity {
  id: string;
  personId: string;
  externalId: string;
  created: boolean;
  /** Its picture is not fetched yet. */
  avatarDue: boolean;
}

interface IdentityRow {
  id: string;
  person_id: string;
  display_name: string | null;
  handle: string | null;
  avatar_source: string | null;
  last_seen_at: Date;
}

/** `last_seen_at` is exact to this. */
const SEEN_EVERY_MS = 60_000;

/** Finds or makes the identity, and the person behind it, that a platform names. In the caller's transaction. */
@Injectable()
export class Identities {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {}

  async resolve(brandId: string, ref: IdentityRef, at: Date): Promise<KnownIdentity> {
    const known = await this.find(brandId, ref);
    if (known !== undefined) return this.seen(brandId, ref, known, at);
    // The lock keeps two messages of the same new person from making them twice.
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `${brandId}/${ref.namespace}/${ref.externalId}`,
    ]);
    const made = await this.find(brandId, ref);
    if (made !== undefined) return this.seen(brandId, ref, made, at);
    return this.create(brandId, ref, at);
  }

  async find(
    brandId: string,
    ref: { namespace: string; externalId: string },
  ): Promise<IdentityRow | undefined> {
    return this.database.one<IdentityRow>(
      `SELECT id, person_id, display_name, handle, avatar_source, last_seen_at FROM identity
       WHERE brand_id = $1 AND namespace = $2 AND external_id = $3`,
      [brandId, ref.namespace, ref.externalId],
    );
  }

  /** Persons behind identities, by identity id. */
  async personsOf(brandId: string, identityIds: string[]): Promise<Map<string, string>> {
    if (identityIds.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; person_id: string }>(
      'SELECT id, person_id FROM identity WHERE brand_id = $1 AND id = ANY($2)',
      [brandId, identityIds],
    );
    return new Map(rows.map(({ id, person_id }) => [id, person_id]));
  }

  private async create(brandId: string, ref: IdentityRef, at: Date): Promise<KnownIdentity> {
    const id = newId();
    const personId = newId();
    const name = ref.name?.trim() || ref.handle || ref.externalId;
    await this.database.run(
      'INSERT INTO person (id, brand_id, name, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $4, $4)',
      [personId, brandId, name, at],
    );
    await this.database.run(
      `INSERT INTO identity (id, brand_id, person_id, namespace, external_id, display_name, handle, avatar_source, first_seen_at, last_seen_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
      [
        id,
        brandId,
        personId,
        ref.namespace,
        ref.externalId,
        ref.name ?? null,
        ref.handle ?? null,
        ref.avatarUrl ?? null,
        at,
      ],
    );
    const avatarDue = ref.avatarUrl != null;
    if (avatarDue) await this.events.publish(AVATAR_DUE, { brandId, identityId: id });
    return { id, personId, externalId: ref.externalId, created: true, avatarDue };
  }

  private async seen(brandId: string, ref: IdentityRef, row: IdentityRow, at: Date): Promise<KnownIdentity> {
    const avatarDue = ref.avatarUrl != null && ref.avatarUrl !== row.avatar_source;
    const renamed = ref.name != null && ref.name.trim() !== '' && ref.name !== row.display_name;
    const rehandled = ref.handle != null && ref.handle !== row.handle;
    const later = at.getTime() - row.last_seen_at.getTime() > SEEN_EVERY_MS;
    if (avatarDue || renamed || rehandled || later) {
      await this.database.run(
        `UPDATE identity SET display_name = coalesce($3, display_name), handle = coalesce($4, handle),
           avatar_source = coalesce($5, avatar_source),
           avatar_attachment_id = CASE WHEN $7 THEN NULL ELSE avatar_attachment_id END, last_seen_at = greatest(last_seen_at, $6) WHERE brand_id = $1 AND id = $2`,
        [
          brandId,
          row.id,
          renamed ? ref.name : null,
          ref.handle ?? null,
          ref.avatarUrl ?? null,
          at,
          avatarDue,
        ],
      );
      await this.database.run(
        `UPDATE person SET last_seen_at = greatest(last_seen_at, $3), name = CASE WHEN name_fixed THEN name ELSE coalesce($4, name) END
         WHERE brand_id = $1 AND id = $2`,
        [brandId, row.person_id, at, renamed && row.display_name === null ? ref.name : null],
      );
    }
    if (avatarDue) await this.events.publish(AVATAR_DUE, { brandId, identityId: row.id });
    return { id: row.id, personId: row.person_id, externalId: ref.externalId, created: false, avatarDue };
  }
}
