import { useId } from 'react';
import { ChartSurface, type Reading } from './chart-surface.js';
import { barAt, type HistogramData, histogramMargin, layoutHistogram } from './histogram-layout.js';

type Props = {
  label: string;
  data: HistogramData;
  height: number;
  targetLabel: string;
  unendedLabel: string;
  formatTime: (ms: number) => string;
  formatCount: (count: number) => string;
  /** What the bar at a place says; the one after the last bucket is for waits without an end. */
  read: (at: number) => Reading;
  onOpen?: (at: number) => void;
};

/** How waits are spread, on a logarithmic axis; what is late is hatched, so that it shows without colour. */
export function Histogram({
  label,
  data,
  height,
  targetLabel,
  unendedLabel,
  formatTime,
  formatCount,
  read,
  onOpen,
}: Props) {
  const hatch = useId();
  const layoutAt = (width: number) => layoutHistogram(data, width, height);
  return (
    <ChartSurface
      label={label}
      height={height}
      count={data.buckets.length + 1}
      read={read}
      onOpen={onOpen}
      pick={(x, _y, width) => barAt(layoutAt(width), x)}
      spot={(at, width) => {
        const bar = layoutAt(width).bars[at];
        return { x: bar ? bar.x + bar.width / 2 : 0, y: 8 };
      }}
    >
      {(width, cursor) => {
        const layout = layoutAt(width);
        const late = layout.targetX ?? Number.POSITIVE_INFINITY;
        return (
          <>
            <defs>
              <pattern
                id={hatch}
                width="5"
                height="5"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect width="5" height="5" className="chart-late-ground" />
                <rect width="2.2" height="5" className="chart-late-line" />
              </pattern>
            </defs>
            {layout.yTicks.map(({ y, count }) => (
              <g key={count}>
                <line className="chart-grid" x1={histogramMargin.left} x2={width} y1={y} y2={y} />
                <text className="chart-tick" x={histogramMargin.left - 8} y={y} dy="0.32em" textAnchor="end">
                  {formatCount(count)}
                </text>
              </g>
            ))}
            {layout.bars.map((bar, at) => {
              const last = at === layout.bars.length - 1;
              const split = last ? bar.x : Math.min(Math.max(late, bar.x), bar.x + bar.width);
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: bars are known by their place
                <g key={at} className="chart-bar" data-on={cursor === at || undefined}>
                  {split > bar.x && (
                    <rect
                      className="chart-in-time"
                      x={bar.x}
                      y={bar.y}
                      width={split - bar.x}
                      height={bar.height}
                    />
                  )}
                  {split < bar.x + bar.width && (
                    <rect
                      className={last ? 'chart-unended' : undefined}
                      fill={last ? undefined : `url(#${hatch})`}
                      x={split}
                      y={bar.y}
                      width={bar.x + bar.width - split}
                      height={bar.height}
                    />
                  )}
                </g>
              );
            })}
            <line
              className="chart-axis"
              x1={histogramMargin.left}
              x2={width}
              y1={layout.axisY}
              y2={layout.axisY}
            />
            {layout.xTicks.map(({ x, ms }) => (
              <text key={ms} className="chart-tick" x={x} y={height - 6} textAnchor="middle">
                {formatTime(ms)}
              </text>
            ))}
            <text className="chart-tick" x={width - histogramMargin.right} y={height - 6} textAnchor="end">
              {unendedLabel}
            </text>
            {layout.targetX !== null && (
              <g>
                <line
                  className="chart-target"
                  x1={layout.targetX}
                  x2={layout.targetX}
                  y1={6}
                  y2={layout.axisY}
                />
                <text
                  className="chart-target-label"
                  x={layout.targetX + (layout.targetX > width * 0.6 ? -6 : 6)}
                  y={14}
                  textAnchor={layout.targetX > width * 0.6 ? 'end' : 'start'}
                >
                  {targetLabel}
                </text>
              </g>
            )}
          </>
        );
      }}
    </ChartSurface>
  );
}
