import { linearScale, logScale, logTimeTicks, niceSteps, type Scale } from './scale.js';

/** How many waits lie from `fromMs` up to, not including, `toMs` (null: and longer): of those that `ended` so many were `late`; `open` ones go on. */
export type Bucket = { fromMs: number; toMs: number | null; ended: number; late: number; open: number };
export type HistogramData = {
  /** Rising, without gaps. */
  buckets: readonly Bucket[];
  /** Waits that had no end: shown apart, behind the longest. */
  unended: number;
  /** What was promised, shortest first: marked on the axis. */
  targets: readonly number[];
};
/** From the top: how much of its height stands for waits that go on, and below them for those that ended late. */
export type Bar = {
  x: number;
  y: number;
  width: number;
  height: number;
  openHeight: number;
  lateHeight: number;
};
export type HistogramLayout = {
  /** One per bucket, then one for what had no end. */
  bars: Bar[];
  /** Where the targets in sight stand; `named`: there is room for its name. */
  targets: { x: number; ms: number; named: boolean }[];
  axisY: number;
  xTicks: { x: number; ms: number }[];
  yTicks: { y: number; count: number }[];
};

export const histogramMargin = { top: 22, right: 4, bottom: 24, left: 34 };
/** Of the plot's width, what the bar of waits without an end takes. */
const apart = 46;
/** Room for the name of one of several targets. */
const nameWidth = 48;

/** Places the bars of a histogram over a logarithmic time axis in a box of `width` × `height` pixels. */
export function layoutHistogram(data: HistogramData, width: number, height: number): HistogramLayout {
  const { top, right, bottom, left } = histogramMargin;
  const axisY = height - bottom;
  const end = Math.max(left + 1, width - right - apart);
  const domain = domainOf(data);
  const x = logScale(domain, [left, end]);
  const most = Math.max(data.unended, ...data.buckets.map(countOf));
  const steps = niceSteps(most, 3);
  const y = linearScale([0, steps.at(-1) ?? 1], [axisY, top]);
  const bars = data.buckets.map((bucket) => barOf(bucket, domain[1], x, y));
  const gap = Math.min(10, apart / 4);
  return {
    bars: [...bars, upright(end + gap, apart - gap, { ended: data.unended, late: 0, open: 0 }, y)],
    targets: marksOf(
      data.targets.filter((ms) => ms >= domain[0] && ms <= domain[1]).map((ms) => ({ x: x(ms), ms })),
    ),
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

/** Of several targets that stand close together only the first is named beside its mark. */
function marksOf(marks: { x: number; ms: number }[]): HistogramLayout['targets'] {
  let free = Number.NEGATIVE_INFINITY;
  return marks.map((mark) => {
    const named = mark.x >= free;
    if (named) free = mark.x + nameWidth;
    return { ...mark, named };
  });
}

function domainOf({ buckets, targets }: HistogramData): [number, number] {
  const filled = buckets.filter((bucket) => countOf(bucket) > 0);
  const shortest = Math.max(1_000, filled[0]?.fromMs ?? 60_000);
  const last = filled.at(-1);
  const longest = last ? (last.toMs ?? last.fromMs * 2) : 3_600_000;
  // One promise belongs into the picture; of several, those in it are marked.
  const [targetMs = null] = targets.length === 1 ? targets : [];
  const from = Math.min(shortest, targetMs ? targetMs / 2 : shortest);
  // Two orders of magnitude at least: a few waits of one kind do not fill the whole picture.
  const to = Math.max(longest, targetMs ? targetMs * 2 : longest, from * 100);
  return [Math.max(1_000, from), to];
}

const countOf = ({ ended, open }: Pick<Bucket, 'ended' | 'open'>) => ended + open;

function barOf(bucket: Bucket, longest: number, x: Scale, y: Scale): Bar {
  const start = x(Math.max(bucket.fromMs, 0));
  const end = x(bucket.toMs ?? longest);
  return upright(start + 0.5, Math.max(1, end - start - 1), bucket, y);
}

/** A bar on the axis; the smallest count still shows. */
function upright(x: number, width: number, count: Pick<Bucket, 'ended' | 'late' | 'open'>, y: Scale): Bar {
  const all = countOf(count);
  const height = all === 0 ? 0 : Math.max(2, y(0) - y(all));
  const part = (some: number) => (all === 0 ? 0 : (height * some) / all);
  return {
    x,
    y: y(0) - height,
    width,
    height,
    openHeight: part(count.open),
    lateHeight: part(count.late),
  };
}
