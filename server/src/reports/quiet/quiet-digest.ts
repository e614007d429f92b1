import type { Sorted } from '../cohort/sorted.js';
import { keyReader, MEDIA, Names, NONE, pairs, putPair, sortedColumns } from '../cohort/sorted-columns.js';

// A turn's kind, one byte: after its target or never answered; still open; medium (bits 2 and 3).
const LATE = 1;
const OPEN = 2;
const MEDIUM_SHIFT = 2;

/** Silence lasts so long. */
export const SILENCE_MS = 14 * 86_400_000;

/**
 * A turn after which its person could go quiet: answered, given up or still open. Visitors get the same object again with the next turn
 * in it: they keep nothing of it.
 */
export interface QuietFact extends Sorted {
  late: boolean;
  /** Still open: it counts only once its target has passed. */
  open: boolean;
  /** When the silence could begin, ms: the answer, the closing, or the target missed. Not known where `silent` is. */
  since: number;
  /** Whether they wrote nothing for fourteen days on the channels the caller may see; null: their time is not over, or it is to be looked up. */
  silent: boolean | null;
  /** The person's number; null where they have none yet. */
  person: number | null;
  /** Null where the number says it. */
  personId: string | null;
}
export type QuietVisitor = (fact: QuietFact) => void;

/** A turn of the day that is digested. */
export interface DigestedQuiet extends Omit<Sorted, 'leftOut'> {
  late: boolean;
  open: boolean;
  person: number;
  since: number;
  /** Where they wrote within fourteen days; null while that is undecided. */
  heardOn: readonly string[] | null;
}

/** The turns of one local day in columns, latest first: entry n of each is the nth turn. Numbers are little-endian. */
export interface QuietColumns {
  turns: number;
  channels: string[];
  posts: string[];
  tag_sets: string[][];
  /** Channels somebody wrote on; where it is empty they went quiet. */
  heard_sets: string[][];
  kinds: Buffer;
  /** Four bytes each. */
  people: Buffer;
  heard_of: Buffer;
  priorities: Buffer;
  channel_of: Buffer;
  post_of: Buffer;
  tags_of: Buffer;
  /** Of the undecided, in their order: since when, ms, eight bytes each. */
  undecided: Buffer;
}

/** @returns null when the day has more names than two bytes can number: it is read turn by turn */
export function quietDigestOf(turns: readonly DigestedQuiet[]): QuietColumns | null {
  const sorted = sortedColumns(turns.map((turn) => ({ ...turn, leftOut: null })));
  const sets = new Names();
  const kinds = Buffer.alloc(turns.length);
  const people = Buffer.alloc(turns.length * 4);
  const heardOf = Buffer.alloc(turns.length * 2);
  const undecided: number[] = [];
  turns.forEach((turn, at) => {
    kinds[at] =
      (turn.late ? LATE : 0) | (turn.open ? OPEN : 0) | (MEDIA.indexOf(turn.medium) << MEDIUM_SHIFT);
    people.writeUInt32LE(turn.person, at * 4);
    putPair(heardOf, at, turn.heardOn === null ? NONE : sets.indexOf([...turn.heardOn].sort().join(' ')));
    if (turn.heardOn === null) undecided.push(turn.since);
  });
  if (sorted === null || sets.all.length >= NONE) return null;
  const { reasons: _, left_out: __, ...columns } = sorted;
  return {
    ...columns,
    turns: turns.length,
    heard_sets: sets.all.map((ids) => (ids === '' ? [] : ids.split(' '))),
    kinds,
    people,
    heard_of: heardOf,
    undecided: Buffer.from(Float64Array.from(undecided).buffer),
  };
}

/** Columns that were read; those nobody asked for are missing. */
export type ReadQuiet = Pick<
  QuietColumns,
  'turns' | 'heard_sets' | 'kinds' | 'people' | 'heard_of' | 'undecided'
> &
  Partial<QuietColumns>;

/** Shows every turn of a digest, latest first. @param visible the channels the caller may see */
export function eachQuiet(
  digest: ReadQuiet,
  visible: ReadonlySet<string> | 'all',
  fact: QuietFact,
  visit: QuietVisitor,
): void {
  const { kinds, people, undecided } = digest;
  const heardOf = pairs(digest.heard_of);
  const takeKeys = keyReader(digest);
  const silentIn = digest.heard_sets.map((set) => !set.some((id) => visible === 'all' || visible.has(id)));
  fact.personId = null;
  let passed = 0;
  for (let at = 0; at < digest.turns; at += 1) {
    const kind = kinds[at] ?? 0;
    const heard = heardOf[at] ?? NONE;
    fact.late = (kind & LATE) !== 0;
    fact.open = (kind & OPEN) !== 0;
    fact.medium = MEDIA[((kind >> MEDIUM_SHIFT) & 3) as 0 | 1 | 2 | 3];
    fact.person = people.readUInt32LE(at * 4);
    fact.silent = heard === NONE ? null : (silentIn[heard] ?? false);
    fact.since = 0;
    if (heard === NONE) {
      fact.since = undecided.readDoubleLE(passed * 8);
      passed += 1;
    }
    takeKeys(at, fact);
    visit(fact);
  }
}
