import type { TurnsBehind } from '@parley/shared/reports.js';

/** What a figure is counted in: ms until something was done, ms spent, a share from 0 to 1, or a number per episode. */
export type Unit = 'time' | 'spent' | 'share' | 'number';
/** Which way is better for the people who write; null: neither. */
export type Better = 'less' | 'more' | null;
export type FigureKind = {
  unit: Unit;
  better: Better;
  /** The lists of turns behind it, the first one shown first. */
  behind: readonly [TurnsBehind, ...TurnsBehind[]];
  /** Of episodes only the first turns are listed: one each. */
  episodes?: true;
};

const response: FigureKind = { unit: 'time', better: 'less', behind: ['response'] };
const unanswered = ['open', 'closed_unanswered'] as const;

/** Every figure there is, by its name in the API. */
export const figureKinds = {
  median: response,
  p75: response,
  p90: response,
  p95: response,
  withinTarget: {
    unit: 'share',
    better: 'more',
    behind: ['target', 'answered_late', 'open_overdue', 'closed_unanswered', 'withdrawn_late'],
  },
  coverage: { unit: 'share', better: 'more', behind: ['answered', ...unanswered] },
  noAnswerNeeded: { unit: 'share', better: null, behind: ['no_answer_needed', 'opened'] },
  resolution: { unit: 'time', better: 'less', behind: ['opened'], episodes: true },
  resolutionP90: { unit: 'time', better: 'less', behind: ['opened'], episodes: true },
  solvedAtFirstAnswer: { unit: 'share', better: 'more', behind: ['opened'], episodes: true },
  reopened: { unit: 'share', better: 'less', behind: ['opened'], episodes: true },
  messagesWritten: { unit: 'number', better: 'less', behind: ['opened'], episodes: true },
  waitedMs: { unit: 'spent', better: 'less', behind: ['opened'], episodes: true },
  handOvers: { unit: 'number', better: 'less', behind: ['opened'], episodes: true },
  quietLate: {
    unit: 'share',
    better: 'less',
    behind: ['answered_late', 'closed_unanswered', 'open_overdue'],
  },
  quietInTime: { unit: 'share', better: null, behind: ['answered'] },
} as const satisfies Record<string, FigureKind>;

export type FigureName = keyof typeof figureKinds;
export const isFigure = (name: string): name is FigureName => Object.hasOwn(figureKinds, name);

/** What became of turns, in the order in which they are drawn; each is a list of its own. */
export const outcomes = [
  'answeredInTime',
  'answeredLate',
  'open',
  'openOverdue',
  'closedUnanswered',
  'withdrawn',
  'noAnswerNeeded',
] as const;
export type Outcome = (typeof outcomes)[number];
