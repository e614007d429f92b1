/** What a figure is counted in: ms until something was done, ms spent, a share from 0 to 1, or a number per episode. */
export type Unit = 'time' | 'spent' | 'share' | 'number';
/** Which way is better for the people who write; null: neither. */
export type Better = 'less' | 'more' | null;
/** What a figure rests on. */
export type Rests = 'turns' | 'episodes' | 'people';
export type FigureKind = { unit: Unit; better: Better; rests: Rests };

const response: FigureKind = { unit: 'time', better: 'less', rests: 'turns' };

/** Every figure there is, by its name in the API. */
export const figureKinds = {
  median: response,
  p75: response,
  p90: response,
  p95: response,
  withinTarget: { unit: 'share', better: 'more', rests: 'turns' },
  coverage: { unit: 'share', better: 'more', rests: 'turns' },
  noAnswerNeeded: { unit: 'share', better: null, rests: 'turns' },
  resolution: { unit: 'time', better: 'less', rests: 'episodes' },
  resolutionP90: { unit: 'time', better: 'less', rests: 'episodes' },
  solvedAtFirstAnswer: { unit: 'share', better: 'more', rests: 'episodes' },
  reopened: { unit: 'share', better: 'less', rests: 'episodes' },
  messagesWritten: { unit: 'number', better: 'less', rests: 'episodes' },
  waitedMs: { unit: 'spent', better: 'less', rests: 'episodes' },
  handOvers: { unit: 'number', better: 'less', rests: 'episodes' },
  quietLate: { unit: 'share', better: 'less', rests: 'people' },
  quietInTime: { unit: 'share', better: null, rests: 'people' },
} as const satisfies Record<string, FigureKind>;

export type FigureName = keyof typeof figureKinds;
export const isFigure = (name: string): name is FigureName => Object.hasOwn(figureKinds, name);
