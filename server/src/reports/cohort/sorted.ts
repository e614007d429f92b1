import type { Medium } from '@parley/shared/brands.js';
import type { Priority } from '@parley/shared/conversations.js';
import type { PlainReportQuery, ReportDimension } from '@parley/shared/reports.js';

/** What things are filtered and broken down by, and whether they are counted at all. */
export interface Sorted {
  channelId: string;
  medium: Medium;
  postId: string | null;
  priority: Priority;
  tagIds: readonly string[];
  /** Why it is in no figure; null when it is. */
  leftOut: string | null;
}

export type SortedFilters = Pick<PlainReportQuery, 'channelId' | 'medium' | 'tagId' | 'postId' | 'priority'>;

/**
 * Whether something is asked for.
 * @param visible the channels the caller may see
 */
export function sortedFilter(
  { channelId, medium, tagId, postId, priority }: SortedFilters,
  visible: ReadonlySet<string> | 'all',
): (one: Sorted) => boolean {
  return (one) =>
    (visible === 'all' || visible.has(one.channelId)) &&
    (channelId === undefined || one.channelId === channelId) &&
    (medium === undefined || one.medium === medium) &&
    (priority === undefined || one.priority === priority) &&
    (postId === undefined || one.postId === postId) &&
    (tagId === undefined || one.tagIds.includes(tagId));
}

/** What has to be read for these filters beside the medium. */
export interface SortedNeeds {
  channel: boolean;
  post: boolean;
  priority: boolean;
  tags: boolean;
}

export const sortedNeeds = (
  filters: SortedFilters,
  visible: ReadonlySet<string> | 'all',
  by: readonly string[] = [],
): SortedNeeds => ({
  channel: visible !== 'all' || filters.channelId !== undefined || by.includes('channel'),
  post: filters.postId !== undefined || by.includes('post'),
  priority: filters.priority !== undefined || by.includes('priority'),
  tags: filters.tagId !== undefined || by.includes('tag'),
});

/** The rows of a breakdown that something counts in: one, or one for each tag; null: none. */
export function eachKey<T extends Sorted>(
  one: T,
  by: Exclude<ReportDimension, 'member'>,
  take: (key: string | null, one: T) => void,
): void {
  if (by !== 'tag') take(keyOf(one, by), one);
  else if (one.tagIds.length === 0) take(null, one);
  else for (const tagId of one.tagIds) take(tagId, one);
}

function keyOf(one: Sorted, by: 'channel' | 'medium' | 'post' | 'priority'): string | null {
  if (by === 'channel') return one.channelId;
  if (by === 'medium') return one.medium;
  return by === 'post' ? one.postId : one.priority;
}
