import { labelEvery, linearScale, timeSteps } from './scale.js';

/** One step of time. Null where there was nothing to measure: the line has a gap there. */
export type TrendPoint = { median: number | null; p90: number | null };
export type TrendLayout = {
  /** Per point its middle. */
  xs: number[];
  medianYs: (number | null)[];
  p90Ys: (number | null)[];
  medianPath: string;
  p90Path: string;
  /** Between median and 90th percentile, closed. */
  bandPath: string;
  /** The lines of the period it is compared with. */
  beforePath: string;
  axisY: number;
  yTicks: { y: number; ms: number }[];
  /** Points whose name is written below. */
  labelled: number[];
  /** Half the room of a point. */
  half: number;
};

export const trendMargin = { top: 12, right: 8, bottom: 24, left: 46 };

type Place = { x: number; y: number };

/**
 * Lines of median and 90th percentile (ms) over equal steps of time, in a box of `width` × `height` pixels.
 * @param before medians of the period it is compared with, step by step
 */
export function layoutTrend(
  points: readonly TrendPoint[],
  before: readonly (number | null)[],
  width: number,
  height: number,
): TrendLayout {
  const { top, right, bottom, left } = trendMargin;
  const axisY = height - bottom;
  const values = [...points.flatMap(({ median, p90 }) => [median, p90]), ...before];
  const ticks = timeSteps(Math.max(1_000, ...values.map((value) => value ?? 0)), 4);
  const y = linearScale([0, ticks.at(-1) ?? 1], [axisY, top]);
  const half = (width - left - right) / Math.max(1, points.length) / 2;
  const xs = points.map((_, at) => left + half * (2 * at + 1));
  const ysOf = (of: (point: TrendPoint) => number | null) =>
    points.map((point) => {
      const value = of(point);
      return value === null ? null : y(value);
    });
  const medianYs = ysOf(({ median }) => median);
  const p90Ys = ysOf(({ p90 }) => p90);
  const every = labelEvery(points.length, width - left - right, 58);
  return {
    xs,
    medianYs,
    p90Ys,
    medianPath: linePath(xs, medianYs),
    p90Path: linePath(xs, p90Ys),
    bandPath: bandPath(xs, medianYs, p90Ys),
    beforePath: linePath(
      xs,
      xs.map((_, at) => (before[at] == null ? null : y(before[at]))),
    ),
    axisY,
    yTicks: ticks.map((ms) => ({ y: y(ms), ms })),
    labelled: xs.map((_, at) => at).filter((at) => at % every === 0),
    half,
  };
}

/** A line through what there is; a point alone between gaps is a short stroke, so that it can be seen. */
export function linePath(xs: readonly number[], ys: readonly (number | null)[]): string {
  return runs(xs, ys)
    .map((run) => (run.length === 1 && run[0] ? dash(run[0]) : `M${run.map(pair).join('L')}`))
    .join('');
}

function bandPath(
  xs: readonly number[],
  low: readonly (number | null)[],
  high: readonly (number | null)[],
): string {
  const both = (ys: readonly (number | null)[]) =>
    ys.map((value, at) => (low[at] == null || high[at] == null ? null : value));
  const lower = runs(xs, both(low));
  return runs(xs, both(high))
    .map((run, at) => `M${[...run, ...[...(lower[at] ?? [])].reverse()].map(pair).join('L')}Z`)
    .join('');
}

/** The stretches without a gap. */
function runs(xs: readonly number[], ys: readonly (number | null)[]): Place[][] {
  const found: Place[][] = [[]];
  xs.forEach((x, at) => {
    const y = ys[at];
    if (y == null) found.push([]);
    else found.at(-1)?.push({ x, y });
  });
  return found.filter((run) => run.length > 0);
}

const round = (value: number) => Math.round(value * 10) / 10;
const pair = ({ x, y }: Place) => `${round(x)},${round(y)}`;
const dash = ({ x, y }: Place) => `M${pair({ x: x - 3, y })}L${pair({ x: x + 3, y })}`;

/** Which point lies at `x`. */
export const pointAt = ({ xs, half }: TrendLayout, x: number): number | null => {
  if (xs.length === 0) return null;
  const first = (xs[0] ?? 0) - half;
  return Math.min(xs.length - 1, Math.max(0, Math.floor((x - first) / (2 * half))));
};
