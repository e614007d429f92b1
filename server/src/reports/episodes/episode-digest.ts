import {
  MEDIA,
  pairs,
  putPair,
  type ReadSorted,
  type SortedColumns,
  sortedColumns,
  sortedReader,
} from '../cohort/sorted-columns.js';
import { bucketOf } from '../cohort/wait-buckets.js';
import { type EpisodeFact, type EpisodeVisitor, REOPENING_MS } from './episode-fact.js';
import { PackedNumbers, packNumber } from './packed-numbers.js';

// An episode's kind, one byte: how it ended (bits 0 to 2), medium (bits 5 and 6).
const UNSOLVED = 1;
const ONE_ANSWER = 2;
const UNDECIDED = 4;
const MEDIUM_SHIFT = 5;

/** A closed episode of the day that is digested. */
export interface DigestedEpisode extends Omit<EpisodeFact, 'closed' | 'bucket'> {
  /** ms since 1970. */
  closedAt: number;
}

/** The closed episodes of one day in columns. */
export interface EpisodeColumns extends SortedColumns {
  episodes: number;
  kinds: Buffer;
  /** Buckets of the times until they were closed. */
  took: Buffer;
  /** Packed, of each: messages, ms waited, hand-overs. */
  costs: Buffer;
  /** Packed, of each that was not judged yet: ms from the day's beginning to its closing. */
  undecided: Buffer;
}

/** Columns that were read; those nobody asked for are missing. */
export type ReadEpisodes = ReadSorted &
  Pick<EpisodeColumns, 'episodes' | 'kinds' | 'took' | 'costs' | 'undecided'> & { starts_at: Date };

/**
 * @param startsAt the first moment of the day, ms
 * @returns null when the day has more names than two bytes can number: it is read one by one
 */
export function episodeDigestOf(
  episodes: readonly DigestedEpisode[],
  startsAt: number,
): (EpisodeColumns & { undecided_until: Date | null }) | null {
  const sorted = sortedColumns(episodes);
  if (sorted === null) return null;
  const n = episodes.length;
  const [kinds, took] = [Buffer.alloc(n), Buffer.alloc(n * 2)];
  const costs: number[] = [];
  const undecided: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  episodes.forEach((episode, at) => {
    kinds[at] =
      (episode.unsolved ? UNSOLVED : 0) |
      (episode.oneAnswer ? ONE_ANSWER : 0) |
      (episode.judged ? 0 : UNDECIDED) |
      (MEDIA.indexOf(episode.medium) << MEDIUM_SHIFT);
    putPair(took, at, bucketOf(episode.tookMs));
    packNumber(costs, episode.messages);
    packNumber(costs, episode.waitedMs);
    packNumber(costs, episode.handOvers);
    if (episode.judged) return;
    packNumber(undecided, Math.max(0, episode.closedAt - startsAt));
    last = Math.max(last, episode.closedAt);
  });
  return {
    episodes: n,
    ...sorted,
    kinds,
    took,
    costs: Buffer.from(costs),
    undecided: Buffer.from(undecided),
    undecided_until: undecided.length === 0 ? null : new Date(last + REOPENING_MS),
  };
}

/** Shows every episode of a digest, as it stands at `now` (ms). */
export function eachDigestedEpisode(
  digest: ReadEpisodes,
  now: number,
  fact: EpisodeFact,
  visit: EpisodeVisitor,
): void {
  const { episodes, kinds, starts_at } = digest;
  const took = pairs(digest.took);
  const takeSorted = sortedReader(digest);
  const [costs, undecided] = [new PackedNumbers(digest.costs), new PackedNumbers(digest.undecided)];
  const decided = now - REOPENING_MS - starts_at.getTime();
  fact.closed = true;
  fact.tookMs = -1;
  for (let at = 0; at < episodes; at += 1) {
    const kind = kinds[at] ?? 0;
    fact.medium = MEDIA[(kind >> MEDIUM_SHIFT) as 0 | 1 | 2 | 3];
    fact.unsolved = (kind & UNSOLVED) !== 0;
    fact.oneAnswer = (kind & ONE_ANSWER) !== 0;
    fact.judged = (kind & UNDECIDED) === 0 || undecided.next() <= decided;
    fact.bucket = took[at] ?? 0;
    fact.messages = costs.next();
    fact.waitedMs = costs.next();
    fact.handOvers = costs.next();
    takeSorted(at, fact);
    visit(fact);
  }
}
