import { Injectable } from '@nestjs/common';
import type { IdentityRef } from '../channels/core/inbound-event.js';
import { checkedBrand } from '../platform/database/checked-brand.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { DomainEvents } from '../platform/events/events.js';
import { MergedPeople } from './merged-people.service.js';
import { AVATAR_DUE } from './people.events.js';

export interface KnownIdentity {
  id: string;
  personId: string;
  externalId: string;
  created: boolean;
  /** Its picture is not fetched yet. */
  avatarDue: boolean;
}

/** Somebody a platform names, and when. */
export interface Meeting {
  ref: IdentityRef;
  at: Date;
}

interface IdentityRow {
  id: string;
  person_id: string;
  display_name: string | null;
  handle: string | null;
  avatar_source: string | null;
  email: string | null;
  email_verified: boolean;
  last_seen_at: Date;
}

/** What is to be written of an identity; null leaves it as it is. */
interface Change {
  row: IdentityRow;
  name: string | null;
  /** Its first name ever, which then is the person's too. */
  firstName: string | null;
  handle: string | null;
  avatarSource: string | null;
  avatarDue: boolean;
  email: { address: string; verified: boolean } | null;
  at: Date;
}

/** `last_seen_at` is exact to this. */
const SEEN_EVERY_MS = 60_000;

