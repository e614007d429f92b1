import { barAtPlace, barMargin, layoutBars } from './bar-layout.js';
import { ChartSurface, type Reading, type Size } from './chart-surface.js';

type Props = {
  label: string;
  height: number;
  values: readonly number[];
  formatCount: (count: number) => string;
  /** What is written below a bar. */
  nameOf: (at: number) => string;
  read: (at: number) => Reading;
  onOpen?: (at: number) => void;
};

/** Counts over equal steps of time. */
export function BarChart({ label, height, values, formatCount, nameOf, read, onOpen }: Props) {
  const layoutAt = (size: Size) => layoutBars(values, size.width, size.height);
  return (
    <ChartSurface
      label={label}
      height={height}
      count={values.length}
      read={read}
      onOpen={onOpen}
      pick={(x, _y, size) => barAtPlace(layoutAt(size), x)}
      spot={(at, size) => ({ x: layoutAt(size).bars[at]?.middle ?? 0, y: 4 })}
    >
      {(size, cursor) => {
        const layout = layoutAt(size);
        return (
          <>
            {layout.yTicks.map(({ y, count }) => (
              <g key={count}>
                <line className="chart-grid" x1={barMargin.left} x2={size.width} y1={y} y2={y} />
                <text className="chart-tick" x={barMargin.left - 8} y={y} dy="0.32em" textAnchor="end">
                  {formatCount(count)}
                </text>
              </g>
            ))}
            {layout.bars.map(({ x, y, width, height: high, middle }, at) => (
              <g key={middle} className="chart-bar" data-on={cursor === at || undefined}>
                {high > 0 && (
                  <rect
                    className="chart-in-time"
                    x={x}
                    y={y}
                    width={width}
                    height={high}
                    rx={Math.min(1.5, width / 4)}
                  />
                )}
              </g>
            ))}
            <line
              className="chart-axis"
              x1={barMargin.left}
              x2={size.width}
              y1={layout.axisY}
              y2={layout.axisY}
            />
            {layout.labelled.map((at) => (
              <text
                key={at}
                className="chart-tick"
                x={layout.bars[at]?.middle ?? 0}
                y={size.height - 6}
                textAnchor="middle"
              >
                {nameOf(at)}
              </text>
            ))}
          </>
        );
      }}
    </ChartSurface>
  );
}
