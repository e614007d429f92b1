const FIRST_MS = 2_000;
const LONGEST_MS = 30 * 60_000;
/** With the delays above about three hours: long enough for a greylisting or a restart, short enough to tell somebody. */
export const MOST_RETRIES = 15;

/**
 * How long to wait before the next try: doubling, with equal jitter (half fixed, half random), so that what failed
 * together does not come back together.
 * @param failures tries that failed so far, at least 1
 * @param random in [0, 1)
 * @returns ms
 */
export function retryDelayMs(failures: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 30));
  return Math.round(full / 2 + (full / 2) * random());
}
