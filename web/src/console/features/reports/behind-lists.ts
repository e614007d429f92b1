import type { EpisodesBehind, MessagesBehind, ReportPeopleQuery } from '@parley/shared/report-lists.js';
import type { Figure, TurnsBehind } from '@parley/shared/reports.js';
import type { TFunction } from 'i18next';
import { formatWait } from '../../../lib/wait-time.js';
import { type FigureName, figureKinds } from './figures.js';
import type { Part } from './panel-part.js';
import type { Asked } from './report-view.js';

/** What the rows of a list are; its name in the API. */
export type RowKind = 'turns' | 'messages' | 'episodes' | 'people';
type Words = { t: TFunction; language: string };

/** One list behind a figure. */
export type BehindList = {
  /** As it stands in the address. */
  id: string;
  rows: RowKind;
  /** What narrows it, in the server's words. */
  query: Asked;
  label: (words: Words) => string;
};

const turns = (behind: TurnsBehind, more: Asked = {}): BehindList => ({
  id: `turns.${behind}`,
  rows: 'turns',
  query: { behind, ...more },
  label: ({ t }) => t(`reports.behind.${behind}`),
});

const messages = (behind: MessagesBehind, more: Asked = {}): BehindList => ({
  id: `messages.${behind}`,
  rows: 'messages',
  query: { behind, ...more },
  label: ({ t }) => t(`reports.messagesBehind.${behind}`),
});

const episodes = (behind: EpisodesBehind): BehindList => ({
  id: `episodes.${behind}`,
  rows: 'episodes',
  query: { behind },
  label: ({ t }) => t(`reports.episodesBehind.${behind}`),
});

/** Episodes on either side of a length of time: what makes it a percentile. */
const lengths = (ms: number): BehindList[] => [
  {
    ...{ id: 'episodes.within', rows: 'episodes', query: { behind: 'opened', tookToMs: String(ms + 1) } },
    label: ({ t, language }) => t('reports.upTo', { to: formatWait(language, ms) }),
  },
  {
    ...{ id: 'episodes.beyond', rows: 'episodes', query: { behind: 'opened', tookFromMs: String(ms + 1) } },
    label: ({ t, language }) => t('reports.longerThan', { from: formatWait(language, ms) }),
  },
];

type Side = ReportPeopleQuery['after'];
type Became = ReportPeopleQuery['became'];
const people = (after: Side, became: Became, both = false): BehindList => ({
  id: `people.${after}.${became}`,
  rows: 'people',
  query: { after, became },
  label: ({ t }) =>
    both
      ? `${t(`reports.peopleAfter.${after}`)}: ${t(`reports.personState.${became === 'counted' ? 'silent' : became}`)}`
      : t(`reports.peopleBehind.${became}`),
});

const response = [turns('response'), turns('open'), turns('closed_unanswered')];
const judged = episodes('judged');
const cost = [episodes('closed'), episodes('open')];
const quiet = (after: Side) =>
  (['counted', 'silent', 'wrote_again', 'too_young'] as const).map((became) => people(after, became));

const ofFigure: Record<FigureName, readonly BehindList[]> = {
  median: response,
  p75: response,
  p90: response,
  p95: response,
  withinTarget: (
    ['target', 'answered_late', 'open_overdue', 'closed_unanswered', 'withdrawn_late'] as const
  ).map((behind) => turns(behind)),
  coverage: [turns('answered'), turns('open'), turns('closed_unanswered')],
  noAnswerNeeded: [turns('no_answer_needed'), turns('opened')],
  resolution: [episodes('opened'), episodes('open')],
  resolutionP90: [episodes('opened'), episodes('open')],
  solvedAtFirstAnswer: [judged, episodes('solved_at_first'), episodes('too_young')],
  reopened: [judged, episodes('reopened'), episodes('too_young')],
  messagesWritten: cost,
  waitedMs: cost,
  handOvers: cost,
  quietLate: quiet('late'),
  quietInTime: quiet('in_time'),
};

/** The lists behind a part of the report, the one shown first first. */
export function listsOf(part: Part, figure: Figure | undefined): readonly BehindList[] {
  switch (part.kind) {
    case 'figure': {
      const [all, ...others] = ofFigure[part.name];
      const isLength = part.name === 'resolution' || part.name === 'resolutionP90';
      const around = isLength && figure?.value != null ? lengths(figure.value) : [];
      return all ? [all, ...around, ...others] : [];
    }
    case 'difference':
      return (['late', 'in_time'] as const).flatMap((after) =>
        (['silent', 'wrote_again'] as const).map((became) => people(after, became, true)),
      );
    case 'outcome':
      return [turns(part.behind)];
    case 'said': {
      const more = part.days ?? {};
      return part.behind === 'thrown_away'
        ? [messages('thrown_away', more), messages('thrown_away_unanswered', more)]
        : [messages(part.behind, more)];
    }
    case 'wait':
      return [
        turns('response', {
          waitFromMs: String(part.fromMs),
          ...(part.toMs === null ? {} : { waitToMs: String(part.toMs) }),
        }),
      ];
    case 'hour': {
      const cell = { weekday: String(part.weekday), hour: String(part.hour) };
      return [turns('opened', cell), messages('in', cell), messages('out', cell)];
    }
    case 'episodes':
      return (['opened', 'closed', 'open', 'left_out'] as const).map((behind) => episodes(behind));
    case 'days':
      return [turns('opened', { from: part.from, to: part.to })];
  }
}

const heldBackTurns: Record<string, TurnsBehind> = {
  no_answer_needed: 'no_answer_needed',
  made_by_member: 'left_out',
  imported: 'left_out',
  too_old: 'left_out',
  other: 'left_out',
};

/** The list of what a figure leaves out for a reason. */
export function leftOutList(name: FigureName | null, reason: string): BehindList | null {
  if (reason === 'thrown_away' || reason === 'automatic') return messages(reason);
  if (reason === 'too_young_late') return people('late', 'too_young', true);
  if (reason === 'too_young_in_time') return people('in_time', 'too_young', true);
  if (name === 'quietLate' || name === 'quietInTime')
    return people(name === 'quietLate' ? 'late' : 'in_time', 'too_young');
  if (name && figureKinds[name].rests === 'episodes')
    return episodes(reason === 'open' || reason === 'too_young' ? reason : 'left_out');
  if (reason === 'withdrawn') return turns(name === 'withinTarget' ? 'withdrawn_in_time' : 'withdrawn');
  return turns(heldBackTurns[reason] ?? 'left_out');
}
