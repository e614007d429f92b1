import { useId } from 'react';
import { ChartSurface, type Reading, type Size } from './chart-surface.js';
import { type Bar, barAt, type HistogramData, histogramMargin, layoutHistogram } from './histogram-layout.js';

type Props = {
  label: string;
  data: HistogramData;
  height: number;
  /** The name of a target beside its mark. */
  targetLabel: (ms: number) => string;
  unendedLabel: string;
  formatTime: (ms: number) => string;
  formatCount: (count: number) => string;
  /** What the bar at a place says; the one after the last bucket is for waits without an end. */
  read: (at: number) => Reading;
  onOpen?: (at: number) => void;
};

/** How waits are spread, on a logarithmic axis: of each bar, what was late is hatched, so that it shows without colour. */
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
  const layoutAt = (size: Size) => layoutHistogram(data, size.width, size.height);
  return (
    <ChartSurface
      label={label}
      height={height}
      count={data.buckets.length + 1}
      read={read}
      onOpen={onOpen}
      pick={(x, _y, size) => barAt(layoutAt(size), x)}
      spot={(at, size) => {
        const bar = layoutAt(size).bars[at];
        return { x: bar ? bar.x + bar.width / 2 : 0, y: 8 };
      }}
    >
      {(size, cursor) => {
        const { width, height: bottom } = size;
        const layout = layoutAt(size);
        const alone = data.targets.length === 1;
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
            {layout.bars.map((bar, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: bars are known by their place
              <g key={at} className="chart-bar" data-on={cursor === at || undefined}>
                <BarShape bar={bar} hatch={hatch} unended={at === layout.bars.length - 1} />
              </g>
            ))}
            <line
              className="chart-axis"
              x1={histogramMargin.left}
              x2={width}
              y1={layout.axisY}
              y2={layout.axisY}
            />
            {layout.xTicks.map(({ x, ms }) => (
              <text key={ms} className="chart-tick" x={x} y={bottom - 6} textAnchor="middle">
                {formatTime(ms)}
              </text>
            ))}
            <text className="chart-tick" x={width - histogramMargin.right} y={bottom - 6} textAnchor="end">
              {unendedLabel}
            </text>
            {layout.targets.map(({ x, ms, named }) => (
              <g key={ms}>
                <line
                  className={alone ? 'chart-target' : 'chart-target is-one-of-some'}
                  x1={x}
                  x2={x}
                  y1={6}
                  y2={layout.axisY}
                />
                {named && (
                  <text
                    className="chart-target-label"
                    x={x + (alone && x > width * 0.6 ? -6 : 5)}
                    y={14}
                    textAnchor={alone && x > width * 0.6 ? 'end' : 'start'}
                  >
                    {targetLabel(ms)}
                  </text>
                )}
              </g>
            ))}
          </>
        );
      }}
    </ChartSurface>
  );
}

/** Solid what ended in time, hatched above it what ended late; what goes on, and what had no end, is only a dashed outline. */
function BarShape({ bar, hatch, unended }: { bar: Bar; hatch: string; unended: boolean }) {
  const { x, y, width, height, openHeight, lateHeight } = bar;
  if (height === 0) return null;
  if (unended) return <rect className="chart-unended" x={x} y={y} width={width} height={height} />;
  const inTime = height - openHeight - lateHeight;
  return (
    <>
      {inTime > 0 && (
        <rect className="chart-in-time" x={x} width={width} y={y + height - inTime} height={inTime} />
      )}
      {lateHeight > 0 && (
        <rect fill={`url(#${hatch})`} x={x} width={width} y={y + openHeight} height={lateHeight} />
      )}
      {openHeight > 0 && (
        <rect
          className="chart-unended"
          x={x + 0.5}
          y={y + 0.5}
          width={Math.max(1, width - 1)}
          height={Math.max(1, openHeight - 0.5)}
        />
      )}
    </>
  );
}
