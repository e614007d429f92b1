import {
  MEDIA,
  Names,
  NONE,
  pairs,
  putPair,
  type ReadSorted,
  type SortedColumns,
  sortedColumns,
  sortedReader,
} from './sorted-columns.js';
import type { FactOutcome, FactVisitor, TurnFact } from './turn-fact.js';
import { bucketOf } from './wait-buckets.js';

const OUTCOMES = ['answered', 'closed_unanswered', 'withdrawn', 'no_answer_needed'] as const;

// A turn's kind, one byte: outcome (bits 0 and 1), late, outside hours, first of its episode, medium (bits 5 and 6).
const LATE = 4;
const OUTSIDE = 8;
const FIRST = 16;
const MEDIUM_SHIFT = 5;

/** A closed turn of the day that is digested; waits to the millisecond, null without an answer. */
export interface DigestedTurn extends Omit<TurnFact, 'waitMs' | 'bucket' | 'day'> {
  outcome: Exclude<FactOutcome, 'open'>;
  wallMs: number | null;
  businessMs: number | null;
}

/** The closed turns of one day in columns; in two bytes `NONE` says outside Parley, or no wait. */
export interface DigestColumns extends SortedColumns {
  turns: number;
  members: string[];
  kinds: Buffer;
  hours: Buffer;
  member_of: Buffer;
  wall: Buffer;
  business: Buffer;
}

/** Columns that were read; those nobody asked for are missing. */
export type ReadColumns = ReadSorted &
  Pick<DigestColumns, 'turns' | 'kinds' | 'hours'> &
  Partial<DigestColumns> & { waits: Buffer };

/** @returns null when the day has more names than two bytes can number: it is read turn by turn */
export function digestOf(turns: readonly DigestedTurn[]): DigestColumns | null {
  const n = turns.length;
  const members = new Names();
  const [kinds, hours] = [Buffer.alloc(n), Buffer.alloc(n)];
  const [memberOf, wall, business] = [Buffer.alloc(n * 2), Buffer.alloc(n * 2), Buffer.alloc(n * 2)];
  turns.forEach((turn, at) => {
    kinds[at] =
      OUTCOMES.indexOf(turn.outcome) |
      (turn.late ? LATE : 0) |
      (turn.outsideHours ? OUTSIDE : 0) |
      (turn.first ? FIRST : 0) |
      (MEDIA.indexOf(turn.medium) << MEDIUM_SHIFT);
    hours[at] = turn.hour;
    putPair(memberOf, at, turn.memberId === null ? NONE : members.indexOf(turn.memberId));
    putPair(wall, at, turn.wallMs === null ? NONE : bucketOf(turn.wallMs));
    putPair(business, at, turn.businessMs === null ? NONE : bucketOf(turn.businessMs));
  });
  const sorted = sortedColumns(turns);
  if (sorted === null || members.all.length >= NONE) return null;
  return { turns: n, members: members.all, kinds, hours, member_of: memberOf, wall, business, ...sorted };
}

/** Shows every turn of a digest. @param day days since the period began */
export function eachDigested(digest: ReadColumns, day: number, fact: TurnFact, visit: FactVisitor): void {
  const { turns, kinds, hours, members = [], member_of } = digest;
  const waits = pairs(digest.waits);
  const memberOf = member_of && pairs(member_of);
  const takeSorted = sortedReader(digest);
  fact.day = day;
  fact.waitMs = -1;
  for (let at = 0; at < turns; at += 1) {
    const kind = kinds[at] ?? 0;
    const wait = waits[at] ?? NONE;
    fact.hour = hours[at] ?? 0;
    fact.outcome = OUTCOMES[(kind & 3) as 0 | 1 | 2 | 3];
    fact.late = (kind & LATE) !== 0;
    fact.outsideHours = (kind & OUTSIDE) !== 0;
    fact.first = (kind & FIRST) !== 0;
    fact.medium = MEDIA[(kind >> MEDIUM_SHIFT) as 0 | 1 | 2 | 3];
    fact.bucket = wait === NONE ? -1 : wait;
    if (memberOf !== undefined) fact.memberId = members[memberOf[at] ?? NONE] ?? null;
    takeSorted(at, fact);
    visit(fact);
  }
}
