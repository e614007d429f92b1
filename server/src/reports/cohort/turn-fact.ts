import type { ReportDimension, ReportQuery } from '@parley/shared/reports.js';
import { type Sorted, type SortedNeeds, sortedFilter, sortedNeeds } from './sorted.js';

export type FactOutcome = 'open' | 'answered' | 'closed_unanswered' | 'withdrawn' | 'no_answer_needed';

/** What reports know of one turn. Visitors get the same object again with the next turn in it: they keep nothing of it. */
export interface TurnFact extends Sorted {
  /** Days since the period began, and the hour of that day, on the brand's wall clock. */
  day: number;
  hour: number;
  first: boolean;
  outcome: FactOutcome;
  /** Answered or withdrawn after its target; never answered; open past its target. */
  late: boolean;
  /** Asked and answered entirely outside business hours. */
  outsideHours: boolean;
  /** ms by the chosen clock until the answer, or so far while open; −1 where only the bucket is known, or there is no wait. */
  waitMs: number;
  /** The bucket of an answered one's wait, where only that is known; else −1. */
  bucket: number;
  memberId: string | null;
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
  const { turns, memberId } = filters;
  const sorted = sortedFilter(filters, visible);
  return (fact) =>
    sorted(fact) &&
    (turns === 'all' || fact.first) &&
    (memberId === undefined || (fact.outcome === 'answered' && fact.memberId === memberId));
}

/** What else of a turn has to be read for these filters. */
export interface FactNeeds extends SortedNeeds {
  member: boolean;
}

export function needsOf(
  filters: FactFilters,
  visible: ReadonlySet<string> | 'all',
  by?: ReportDimension,
): FactNeeds {
  return {
    member: filters.memberId !== undefined || by === 'member',
    ...sortedNeeds(filters, visible, by === undefined ? [] : [by]),
  };
}
