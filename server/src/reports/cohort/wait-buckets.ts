const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where the bars of a distribution begin, ms: lengths people have words for, about twice the one before. */
export const BAR_EDGES: readonly number[] = [
  0,
  SECOND,
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 8, 12].map((hours) => hours * HOUR),
  ...[1, 2, 4, 7, 14, 30, 90, 365].map((days) => days * DAY),
];

/** Waits longer than this (100 years) are counted as this long. */
const LONGEST = 36_500 * DAY;
/** Of two edges of a bucket: its middle, in whole ms, is then within one percent of everything in it. */
const RATIO = 1.0175;
/** Shorter waits have a bucket for every millisecond. */
const SHORT = 500;

/**
 * Buckets of waits on a logarithmic scale. Every bar of a distribution is made of whole buckets, so that bars are exact; within a
 * bucket a wait is known to one percent.
 */
const lowerBounds: Float64Array = Float64Array.from(bounds());

function bounds(): number[] {
  const found = Array.from({ length: SHORT + 1 }, (_, ms) => ms);
  const edges = [SHORT, ...BAR_EDGES.slice(1), LONGEST];
  for (let index = 1; index < edges.length; index += 1) {
    const [from, to] = [edges[index - 1] ?? SHORT, edges[index] ?? SHORT];
    const steps = Math.ceil(Math.log(to / from) / Math.log(RATIO));
    for (let step = 1; step <= steps; step += 1) {
      found.push(step === steps ? to : Math.ceil(from * (to / from) ** (step / steps)));
    }
  }
  return found;
}

/** How many buckets there are. */
export const BUCKETS = lowerBounds.length;

/** The bucket of a wait. @param ms 0 or more */
export function bucketOf(ms: number): number {
  let [low, high] = [0, BUCKETS - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lowerBounds[middle] ?? 0) <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}

const middles = lowerBounds.map((low, bucket) =>
  Math.round(Math.sqrt(low * ((lowerBounds[bucket + 1] ?? low + 1) - 1))),
);

/** What stands for the waits of a bucket: within one percent of each of them. Whole ms. */
export const waitOfBucket = (bucket: number): number => middles[bucket] ?? 0;

/** Which bar of the distribution a wait falls into. */
export function barOf(ms: number): number {
  let bar = BAR_EDGES.length - 1;
  while (bar > 0 && (BAR_EDGES[bar] ?? 0) > ms) bar -= 1;
  return bar;
}

const bars = Uint8Array.from(middles, barOf);

/** Which bar the waits of a bucket fall into. */
export const barOfBucket = (bucket: number): number => bars[bucket] ?? 0;
