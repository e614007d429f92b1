import type { Sorted } from '../cohort/sorted.js';

/** Who said it: people, members, somebody of the brand outside Parley, or a rule or bot. */
export const SPEAKERS = ['in', 'outByMembers', 'outOutside', 'outByRules'] as const;
export type Speaker = (typeof SPEAKERS)[number];

/** Messages of one hour that count alike. Visitors get the same object again with the next ones in it: they keep nothing of it. */
export interface Said extends Sorted {
  /** Days since the period began, and the hour of that day, on the brand's wall clock. */
  day: number;
  hour: number;
  speaker: Speaker;
  count: number;
}
export type SaidVisitor = (said: Said) => void;
