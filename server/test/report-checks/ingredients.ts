import { referenceFold } from '../reference/reference-fold.js';
import { allTurns } from '../reference/reports/ref-turns.js';
import type { RefConversation, RefWorld } from '../reference/reports/ref-world.js';
import { DAY } from './report-script.js';
import type { ReportStory } from './report-story.js';

const offsetAt = (at: number, timeZone: string) =>
  new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).format(at).split('GMT')[1];

/** What a history really has in it, counted in what came of it. */
export function ingredientsOf(world: RefWorld, story: ReportStory): Record<string, number> {
  const turns = allTurns(world);
  const episodes = world.conversations.flatMap(({ entries }) => referenceFold(entries).episodes);
  const count = (of: (turn: (typeof turns)[number]) => boolean) => turns.filter(of).length;
  const isEmpty = (from: number) =>
    world.calendars
      .filter((one) => one.from <= from)
      .at(-1)
      ?.hours?.week.every((day) => day.length === 0);
  const inEntries = (of: (entry: RefConversation['entries'][number]) => boolean) =>
    world.conversations.flatMap(({ entries }) => entries).filter(of).length;
  const reopened = episodes.filter(({ reopenedAt }) => reopenedAt !== null);
  return {
    bursts: count(({ inboundCount }) => inboundCount > 1),
    'native replies': count(({ answeredBy }) => answeredBy?.kind === 'outside'),
    'replies of members': count(({ answeredBy }) => answeredBy?.kind === 'member'),
    'answers that ended several turns': count(
      ({ closedEntryId, outcome }) =>
        outcome === 'answered' && turns.filter((other) => other.closedEntryId === closedEntryId).length > 1,
    ),
    'answered late': count(({ outcome, late }) => outcome === 'answered' && late),
    'answered in time': count(({ outcome, late }) => outcome === 'answered' && !late),
    'answered at the very target': count(({ answeredAt, due }) => answeredAt === due),
    'outside hours': count(({ outsideHours }) => outsideHours),
    open: count(({ outcome }) => outcome === null),
    'open and in time': count(({ outcome, late }) => outcome === null && !late),
    overdue: count(({ outcome, late }) => outcome === null && late),
    'given up': count(({ outcome }) => outcome === 'closed_unanswered'),
    'no answer needed': count(({ outcome }) => outcome === 'no_answer_needed'),
    'withdrawn in time': count(({ outcome, late }) => outcome === 'withdrawn' && !late),
    'withdrawn at the very target': count(
      ({ outcome, closedAt, due }) => outcome === 'withdrawn' && closedAt === due,
    ),
    'withdrawn late': count(({ outcome, late }) => outcome === 'withdrawn' && late),
    'turns that came back': count(({ reopened: back }) => back),
    'not first of their episode': count(({ first, madeByMember }) => !first && !madeByMember),
    'made by members': count(({ leftOutBecause }) => leftOutBecause === 'made_by_member'),
    imported: count(({ leftOutBecause }) => leftOutBecause === 'imported'),
    'too old': count(({ leftOutBecause }) => leftOutBecause === 'too_old'),
    'across a change of clocks': count(
      ({ openedAt, closedAt }) =>
        offsetAt(openedAt, world.timeZone) !== offsetAt(closedAt ?? world.now, world.timeZone),
    ),
    'in empty hours': count(({ openedAt }) => isEmpty(openedAt) === true),
    'without hours': count(({ openedAt }) => isEmpty(openedAt) === undefined),
    'under a post': count(({ conversation }) => conversation.postId !== null),
    history: world.conversations.flatMap(({ messages }) => messages).filter((one) => one.history).length,
    'automatic messages': inEntries(({ kind, automatic }) => kind === 'inbound' && automatic === true),
    'automatic replies': inEntries(({ kind, automatic }) => kind === 'reply' && automatic === true),
    'bounced replies': inEntries(({ state }) => state === 'failed_later'),
    'needed an answer after all': inEntries(({ kind }) => kind === 'needs_answer'),
    'merged conversations': inEntries(({ kind }) => kind === 'merged'),
    'split conversations': story.done.split,
    'merged people': story.done.people,
    'periods counted anew': world.recomputed.length,
    'episodes reopened': reopened.filter(({ solved }) => solved === false).length,
    'episodes reopened for a thank-you': reopened.filter(({ solved }) => solved === true).length,
    'reopened after a week to the minute': reopened.filter(
      ({ reopenedAt, closedAt }) => (reopenedAt ?? 0) - (closedAt ?? 0) === 7 * DAY,
    ).length,
  };
}
