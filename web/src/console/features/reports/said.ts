import type { MessagesBehind, ReportLeftOut } from '@parley/shared/report-lists.js';
import type { ReportVolume } from '@parley/shared/reports.js';
import type { LocalDate } from '../../../lib/local-dates.js';

/** What is counted of what was said, in the order in which it is shown, by its name in the API and in its list. */
export const said = [
  { name: 'in', behind: 'in' },
  { name: 'outByMembers', behind: 'out_by_members' },
  { name: 'outOutside', behind: 'out_outside' },
  { name: 'outByRules', behind: 'out_by_rules' },
] as const satisfies readonly { name: keyof ReportVolume['totals']; behind: MessagesBehind }[];
export type Said = (typeof said)[number]['name'];

/** Whoever it was said by. */
export const allSaid = (counts: Record<Said, number>): number =>
  said.reduce((sum, { name }) => sum + counts[name], 0);

/** Counts messages of a kind among those of all; null where it is none of theirs. */
export function countingOf(behind: MessagesBehind): ((counts: Record<Said, number>) => number) | null {
  const name = said.find((one) => one.behind === behind)?.name;
  if (name) return (counts) => counts[name];
  return behind === 'said' ? allSaid : null;
}

type Sources = { volume: ReportVolume | undefined; leftOut: ReportLeftOut | undefined };

/** How many messages of a kind there are, in the period or in some of its days, and before; null while that is on its way. */
export function saidCount(
  behind: MessagesBehind,
  days: { from: LocalDate; to: LocalDate } | null,
  { volume, leftOut }: Sources,
): { now: number; before: number | null } | null {
  if (behind === 'thrown_away') return leftOut ? { now: leftOut.thrownAway.count, before: null } : null;
  if (behind === 'thrown_away_unanswered')
    return leftOut ? { now: leftOut.thrownAway.unanswered, before: null } : null;
  if (behind === 'automatic') return leftOut ? { now: leftOut.automatic, before: null } : null;
  const countOf = countingOf(behind);
  if (!volume || !countOf) return null;
  const { totals, comparedTotals } = volume;
  if (!days) return { now: countOf(totals), before: comparedTotals && countOf(comparedTotals) };
  const point = volume.points.find(({ from, to }) => from === days.from && to === days.to);
  return point ? { now: countOf(point), before: null } : null;
}
