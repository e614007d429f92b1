import type { Sorted } from '../cohort/sorted.js';

/** Whether an episode was solved is known this long after its closing. */
export const REOPENING_MS = 7 * 86_400_000;

/** What reports know of one episode. Visitors get the same object again with the next episode in it: they keep nothing of it. */
export interface EpisodeFact extends Sorted {
  closed: boolean;
  /** ms until it was closed, or so far while open; −1 where only the bucket is known. */
  tookMs: number;
  /** The bucket of a closed one's time, where only that is known; else −1. */
  bucket: number;
  /** Closed, and it is known whether that held: somebody came back, or could have and the time for it is over. */
  judged: boolean;
  /** Reopened in time, and that needed an answer. */
  unsolved: boolean;
  /** There was one answer, and nothing was given up. */
  oneAnswer: boolean;
  /** Of a closed one: what people wrote, how long they waited in ms, and how often somebody else took over. */
  messages: number;
  waitedMs: number;
  handOvers: number;
}

export type EpisodeVisitor = (fact: EpisodeFact) => void;

export const blankEpisode = (): EpisodeFact => ({
  channelId: '',
  medium: 'dm',
  postId: null,
  priority: 'normal',
  tagIds: [],
  leftOut: null,
  closed: false,
  tookMs: -1,
  bucket: -1,
  judged: false,
  unsolved: false,
  oneAnswer: false,
  messages: 0,
  waitedMs: 0,
  handOvers: 0,
});
