/** From a value to a place on an axis, in CSS pixels. */
export type Scale = (value: number) => number;

/** Straight: `from` lies at `start`, `to` at `end`. A range without length lies at `start`. */
export const linearScale =
  ([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale =>
  (value) =>
    to === from ? start : start + ((value - from) / (to - from)) * (end - start);

/** By orders of magnitude; what is below `from` (waits of nothing at all) lies at `start`. `from` is above 0. */
export function logScale([from, to]: readonly [number, number], range: readonly [number, number]): Scale {
  const straight = linearScale([Math.log(from), Math.log(to)], range);
  return (value) => straight(Math.log(Math.max(from, value)));
}

/** Round values from 0 to at least `max`, at most `most` steps: 0, 20, 40 … Counts have no halves. */
export function niceSteps(max: number, most = 4): number[] {
  if (max <= 0) return [0, 1];
  const rough = max / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, at) => at * step);
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Lengths of time that people have names for, in ms. */
export const namedTimes = [
  ...[1, 2, 5, 10, 20, 30].map((value) => value * second),
  ...[1, 2, 5, 10, 20, 30].map((value) => value * minute),
  ...[1, 2, 4, 8, 12].map((value) => value * hour),
  ...[1, 2, 3, 7, 14, 30, 60, 90, 180, 365].map((value) => value * day),
];

/** From 0 to at least `max` ms in steps that people have names for. */
export function timeSteps(max: number, most = 4): number[] {
  const step = namedTimes.find((length) => length * most >= max) ?? Math.ceil(max / most / day) * day;
  return Array.from({ length: Math.max(1, Math.ceil(max / step)) + 1 }, (_, at) => at * step);
}

/** The named lengths on a logarithmic axis that stand at least `apart` pixels from each other; round ones are kept first. */
export function logTimeTicks(scale: Scale, [from, to]: readonly [number, number], apart: number): number[] {
  const preferred = [minute, hour, day, second, 10 * minute, 10 * second, 8 * hour, 7 * day, 30 * day];
  const kept: number[] = [];
  for (const value of preferred) {
    if (value < from || value > to) continue;
    if (kept.every((other) => Math.abs(scale(other) - scale(value)) >= apart)) kept.push(value);
  }
  return kept.sort((a, b) => a - b);
}

/** Every how many of `count` labels one is written, so that each has `room` pixels of `width`. */
export const labelEvery = (count: number, width: number, room: number): number =>
  Math.max(1, Math.ceil((count * room) / Math.max(1, width)));
