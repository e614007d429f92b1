import { ChartSurface, type Reading, type Size } from './chart-surface.js';
import { cellAt, heatMargin, hours, layoutHeat, shades } from './heat-layout.js';

type Props = {
  label: string;
  /** 168 values, hour by hour from the first day of the week; null where there was nothing to measure. */
  values: readonly (number | null)[];
  height: number;
  dayNames: readonly string[];
  hourName: (hour: number) => string;
  read: (at: number) => Reading;
  onOpen?: (at: number) => void;
};

/** Hour × weekday in five shades of one colour: from pale to dark, never by hue. */
export function HeatMap({ label, values, height, dayNames, hourName, read, onOpen }: Props) {
  const layoutAt = (size: Size) => layoutHeat(values, size.width, size.height);
  return (
    <ChartSurface
      label={label}
      height={height}
      count={values.length}
      across={hours}
      read={read}
      onOpen={onOpen}
      pick={(x, y, size) => cellAt(layoutAt(size), x, y)}
      spot={(at, size) => {
        const cell = layoutAt(size).cells[at];
        return cell ? { x: cell.x + cell.width / 2, y: cell.y + cell.height + 6 } : { x: 0, y: 0 };
      }}
    >
      {(size, cursor) => {
        const { height: bottom } = size;
        const layout = layoutAt(size);
        return (
          <>
            {layout.cells.map((cell, at) => (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: cells are known by their place
                key={at}
                className={`chart-cell shade-${cell.shade}`}
                data-on={cursor === at || undefined}
                x={cell.x}
                y={cell.y}
                width={cell.width}
                height={cell.height}
                rx={2}
              />
            ))}
            {layout.dayYs.map((y, day) => (
              <text
                key={dayNames[day]}
                className="chart-tick"
                x={heatMargin.left - 8}
                y={y}
                dy="0.32em"
                textAnchor="end"
              >
                {dayNames[day]}
              </text>
            ))}
            {layout.hourXs.map(({ hour, x }) => (
              <text key={hour} className="chart-tick" x={x} y={bottom - 4} textAnchor="middle">
                {hourName(hour)}
              </text>
            ))}
          </>
        );
      }}
    </ChartSurface>
  );
}

/** From little to much. */
export function HeatLegend({ from, to }: { from: string; to: string }) {
  return (
    <span className="heat-legend">
      <span>{from}</span>
      {Array.from({ length: shades }, (_, at) => at + 1).map((shade) => (
        <svg key={shade} width="12" height="12" aria-hidden="true">
          <rect className={`chart-cell shade-${shade}`} width="12" height="12" rx="2" />
        </svg>
      ))}
      <span>{to}</span>
    </span>
  );
}
