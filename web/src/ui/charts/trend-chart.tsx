import { ChartSurface, type Reading, type Size } from './chart-surface.js';
import { layoutTrend, pointAt, type TrendPoint, trendMargin } from './trend-layout.js';

type Props = {
  label: string;
  points: readonly TrendPoint[];
  /** Medians of the period it is compared with. */
  before: readonly (number | null)[];
  height: number;
  formatTime: (ms: number) => string;
  /** The name below a point. */
  nameOf: (at: number) => string;
  read: (at: number) => Reading;
  onOpen?: (at: number) => void;
};

/** Median (drawn through) and 90th percentile (dashed) over time, with the band between them. */
export function TrendChart({ label, points, before, height, formatTime, nameOf, read, onOpen }: Props) {
  const layoutAt = (size: Size) => layoutTrend(points, before, size.width, size.height);
  return (
    <ChartSurface
      label={label}
      height={height}
      count={points.length}
      read={read}
      onOpen={onOpen}
      pick={(x, _y, size) => pointAt(layoutAt(size), x)}
      spot={(at, size) => ({ x: layoutAt(size).xs[at] ?? 0, y: 8 })}
    >
      {(size, cursor) => {
        const { width, height: bottom } = size;
        const layout = layoutAt(size);
        const at = cursor === null ? null : layout.xs[cursor];
        return (
          <>
            {layout.yTicks.map(({ y, ms }) => (
              <g key={ms}>
                <line className="chart-grid" x1={trendMargin.left} x2={width} y1={y} y2={y} />
                <text className="chart-tick" x={trendMargin.left - 8} y={y} dy="0.32em" textAnchor="end">
                  {formatTime(ms)}
                </text>
              </g>
            ))}
            {at != null && (
              <line className="chart-cursor" x1={at} x2={at} y1={trendMargin.top} y2={layout.axisY} />
            )}
            <path className="chart-band" d={layout.bandPath} />
            <path className="chart-line-before" d={layout.beforePath} />
            <path className="chart-line-p90" d={layout.p90Path} />
            <path className="chart-line-median" d={layout.medianPath} />
            {cursor !== null &&
              at != null &&
              [layout.medianYs[cursor], layout.p90Ys[cursor]].map((y, which) =>
                y == null ? null : (
                  <circle key={which === 0 ? 'median' : 'p90'} className="chart-dot" cx={at} cy={y} r={3.5} />
                ),
              )}
            {layout.labelled.map((index) => (
              <text
                key={index}
                className="chart-tick"
                x={layout.xs[index]}
                y={bottom - 6}
                textAnchor="middle"
              >
                {nameOf(index)}
              </text>
            ))}
          </>
        );
      }}
    </ChartSurface>
  );
}