/** Finds or makes the identity, and the person behind it, that a platform names. In the caller's transaction. */
@Injectable()
export class Identities {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly merged: MergedPeople,
  ) {}

  async resolve(brandId: string, ref: IdentityRef, at: Date): Promise<KnownIdentity> {
    const [identity] = await this.resolveAll(brandId, [{ ref, at }]);
    if (identity === undefined) throw new Error('the identity was not resolved');
    return identity;
  }

  /** Several at once, as if one after the other. @returns one for each meeting, in their order */
  async resolveAll(brandId: string, met: readonly Meeting[]): Promise<KnownIdentity[]> {
    const refs = new Map(met.map(({ ref }) => [keyOf(ref), ref]));
    const known = await this.findAll(brandId, [...refs.values()]);
    const missing = [...refs.keys()].filter((key) => !known.has(key)).sort();
    const made = new Set<string>();
    if (missing.length > 0) {
      // The locks, always in one order, keep two messages of the same new person from making them twice.
      await this.database.query(
        'SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest($1::text[]) AS key',
        [missing.map((key) => `${brandId}/${key}`)],
      );
      const first = new Map([...met].reverse().map((meeting) => [keyOf(meeting.ref), meeting]));
      const absent = missing.flatMap((key) => first.get(key) ?? []);
      const meanwhile = await this.findAll(
        brandId,
        absent.map(({ ref }) => ref),
      );
      for (const [key, row] of meanwhile) known.set(key, row);
      const strangers = absent.filter(({ ref }) => !meanwhile.has(keyOf(ref)));
      for (const [key, row] of await this.create(brandId, strangers)) {
        known.set(key, row);
        made.add(key);
      }
    }
    const changes = new Map<string, Change>();
    const resolved: KnownIdentity[] = [];
    for (const { ref, at } of met) {
      const key = keyOf(ref);
      const row = known.get(key);
      if (row === undefined) throw new Error('an identity just made is gone');
      const created = made.delete(key);
      const avatarDue = (created && ref.avatarUrl != null) || notice(row, ref, at, changes);
      if (avatarDue) await this.events.publish(AVATAR_DUE, { brandId, identityId: row.id });
      resolved.push({ id: row.id, personId: row.person_id, externalId: ref.externalId, created, avatarDue });
    }
    await this.save(brandId, [...changes.values()]);
    return resolved;
  }

  /** Whose an identity is stays so until the transaction ends: a merge waits, and whoever waited for one reads who it is now. */
  private async findAll(brandId: string, refs: readonly IdentityRef[]): Promise<Map<string, IdentityRow>> {
    if (refs.length === 0) return new Map();
    const rows = await this.database.query<IdentityRow & { namespace: string; external_id: string }>(
      `SELECT i.id, i.person_id, i.namespace, i.external_id, i.display_name, i.handle, i.avatar_source,
         i.email, i.email_verified, i.last_seen_at
       FROM unnest($2::text[], $3::text[]) AS r(namespace, external_id)
       JOIN identity i ON i.brand_id = $1 AND i.namespace = r.namespace AND i.external_id = r.external_id
       ORDER BY i.id FOR KEY SHARE OF i`,
      [brandId, refs.map(({ namespace }) => namespace), refs.map(({ externalId }) => externalId)],
      'fresh',
    );
    return new Map(
      rows.map((row) => [keyOf({ namespace: row.namespace, externalId: row.external_id }), row]),
    );
  }

  private async create(brandId: string, met: readonly Meeting[]): Promise<Map<string, IdentityRow>> {
    if (met.length === 0) return new Map();
    const made = met.map(({ ref, at }) => ({
      ref,
      row: {
        id: newId(),
        person_id: newId(),
        display_name: ref.name ?? null,
        handle: ref.handle ?? null,
        avatar_source: ref.avatarUrl ?? null,
        email: ref.email?.address ?? null,
        email_verified: ref.email?.verified ?? false,
        last_seen_at: at,
      },
    }));
    await this.database.run(
      `WITH met AS (
         SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
           $10::text[], $11::boolean[], $12::timestamptz[])
           AS m(id, person_id, name, namespace, external_id, display_name, handle, avatar_source, email, email_verified, at)
       ), persons AS (
         INSERT INTO person (id, brand_id, name, first_seen_at, last_seen_at) SELECT person_id, $1, name, at, at FROM met
       )
       INSERT INTO identity (id, brand_id, person_id, namespace, external_id, display_name, handle, avatar_source, email,
         email_verified, first_seen_at, last_seen_at)
       SELECT id, $1, person_id, namespace, external_id, display_name, handle, avatar_source, email, email_verified, at, at FROM met`,
      [
        brandId,
        made.map(({ row }) => row.id),
        made.map(({ row }) => row.person_id),
        made.map(({ ref }) => ref.name?.trim() || ref.handle || ref.placeholder || ref.externalId),
        made.map(({ ref }) => ref.namespace),
        made.map(({ ref }) => ref.externalId),
        made.map(({ row }) => row.display_name),
        made.map(({ row }) => row.handle),
        made.map(({ row }) => row.avatar_source),
        made.map(({ row }) => row.email),
        made.map(({ row }) => row.email_verified),
        made.map(({ row }) => row.last_seen_at),
      ],
    );
    return new Map(made.map(({ ref, row }) => [keyOf(ref), row]));
  }

  /**
   * Rows are locked in the order of their ids, so that two batches with the same people do not deadlock.
   */
  private async save(brandId: string, changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    await this.database.run(
      `UPDATE identity i SET display_name = coalesce(c.name, i.display_name), handle = coalesce(c.handle, i.handle),
         avatar_source = coalesce(c.avatar_source, i.avatar_source),
         avatar_attachment_id = CASE WHEN c.avatar_due THEN NULL ELSE i.avatar_attachment_id END,
         email_verified = CASE WHEN c.email IS NULL THEN i.email_verified ELSE c.verified OR i.email_verified AND i.email = c.email END,
         email = coalesce(c.email, i.email),
         last_seen_at = greatest(i.last_seen_at, c.at)
       FROM (
         SELECT n.* FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[],
           $8::boolean[], $9::timestamptz[]) AS n(id, name, handle, avatar_source, avatar_due, email, verified, at)
         JOIN identity o ON o.id = n.id AND ${checkedBrand('o')} ORDER BY o.id FOR NO KEY UPDATE OF o
       ) AS c WHERE i.id = c.id AND ${checkedBrand('i')}`,
      [
        brandId,
        changes.map(({ row }) => row.id),
        changes.map(({ name }) => name),
        changes.map(({ handle }) => handle),
        changes.map(({ avatarSource }) => avatarSource),
        changes.map(({ avatarDue }) => avatarDue),
        changes.map(({ email }) => email?.address ?? null),
        changes.map(({ email }) => email?.verified ?? false),
        changes.map(({ at }) => at),
      ],
      'fresh',
    );
    const persons = new Map<string, { at: Date; name: string | null }>();
    for (const { row, at, firstName } of changes) {
      const known = persons.get(row.person_id);
      persons.set(row.person_id, {
        at: known === undefined || known.at < at ? at : known.at,
        name: firstName ?? known?.name ?? null,
      });
    }
    const merged = await this.database.query<{ id: string }>(
      `UPDATE person p SET last_seen_at = greatest(p.last_seen_at, c.at),
         name = CASE WHEN p.name_fixed OR p.own IS NOT NULL THEN p.name ELSE coalesce(c.name, p.name) END
       FROM (
         SELECT n.* FROM unnest($2::uuid[], $3::timestamptz[], $4::text[]) AS n(id, at, name)
         JOIN person o ON o.id = n.id AND ${checkedBrand('o')} ORDER BY o.id FOR NO KEY UPDATE OF o
       ) AS c WHERE p.id = c.id AND ${checkedBrand('p')}
       RETURNING CASE WHEN p.own IS NOT NULL AND c.name IS NOT NULL THEN p.id END AS id`,
      [
        brandId,
        [...persons.keys()],
        [...persons.values()].map(({ at }) => at),
        [...persons.values()].map(({ name }) => name),
      ],
      'fresh',
    );
    // Where several people are one, it is the name of the one the identity came with.
    const one = new Set(merged.map(({ id }) => id));
    for (const { row, firstName } of changes) {
      if (firstName !== null && one.has(row.person_id)) await this.merged.named(brandId, row.id, firstName);
    }
  }
}

