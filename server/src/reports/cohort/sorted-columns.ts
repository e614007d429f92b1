import type { Medium } from '@parley/shared/brands.js';
import type { Priority } from '@parley/shared/conversations.js';
import type { Sorted } from './sorted.js';

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

/** Columns that were read; those nobody asked for are missing. */
export type ReadSorted = Pick<SortedColumns, 'channels' | 'reasons' | 'left_out' | 'channel_of'> &
  Partial<SortedColumns>;

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
export const pair = (column: Buffer, at: number): number =>
  (column[at * 2] ?? 0) | ((column[at * 2 + 1] ?? 0) << 8);

/** @returns null when there are more names than the bytes can number */
export function sortedColumns(all: readonly Omit<Sorted, 'medium'>[]): SortedColumns | null {
  const [channels, posts, tagSets, reasons] = [new Names(), new Names(), new Names(), new Names()];
  const bytes = () => Buffer.alloc(all.length);
  const pairs = () => Buffer.alloc(all.length * 2);
  const [leftOut, priorities] = [bytes(), bytes()];
  const [channelOf, postOf, tagsOf] = [pairs(), pairs(), pairs()];
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
export const sortedColumnsFor = (needs: { post: boolean; tags: boolean; priority: boolean }): string[] => [
  'channels',
  'reasons',
  'left_out',
  'channel_of',
  ...(needs.post ? ['posts', 'post_of'] : []),
  ...(needs.tags ? ['tag_sets', 'tags_of'] : []),
  ...(needs.priority ? ['priorities'] : []),
];

const NO_TAGS: readonly string[] = [];

/** Puts into `fact` what the columns say of thing number `at`. */
export function takeSorted(columns: ReadSorted, at: number, fact: Omit<Sorted, 'medium'>): void {
  const { post_of, tags_of, priorities } = columns;
  const reason = columns.left_out[at] ?? 0;
  fact.leftOut = reason === 0 ? null : (columns.reasons[reason - 1] ?? null);
  fact.channelId = columns.channels[pair(columns.channel_of, at)] ?? '';
  if (post_of !== undefined) fact.postId = columns.posts?.[pair(post_of, at)] ?? null;
  if (tags_of !== undefined) fact.tagIds = columns.tag_sets?.[pair(tags_of, at)] ?? NO_TAGS;
  if (priorities !== undefined) fact.priority = PRIORITIES[(priorities[at] ?? 1) as 0 | 1 | 2 | 3];
}
