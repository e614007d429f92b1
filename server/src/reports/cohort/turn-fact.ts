import type { Medium } from '@parley/shared/brands.js';
import type { Priority } from '@parley/shared/conversations.js';
import type { ReportQuery } from '@parley/shared/reports.js';

export type FactOutcome = 'open' | 'answered' | 'closed_unanswered' | 'withdrawn' | 'no_answer_needed';

/** What reports know of one turn. Visitors get the same object again with the next turn in it: they keep nothing of it. */
export interface TurnFact {
  /** Days since the period began, and the hour of that day, on the brand's wall clock. */
  day: number;
  hour: number;
  medium: Medium;
  channelId: string;
  first: boolean;
  outcome: FactOutcome;
  /** Answered or withdrawn after its target; never answered; open past its target. */
  late: boolean;
  /** Asked and answered entirely outside business hours. */
  outsideHours: boolean;
  /** Why it is in no figure; null when it is. */
  leftOut: string | null;
  /** ms by the chosen clock until the answer, or so far while open; −1 where only the bucket is known, or there is no wait. */
  waitMs: number;
  /** The bucket of an answered one's wait, where only that is known; else −1. */
  bucket: number;
  memberId: string | null;
  postId: string | null;
  priority: Priority;
  tagIds: readonly string[];
}

export type FactVisitor = (fact: TurnFact) => void;

export const blankFact = (): TurnFact => ({
  day: 0,
  hour: 0,
  medium: 'dm',
  channelId: '',
  first: false,
  outcome: 'open',
  late: false,
  outsideHours: false,
  leftOut: null,
  waitMs: -1,
  bucket: -1,
  memberId: null,
  postId: null,
  priority: 'normal',
  tagIds: [],
});

export type FactFilters = Pick<
  ReportQuery,
  'turns' | 'channelId' | 'medium' | 'tagId' | 'memberId' | 'postId' | 'priority'
>;

/**
 * Whether a turn is asked for. A member's turns are those they sent the answer to: nobody else's, and none that got no answer.
 * @param visible the channels the caller may see
 */
export function factFilter(
  filters: FactFilters,
  visible: ReadonlySet<string> | 'all',
): (fact: TurnFact) => boolean {
  const { turns, channelId, medium, tagId, memberId, postId, priority } = filters;
  return (fact) =>
    (visible === 'all' || visible.has(fact.channelId)) &&
    (turns === 'all' || fact.first) &&
    (channelId === undefined || fact.channelId === channelId) &&
    (medium === undefined || fact.medium === medium) &&
    (priority === undefined || fact.priority === priority) &&
    (postId === undefined || fact.postId === postId) &&
    (tagId === undefined || fact.tagIds.includes(tagId)) &&
    (memberId === undefined || (fact.outcome === 'answered' && fact.memberId === memberId));
}

/** What else of a turn has to be read for these filters. */
export interface FactNeeds {
  member: boolean;
  post: boolean;
  priority: boolean;
  tags: boolean;
}

export function needsOf(filters: FactFilters, by?: string): FactNeeds {
  return {
    member: filters.memberId !== undefined || by === 'member',
    post: filters.postId !== undefined || by === 'post',
    priority: filters.priority !== undefined || by === 'priority',
    tags: filters.tagId !== undefined || by === 'tag',
  };
}
