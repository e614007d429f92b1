/** Milliseconds before each further try; after the last one it has failed. */
const DELAYS_MS = [1_000, 5_000, 30_000, 120_000, 600_000];

/**
 * When to try again after so many tries, with up to a fifth of jitter.
 * @param attempts tries so far, at least 1
 * @returns milliseconds, or null when it is time to give up
 */
export function retryDelay(attempts: number, random: () => number = Math.random): number | null {
  const delay = DELAYS_MS[attempts - 1];
  return delay === undefined ? null : Math.round(delay * (1 + random() * 0.2));
}

/**
 * SQLSTATEs of data no further try makes fit: data exceptions, broken constraints. Not unique ones (23505): two who
 * wanted to write the same row at once, and the second finds it there next time.
 */
const PERMANENT = /^(?:22|23(?!505))/;

export const isPermanent = (sqlState: string | undefined): boolean => PERMANENT.test(sqlState ?? '');

/** The database or the way to it is gone: nothing is known about the row that was worked on. */
export const isOutage = (sqlState: string | undefined): boolean =>
  /^(?:08|53|57P|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT)/.test(sqlState ?? '');
