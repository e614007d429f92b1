import { linearScale, logScale, logTimeTicks, niceSteps, type Scale } from './scale.js';

/** How many waits lie from `fromMs` up to, not including, `toMs`. */
export type Bucket = { fromMs: number; toMs: number; count: number };
export type HistogramData = {
  /** Rising, without gaps. */
  buckets: readonly Bucket[];
  /** Waits that had no end: shown apart, behind the longest. */
  unended: number;
  targetMs: number | null;
};
export type Bar = { x: number; y: number; width: number; height: number; count: number };
export type HistogramLayout = {
  /** One per bucket, then one for what had no end. */
  bars: Bar[];
  /** Where waits begin to be late; null without a target in sight. */
  targetX: number | null;
  axisY: number;
  xTicks: { x: number; ms: number }[];
  yTicks: { y: number; count: number }[];
};

export const histogramMargin = { top: 22, right: 4, bottom: 24, left: 34 };
/** Of the plot's width, what the bar of waits without an end takes. */
const apart = 46;

/** Places the bars of a histogram over a logarithmic time axis in a box of `width` × `height` pixels. */
export function layoutHistogram(data: HistogramData, width: number, height: number): HistogramLayout {
  const { top, right, bottom, left } = histogramMargin;
  const axisY = height - bottom;
  const end = Math.max(left + 1, width - right - apart);
  const domain = domainOf(data);
  const x = logScale(domain, [left, end]);
  const most = Math.max(data.unended, ...data.buckets.map(({ count }) => count));
  const steps = niceSteps(most, 3);
  const y = linearScale([0, steps.at(-1) ?? 1], [axisY, top]);
  const bars = data.buckets.map((bucket) => barOf(bucket, x, y, left, axisY));
  const gap = Math.min(10, apart / 4);
  return {
    bars: [...bars, upright(end + gap, apart - gap, data.unended, y, axisY)],
    targetX:
      data.targetMs !== null && data.targetMs >= domain[0] && data.targetMs <= domain[1]
        ? x(data.targetMs)
        : null,
    axisY,
    xTicks: logTimeTicks(x, domain, 44).map((ms) => ({ x: x(ms), ms })),
    yTicks: steps.map((count) => ({ y: y(count), count })),
  };
}

/** Which bar lies at `x`: bars are as wide as their bucket, so the pointer need not meet the bar itself. */
export const barAt = (layout: HistogramLayout, x: number): number | null => {
  const nearest = layout.bars
    .map((bar, at) => ({ at, far: Math.max(bar.x - x, x - bar.x - bar.width, 0) }))
    .sort((a, b) => a.far - b.far)[0];
  return nearest && nearest.far < 24 ? nearest.at : null;
};

function domainOf({ buckets, targetMs }: HistogramData): [number, number] {
  const filled = buckets.filter(({ count }) => count > 0);
  const shortest = Math.max(1_000, filled[0]?.fromMs ?? 60_000);
  const longest = filled.at(-1)?.toMs ?? 3_600_000;
  const from = Math.min(shortest, targetMs ? targetMs / 2 : shortest);
  // Two orders of magnitude at least: a few waits of one kind do not fill the whole picture.
  const to = Math.max(longest, targetMs ? targetMs * 2 : longest, from * 100);
  return [Math.max(1_000, from), to];
}

function barOf(bucket: Bucket, x: Scale, y: Scale, left: number, axisY: number): Bar {
  const start = bucket.fromMs <= 1_000 ? left : x(bucket.fromMs);
  return upright(start + 0.5, Math.max(1, x(bucket.toMs) - start - 1), bucket.count, y, axisY);
}

/** A bar on the axis; the smallest count still shows. */
function upright(x: number, width: number, count: number, y: Scale, axisY: number): Bar {
  const height = count === 0 ? 0 : Math.max(2, axisY - y(count));
  return { x, y: axisY - height, width, height, count };
}
