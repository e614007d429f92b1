import { endianness } from 'node:os';
import type { Medium } from '@parley/shared/brands.js';
import type { Priority } from '@parley/shared/conversations.js';
import type { Sorted, SortedNeeds } from './sorted.js';

export const MEDIA = ['comment', 'email', 'dm', 'chat'] as const satisfies readonly Medium[];
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const satisfies readonly Priority[];
/** In two bytes: none. */
export const NONE = 0xffff;

/** Of the things of one day, in columns: entry n of each is the nth thing. Numbers of two bytes are little-endian. */
export interface SortedColumns {
  channels: string[];
  posts: string[];
  tag_sets: string[][];
  /** Why things are left out; entry n stands for n + 1 in `left_out`, where 0 is "counted". */
  reasons: string[];
  left_out: Buffer;
  priorities: Buffer;
  channel_of: Buffer;
  post_of: Buffer;
  tags_of: Buffer;
}

/** Columns of what things are filtered and broken down by; those nobody asked for are missing. */
export type ReadKeys = Partial<Omit<SortedColumns, 'reasons' | 'left_out'>>;

/** Columns that were read. */
export type ReadSorted = Pick<SortedColumns, 'reasons' | 'left_out'> & ReadKeys;

/** The values of a column, each of them once; a column of numbers says which. */
export class Names {
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

export const putPair = (column: Buffer, at: number, value: number) =>
  column.writeUInt16LE(Math.min(value, NONE), at * 2);

/** @returns null when there are more names than the bytes can number */
export function sortedColumns(all: readonly Omit<Sorted, 'medium'>[]): SortedColumns | null {
  const [channels, posts, tagSets, reasons] = [new Names(), new Names(), new Names(), new Names()];
  const bytes = () => Buffer.alloc(all.length);
  const inTwos = () => Buffer.alloc(all.length * 2);
  const [leftOut, priorities] = [bytes(), bytes()];
  const [channelOf, postOf, tagsOf] = [inTwos(), inTwos(), inTwos()];
  all.forEach((one, at) => {
    leftOut[at] = one.leftOut === null ? 0 : Math.min(255, reasons.indexOf(one.leftOut) + 1);
    priorities[at] = PRIORITIES.indexOf(one.priority);
    putPair(channelOf, at, channels.indexOf(one.channelId));
    putPair(postOf, at, one.postId === null ? NONE : posts.indexOf(one.postId));
    putPair(tagsOf, at, tagSets.indexOf([...one.tagIds].sort().join(' ')));
  });
  if (reasons.all.length > 255 || [channels, posts, tagSets].some(({ all }) => all.length >= NONE))
    return null;
  return {
    channels: channels.all,
    posts: posts.all,
    tag_sets: tagSets.all.map((ids) => (ids === '' ? [] : ids.split(' '))),
    reasons: reasons.all,
    left_out: leftOut,
    priorities,
    channel_of: channelOf,
    post_of: postOf,
    tags_of: tagsOf,
  };
}

/** As a row takes them: `tag_sets` is JSON. */
export const rowOf = <T extends SortedColumns>(columns: T) => ({
  ...columns,
  tag_sets: JSON.stringify(columns.tag_sets),
});

/** The columns to read for what is asked by. */
export const keyColumnsFor = (needs: SortedNeeds): string[] => [
  ...(needs.channel ? ['channels', 'channel_of'] : []),
  ...(needs.post ? ['posts', 'post_of'] : []),
  ...(needs.tags ? ['tag_sets', 'tags_of'] : []),
  ...(needs.priority ? ['priorities'] : []),
];

export const sortedColumnsFor = (needs: SortedNeeds): string[] => [
  'reasons',
  'left_out',
  ...keyColumnsFor(needs),
];

const NO_TAGS: readonly string[] = [];

/** A column of numbers of two bytes, read many at a time. */
export function pairs(column: Buffer): Uint16Array {
  // A view has to begin at an even place.
  const copy = new Uint8Array(column);
  if (endianness() === 'BE') Buffer.from(copy.buffer).swap16();
  return new Uint16Array(copy.buffer);
}

/** Puts into a fact what the columns say of thing number `at`; what nobody asked for stays as it is. */
export function keyReader(columns: ReadKeys): (at: number, fact: Omit<Sorted, 'medium' | 'leftOut'>) => void {
  const { channels = [], channel_of, posts = [], post_of, tag_sets = [], tags_of, priorities } = columns;
  const channelOf = channel_of && pairs(channel_of);
  const postOf = post_of && pairs(post_of);
  const tagsOf = tags_of && pairs(tags_of);
  return (at, fact) => {
    if (channelOf !== undefined) fact.channelId = channels[channelOf[at] ?? NONE] ?? '';
    if (postOf !== undefined) fact.postId = posts[postOf[at] ?? NONE] ?? null;
    if (tagsOf !== undefined) fact.tagIds = tag_sets[tagsOf[at] ?? NONE] ?? NO_TAGS;
    if (priorities !== undefined) fact.priority = PRIORITIES[(priorities[at] ?? 1) as 0 | 1 | 2 | 3];
  };
}

/** The same, and why it is left out. */
export function sortedReader(columns: ReadSorted): (at: number, fact: Omit<Sorted, 'medium'>) => void {
  const { left_out, reasons } = columns;
  const takeKeys = keyReader(columns);
  return (at, fact) => {
    const reason = left_out[at] ?? 0;
    fact.leftOut = reason === 0 ? null : (reasons[reason - 1] ?? null);
    takeKeys(at, fact);
  };
}
