export interface RefValue {
  value: number | null;
  atLeast: boolean;
  never: boolean;
  n: number;
}

/** A figure that rests on nothing, or is withheld. */
export const nothing = (): RefValue => ({ value: null, atLeast: false, never: false, n: 0 });

/** Nearest rank, with open turns at the time waited so far and without end. */
export function referencePercentile(
  percent: number,
  ended: readonly number[],
  open: readonly number[],
  never: number,
): RefValue {
  const endless = (count: number) => Array.from({ length: count }, () => Number.POSITIVE_INFINITY);
  const at = (waits: number[]) =>
    waits.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))[Math.ceil((percent * waits.length) / 100) - 1];
  const n = ended.length + open.length + never;
  if (n === 0) return { value: null, atLeast: false, never: false, n };
  const lower = at([...ended, ...open, ...endless(never)]) ?? Number.NaN;
  const upper = at([...ended, ...endless(open.length + never)]) ?? Number.NaN;
  const none = lower === Number.POSITIVE_INFINITY;
  return { value: none ? null : lower, atLeast: !none && lower !== upper, never: none, n };
}

/** A part of a whole, or an average. */
export const share = (part: number, n: number, atLeast = false): RefValue => ({
  value: n === 0 ? null : part / n,
  atLeast: n > 0 && atLeast,
  never: false,
  n,
});
