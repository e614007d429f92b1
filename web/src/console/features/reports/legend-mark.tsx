import { type ReactNode, useId } from 'react';

type Look = 'solid' | 'hatched' | 'dashed' | 'line' | 'dotted' | 'before' | 'band' | 'target';

/** What a mark in a chart means. */
export function LegendMark({ look, children }: { look: Look; children: ReactNode }) {
  return (
    <span className="legend-item">
      <svg className="legend-mark" width="18" height="10" aria-hidden="true">
        <Mark look={look} />
      </svg>
      {children}
    </span>
  );
}

function Mark({ look }: { look: Look }) {
  const hatch = useId();
  const box = { x: 3, y: 0.5, width: 12, height: 9, rx: 1 };
  switch (look) {
    case 'solid':
      return <rect className="chart-in-time" {...box} />;
    case 'hatched':
      return (
        <>
          <pattern
            id={hatch}
            width="4"
            height="4"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="4" height="4" className="chart-late-ground" />
            <rect width="1.8" height="4" className="chart-late-line" />
          </pattern>
          <rect {...box} fill={`url(#${hatch})`} />
        </>
      );
    case 'dashed':
      return <rect className="chart-unended" {...box} />;
    case 'band':
      return <rect className="chart-band" x="0" y="0" width="18" height="10" rx="1" />;
    case 'line':
      return <path className="chart-line-median" d="M1,5H17" />;
    case 'dotted':
      return <path className="chart-line-p90" d="M1,5H17" />;
    case 'target':
      return <path className="chart-target is-one-of-some" d="M9,0V10" />;
    case 'before':
      return <path className="chart-line-before" d="M0,5H18" />;
  }
}
