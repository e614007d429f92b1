import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cursorStep } from './cursor-step.js';
import { useChartSize } from './use-chart-size.js';
import './charts.css';

/** What a point says: shown beside the cursor, and read out. */
export type Reading = { title: string; rows: { label: string; value: string }[] };

/** Of the picture, in CSS pixels. */
export type Size = { width: number; height: number };

type Props = {
  /** What the chart shows, as its name for screen readers. */
  label: string;
  height: number;
  /** How many points the cursor can stand on, and how many of them make a row. */
  count: number;
  across?: number;
  read: (at: number) => Reading;
  /** The point at a place of the picture. */
  pick: (x: number, y: number, size: Size) => number | null;
  /** Where the reading stands. */
  spot: (at: number, size: Size) => { x: number; y: number };
  /** Opens what is behind a point (Enter, or a press). */
  onOpen?: (at: number) => void;
  /** The picture in a size, with the point the cursor is on. */
  children: (size: Size, cursor: number | null) => ReactNode;
};

export const spoken = ({ title, rows }: Reading): string =>
  `${title}: ${rows.map(({ label, value }) => `${label} ${value}`).join(', ')}`;

/** A picture with a cursor: the pointer or the arrow keys move it, and what it stands on is shown and read out. */
export function ChartSurface({
  label,
  height,
  count,
  across = count,
  read,
  pick,
  spot,
  onOpen,
  children,
}: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const size = useChartSize(box, height);
  const [cursor, setCursor] = useState<number | null>(null);
  /** Where the cursor stood when the focus went: there it comes back to. */
  const left = useRef(0);
  const at = cursor === null ? null : Math.min(cursor, count - 1);
  const under = (event: PointerEvent) => {
    const frame = event.currentTarget.getBoundingClientRect();
    return pick(event.clientX - frame.left, event.clientY - frame.top, size);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && at !== null && onOpen) onOpen(at);
    else if (event.key === 'Escape' && at !== null) setCursor(null);
    else {
      const to = cursorStep(event.key, at ?? 0, count, across);
      if (to === null) return;
      setCursor(at === null ? 0 : to);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  if (count === 0) return <div className="chart-surface" style={{ blockSize: height }} />;
  return (
    <div
      ref={box}
      className="chart-surface"
      data-opens={onOpen ? '' : undefined}
      style={{ blockSize: size.height }}
      role="slider"
      aria-roledescription={t('ui.chart')}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={count - 1}
      aria-valuenow={at ?? 0}
      aria-valuetext={spoken(read(at ?? 0))}
      tabIndex={0}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && setCursor(at ?? left.current)}
      onBlur={() => {
        left.current = at ?? left.current;
        setCursor(null);
      }}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => setCursor(under(event))}
      onPointerLeave={(event) => !event.currentTarget.matches(':focus-visible') && setCursor(null)}
      onClick={() => at !== null && onOpen?.(at)}
    >
      {size.width > 0 && (
        <>
          <svg {...size} viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
            {children(size, at)}
          </svg>
          {at !== null && <Tip reading={read(at)} {...spot(at, size)} width={size.width} />}
        </>
      )}
    </div>
  );
}

function Tip({ reading, x, y, width }: { reading: Reading; x: number; y: number; width: number }) {
  const side = x > width / 2 ? 'before' : 'after';
  return (
    <div
      className="chart-tip"
      data-side={side}
      aria-hidden="true"
      style={{ insetBlockStart: y, ...(side === 'after' ? { left: x + 10 } : { right: width - x + 10 }) }}
    >
      <span className="chart-tip-title">{reading.title}</span>
      {reading.rows.map(({ label, value }) => (
        <span key={label} className="chart-tip-row">
          <span>{label}</span>
          <span className="tabular">{value}</span>
        </span>
      ))}
    </div>
  );
}
