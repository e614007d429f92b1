import { expect } from '@jest/globals';
import type {
  EpisodesBehind,
  MessagesBehind,
  ReportEpisodePage,
  ReportLeftOut,
  ReportMessagePage,
  ReportPersonPage,
} from '@parley/shared/report-lists.js';
import type {
  ReportOverview,
  ReportQuiet,
  ReportResolution,
  ReportTurnPage,
  ReportValue,
  ReportVolume,
  TurnsBehind,
} from '@parley/shared/reports.js';
import { referenceLeftOut } from '../reference/reports/ref-left-out.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import { type Checked, params } from './check.js';

type AnyPage = ReportTurnPage | ReportMessagePage | ReportEpisodePage | ReportPersonPage;
type Ask = <T>(path: string) => Promise<T>;

/** Every list has exactly the rows its figure counts: by its own count, and read to the end page by page. */
export async function checkLists({ story, world }: Checked, query: RefQuery): Promise<void> {
  const asked = params(query);
  const ask: Ask = (path) => story.owner.client.get(`/api/v1/reports/${path}${asked}`);
  const behind = (list: string, more: string) => rowsOf(ask, `${list}?${more}&`);
  const { counts } = await ask<ReportOverview>('overview?');
  const turns: Partial<Record<TurnsBehind, number>> = {
    opened: counts.opened,
    answered_late: counts.answeredLate,
    open_overdue: counts.openOverdue,
    closed_unanswered: counts.closedUnanswered,
    withdrawn_late: counts.withdrawnLate,
    withdrawn_in_time: counts.withdrawn - counts.withdrawnLate,
    no_answer_needed: counts.noAnswerNeeded,
    left_out: counts.leftOut.reduce((sum, { count }) => sum + count, 0),
  };
  for (const [name, count] of Object.entries(turns))
    expect({ name, rows: await behind('turns', `behind=${name}`) }).toEqual({ name, rows: count });

  const { totals } = await ask<ReportVolume>('volume?');
  const out = totals.outByMembers + totals.outOutside;
  const left = referenceLeftOut(world, query);
  const said: Record<MessagesBehind, number> = {
    said: totals.in + out + totals.outByRules,
    ...{ in: totals.in, out, out_by_members: totals.outByMembers, out_outside: totals.outOutside },
    ...{ out_by_rules: totals.outByRules, automatic: left.automatic },
    ...{ thrown_away: left.thrownAway, thrown_away_unanswered: left.unanswered },
  };
  for (const [name, count] of Object.entries(said))
    expect({ name, rows: await behind('messages', `behind=${name}`) }).toEqual({ name, rows: count });
  expect(await ask<ReportLeftOut>('left-out?')).toMatchObject({
    thrownAway: { count: left.thrownAway, unanswered: left.unanswered },
    automatic: left.automatic,
  });

  const resolution = await ask<ReportResolution>('resolution?');
  const { solvedAtFirstAnswer, reopened } = resolution.figures;
  const leftOutOf = (reason: string) => reopened.leftOut.find((one) => one.reason === reason)?.count ?? 0;
  const episodes: Partial<Record<EpisodesBehind, number>> = {
    ...resolution.counts,
    judged: reopened.n,
    solved_at_first: part(solvedAtFirstAnswer),
    reopened: part(reopened),
    too_young: leftOutOf('too_young'),
  };
  for (const [name, count] of Object.entries(episodes))
    expect({ name, rows: await behind('episodes', `behind=${name}`) }).toEqual({ name, rows: count });

  const quiet = await ask<ReportQuiet>('quiet?');
  for (const [after, figure] of [['late', quiet.late] as const, ['in_time', quiet.inTime] as const]) {
    const young = figure.leftOut.find(({ reason }) => reason === 'too_young')?.count ?? 0;
    const silent = part(figure);
    const people = { counted: figure.n, silent, wrote_again: figure.n - silent, too_young: young };
    for (const [became, count] of Object.entries(people))
      expect({ after, became, rows: await behind('people', `after=${after}&became=${became}`) }).toEqual({
        after,
        became,
        rows: count,
      });
  }
}

/** How many a share counts. */
const part = ({ value, n }: ReportValue): number => Math.round((value ?? 0) * n);

/** Reads a list to its end, three rows at a time. @returns how many rows it has, which is what it counts */
async function rowsOf(ask: Ask, path: string): Promise<number> {
  const seen = new Set<string>();
  let cursor = '';
  for (let counted = true; ; counted = false) {
    const page = await ask<AnyPage>(`${path}limit=3&counted=${counted}${cursor}&`);
    for (const row of page.items) seen.add('turnId' in row ? row.personId : row.id);
    if (!counted) expect(page.total).toBeNull();
    else if (page.nextCursor === null) expect(page.total).toBe(seen.size);
    if (page.nextCursor === null) return seen.size;
    cursor = `&cursor=${page.nextCursor}`;
  }
}