const keyOf = ({ namespace, externalId }: { namespace: string; externalId: string }) =>
  `${namespace}/${externalId}`;

/** Takes what a meeting tells into the row, and notes it down as due to be written. @returns whether its picture is due */
function notice(row: IdentityRow, ref: IdentityRef, at: Date, changes: Map<string, Change>): boolean {
  const avatarDue = ref.avatarUrl != null && ref.avatarUrl !== row.avatar_source;
  const renamed = ref.name != null && ref.name.trim() !== '' && ref.name !== row.display_name;
  const rehandled = ref.handle != null && ref.handle !== row.handle;
  const later = at.getTime() - row.last_seen_at.getTime() > SEEN_EVERY_MS;
  const told = ref.email ?? null;
  const addressed = told !== null && (told.address !== row.email || (told.verified && !row.email_verified));
  if (!avatarDue && !renamed && !rehandled && !later && !addressed) return false;
  const change = changes.get(row.id) ?? {
    row,
    name: null,
    firstName: null,
    handle: null,
    avatarSource: null,
    avatarDue: false,
    email: null,
    at,
  };
  changes.set(row.id, change);
  if (renamed) {
    if (row.display_name === null) change.firstName = ref.name ?? null;
    change.name = row.display_name = ref.name ?? null;
  }
  if (ref.handle != null) change.handle = row.handle = ref.handle;
  if (ref.avatarUrl != null) change.avatarSource = row.avatar_source = ref.avatarUrl;
  if (told !== null && addressed) {
    const verified = told.verified || (told.address === row.email && row.email_verified);
    change.email = { address: told.address, verified };
    row.email = told.address;
    row.email_verified = verified;
  }
  if (avatarDue) change.avatarDue = true;
  if (change.at < at) change.at = at;
  if (row.last_seen_at < at) row.last_seen_at = at;
  return avatarDue;
}
