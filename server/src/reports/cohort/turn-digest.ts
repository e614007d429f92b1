import type { Medium } from '@parley/shared/brands.js';
import type { Priority } from '@parley/shared/conversations.js';
import type { FactOutcome, FactVisitor, TurnFact } from './turn-fact.js';
import { bucketOf } from './wait-buckets.js';

const OUTCOMES = ['answered', 'closed_unanswered', 'withdrawn', 'no_answer_needed'] as const;
const MEDIA = ['comment', 'email', 'dm', 'chat'] as const satisfies readonly Medium[];
const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const satisfies readonly Priority[];

// A turn's kind, one byte: outcome (bits 0 and 1), late, outside hours, first of its episode, medium (bits 5 and 6).
const LATE = 4;
const OUTSIDE = 8;
const FIRST = 16;
const MEDIUM_SHIFT = 5;
/** In two bytes: no member (outside Parley), no post, no wait. */
const NONE = 0xffff;

/** A closed turn of the day that is digested; waits to the millisecond, null without an answer. */
export interface DigestedTurn extends Omit<TurnFact, 'waitMs' | 'bucket' | 'day'> {
  outcome: Exclude<FactOutcome, 'open'>;
  wallMs: number | null;
  businessMs: number | null;
}

/** The closed turns of one day in columns: entry n of each is the nth turn. Numbers of two bytes are little-endian. */
export interface DigestColumns {
  turns: number;
  channels: string[];
  members: string[];
  posts: string[];
  tag_sets: string[][];
  /** Why turns are left out; entry n stands for n + 1 in `left_out`, where 0 is "counted". */
  reasons: string[];
  kinds: Buffer;
  hours: Buffer;
  left_out: Buffer;
  priorities: Buffer;
  channel_of: Buffer;
  member_of: Buffer;
  post_of: Buffer;
  tags_of: Buffer;
  wall: Buffer;
  business: Buffer;
}

/** Columns that were read; those nobody asked for are missing. */
export type ReadColumns = Pick<
  DigestColumns,
  'turns' | 'channels' | 'reasons' | 'kinds' | 'hours' | 'left_out' | 'channel_of'
> &
  Partial<DigestColumns> & { waits: Buffer };

class Names {
  readonly all: string[] = [];
  private readonly known = new Map<string, number>();

  indexOf(name: string): number {
    let index = this.known.get(name);
    if (index === undefined) {
      index = this.all.push(name) - 1;
      this.known.set(name, index);
    }
    return index;
  }
}

/** @returns null when the day has more names than two bytes can number: it is read turn by turn */
export function digestOf(turns: readonly DigestedTurn[]): DigestColumns | null {
  const n = turns.length;
  const [channels, members, posts, tagSets, reasons] = Array.from({ length: 5 }, () => new Names()) as [
    Names,
    Names,
    Names,
    Names,
    Names,
  ];
  const bytes = () => Buffer.alloc(n);
  const pairs = () => Buffer.alloc(n * 2);
  const [kinds, hours, leftOut, priorities] = [bytes(), bytes(), bytes(), bytes()];
  const [channelOf, memberOf, postOf, tagsOf] = [pairs(), pairs(), pairs(), pairs()];
  const [wall, business] = [pairs(), pairs()];
  const put = (column: Buffer, at: number, value: number) =>
    column.writeUInt16LE(Math.min(value, NONE), at * 2);
  turns.forEach((turn, at) => {
    kinds[at] =
      OUTCOMES.indexOf(turn.outcome) |
      (turn.late ? LATE : 0) |
      (turn.outsideHours ? OUTSIDE : 0) |
      (turn.first ? FIRST : 0) |
      (MEDIA.indexOf(turn.medium) << MEDIUM_SHIFT);
    hours[at] = turn.hour;
    leftOut[at] = turn.leftOut === null ? 0 : Math.min(255, reasons.indexOf(turn.leftOut) + 1);
    priorities[at] = PRIORITIES.indexOf(turn.priority);
    put(channelOf, at, channels.indexOf(turn.channelId));
    put(memberOf, at, turn.memberId === null ? NONE : members.indexOf(turn.memberId));
    put(postOf, at, turn.postId === null ? NONE : posts.indexOf(turn.postId));
    put(tagsOf, at, tagSets.indexOf([...turn.tagIds].sort().join(' ')));
    put(wall, at, turn.wallMs === null ? NONE : bucketOf(turn.wallMs));
    put(business, at, turn.businessMs === null ? NONE : bucketOf(turn.businessMs));
  });
  if (reasons.all.length > 255) return null;
  if ([channels, members, posts, tagSets].some(({ all }) => all.length >= NONE)) return null;
  return {
    turns: n,
    channels: channels.all,
    members: members.all,
    posts: posts.all,
    tag_sets: tagSets.all.map((ids) => (ids === '' ? [] : ids.split(' '))),
    reasons: reasons.all,
    kinds,
    hours,
    left_out: leftOut,
    priorities,
    channel_of: channelOf,
    member_of: memberOf,
    post_of: postOf,
    tags_of: tagsOf,
    wall,
    business,
  };
}

const pair = (column: Buffer, at: number): number => (column[at * 2] ?? 0) | ((column[at * 2 + 1] ?? 0) << 8);
const NO_TAGS: readonly string[] = [];

/** Shows every turn of a digest. @param day days since the period began */
export function eachDigested(digest: ReadColumns, day: number, fact: TurnFact, visit: FactVisitor): void {
  const { kinds, hours, left_out, channel_of, waits, channels, reasons } = digest;
  const { members = [], posts = [], tag_sets = [], member_of, post_of, tags_of, priorities } = digest;
  fact.day = day;
  fact.waitMs = -1;
  for (let at = 0; at < digest.turns; at += 1) {
    const kind = kinds[at] ?? 0;
    const reason = left_out[at] ?? 0;
    const wait = pair(waits, at);
    fact.hour = hours[at] ?? 0;
    fact.outcome = OUTCOMES[(kind & 3) as 0 | 1 | 2 | 3];
    fact.late = (kind & LATE) !== 0;
    fact.outsideHours = (kind & OUTSIDE) !== 0;
    fact.first = (kind & FIRST) !== 0;
    fact.medium = MEDIA[(kind >> MEDIUM_SHIFT) as 0 | 1 | 2 | 3];
    fact.channelId = channels[pair(channel_of, at)] ?? '';
    fact.leftOut = reason === 0 ? null : (reasons[reason - 1] ?? null);
    fact.bucket = wait === NONE ? -1 : wait;
    if (member_of !== undefined) fact.memberId = members[pair(member_of, at)] ?? null;
    if (post_of !== undefined) fact.postId = posts[pair(post_of, at)] ?? null;
    if (tags_of !== undefined) fact.tagIds = tag_sets[pair(tags_of, at)] ?? NO_TAGS;
    if (priorities !== undefined) fact.priority = PRIORITIES[(priorities[at] ?? 1) as 0 | 1 | 2 | 3];
    visit(fact);
  }
}
