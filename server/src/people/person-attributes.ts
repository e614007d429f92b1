import type { FieldValue, MergeChoices } from '@parley/shared/people.js';

/** What is known of a person beside identities and conversations. */
export interface PersonAttributes {
  name: string;
  notes: string;
  avatar: string | null;
  /** By field. */
  fields: Record<string, FieldValue>;
  tagIds: string[];
}

interface Said<T> {
  value: T;
  /** The number of the last merge into the person when a member said so: it stands above that one and those before it. */
  since: number;
}

/** What a person is by themselves while others are merged into them; kept as JSON. */
export interface OwnAttributes {
  name: Said<string>;
  notes: Said<string>;
  avatar: string | null;
  fields: Record<string, Said<FieldValue | null>>;
  /** Whether they have it. */
  tags: Record<string, Said<boolean>>;
}

/** Somebody merged into the person, and what was chosen then. */
export interface MergedIn {
  number: number;
  choices: MergeChoices;
  from: PersonAttributes;
}

export interface AttributeChange {
  name?: string | undefined;
  notes?: string | undefined;
  fields?: Record<string, FieldValue | null> | undefined;
  /** All they have from now on. */
  tagIds?: readonly string[] | undefined;
}

export function ownOf(person: PersonAttributes): OwnAttributes {
  const said = <T>(value: T): Said<T> => ({ value, since: 0 });
  return {
    name: said(person.name),
    notes: said(person.notes),
    avatar: person.avatar,
    fields: Object.fromEntries(Object.entries(person.fields).map(([id, value]) => [id, said(value)])),
    tags: Object.fromEntries(person.tagIds.map((id) => [id, said(true)])),
  };
}

/**
 * What is shown of a person with others merged into them: merge after merge on top of what they are by themselves, but never
 * over what a member has said since. So leaving one merge out gives what would be there had it never been.
 * @param merged in their order
 */
export function shownOf(own: OwnAttributes, merged: readonly MergedIn[]): PersonAttributes {
  const over = <T>({ value, since }: Said<T>, take: (before: T, one: MergedIn) => T): T =>
    merged.filter(({ number }) => number > since).reduce(take, value);
  const fields: PersonAttributes['fields'] = {};
  for (const id of keysOf(
    own.fields,
    merged.map(({ from }) => from.fields),
  )) {
    const value = over<FieldValue | null>(own.fields[id] ?? { value: null, since: 0 }, (before, one) => {
      const other = one.from.fields[id] ?? null;
      return one.choices.fields?.[id] === 'from' ? (other ?? before) : (before ?? other);
    });
    if (value !== null) fields[id] = value;
  }
  const tagIds = keysOf(
    own.tags,
    merged.map(({ from }) => Object.fromEntries(from.tagIds.map((id) => [id, true]))),
  );
  return {
    name: over(own.name, (before, one) => (one.choices.name === 'from' ? one.from.name : before)),
    notes: over(own.notes, (before, one) => together(before, one.from.notes)),
    avatar: merged.reduce<string | null>((before, { from }) => before ?? from.avatar, own.avatar),
    fields,
    tagIds: tagIds.filter((id) =>
      over(
        own.tags[id] ?? { value: false, since: 0 },
        (before, one) => before || one.from.tagIds.includes(id),
      ),
    ),
  };
}

/** What a member says of a person that others are merged into. @param shown what they saw */
export function afterChange(
  own: OwnAttributes,
  shown: PersonAttributes,
  change: AttributeChange,
  since: number,
): OwnAttributes {
  const said = <T>(value: T): Said<T> => ({ value, since });
  const next = structuredClone(own);
  if (change.name !== undefined) next.name = said(change.name);
  if (change.notes !== undefined) next.notes = said(change.notes);
  for (const [id, value] of Object.entries(change.fields ?? {})) next.fields[id] = said(value);
  if (change.tagIds === undefined) return next;
  for (const id of change.tagIds) if (!shown.tagIds.includes(id)) next.tags[id] = said(true);
  for (const id of shown.tagIds) if (!change.tagIds.includes(id)) next.tags[id] = said(false);
  return next;
}

/** The same for a person who is nobody but themselves. */
export function changedBy(person: PersonAttributes, change: AttributeChange): PersonAttributes {
  const fields = { ...person.fields };
  for (const [id, value] of Object.entries(change.fields ?? {})) {
    if (value === null) delete fields[id];
    else fields[id] = value;
  }
  return {
    name: change.name ?? person.name,
    notes: change.notes ?? person.notes,
    avatar: person.avatar,
    fields,
    tagIds: [...(change.tagIds ?? person.tagIds)],
  };
}

/** Two notes as one; what both say is said once. */
export function together(into: string, from: string): string {
  if (from.trim() === '' || into === from) return into;
  return into.trim() === '' ? from : `${into.trimEnd()}\n\n${from.trimStart()}`;
}

const keysOf = (one: object, others: readonly object[]): string[] => [
  ...new Set([one, ...others].flatMap(Object.keys)),
];
