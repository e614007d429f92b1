import { sparklinePath } from './sparkline-layout.js';
import './charts.css';

/** A small line beside a figure: its way, without numbers. What it says is said elsewhere. */
export function Sparkline({
  values,
  width = 88,
  height = 24,
}: {
  values: readonly (number | null)[];
  width?: number;
  height?: number;
}) {
  const path = sparklinePath(values, width, height);
  return (
    <svg
      className="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <path className="chart-line-median" d={path} />
    </svg>
  );
}
