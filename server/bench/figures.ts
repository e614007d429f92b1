/** Latencies of one measurement, in milliseconds. */
export interface Latency {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Percentiles by nearest rank. @throws when nothing was measured */
export function latencyOf(milliseconds: readonly number[]): Latency {
  if (milliseconds.length === 0) throw new Error('Nothing was measured.');
  const sorted = Float64Array.from(milliseconds).sort();
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: rank(1) };
}

/** The one in the middle by `value`; of an even number the lower of the two. */
export function middleBy<T>(items: readonly T[], value: (item: T) => number): T {
  const sorted = [...items].sort((a, b) => value(a) - value(b));
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('Nothing was measured.');
  return middle;
}

export const ROW_NAMES = [
  'accept',
  'inbound',
  'screen',
  'queue',
  'search',
  'console',
  'reports',
  'resolution',
  'volume',
  'quiet',
  'now',
] as const;
export type RowName = (typeof ROW_NAMES)[number];

/** One row of the table: what the product does beside what the machine could do at best. */
export interface RowResult {
  row: RowName;
  title: string;
  /** The goal in words. */
  goal: string;
  /** Whether this run met it. It decides nothing but what is printed. */
  met: boolean;
  floor: string;
  product: string;
  /** Product ÷ floor where both are rates; null where there is nothing to divide. */
  ratio: number | null;
  /** Every number behind the row. */
  figures: Record<string, unknown>;
  /** The machine's load average over the last minute when the row began and ended. */
  load: [number, number];
}
