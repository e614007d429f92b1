const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A wait as people say it: rounded up to what one promises, in its largest unit. */
export function roundWait(ms: number): { count: number; unit: 'minute' | 'hour' | 'day' } {
  const up = (value: number, steps: number[]) => steps.find((step) => value <= step);
  const minutes = up(Math.ceil(ms / minute), [1, 2, 3, 4, 5, 10, 15, 20, 30, 45]);
  if (minutes !== undefined && ms < hour) return { count: minutes, unit: 'minute' };
  const hours = up(Math.ceil(ms / hour), [1, 2, 3, 4, 5, 6, 8, 12]);
  if (hours !== undefined) return { count: hours, unit: 'hour' };
  return { count: Math.max(1, Math.ceil(ms / day)), unit: 'day' };
}
