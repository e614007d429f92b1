import { cx } from './cx.js';
import './pause-ring.css';

export type PauseTone = 'calm' | 'soon' | 'late';

/** Amber from three quarters of the promised time on, red once it has passed. */
export const pauseTone = (fraction: number): PauseTone =>
  fraction >= 1 ? 'late' : fraction >= 0.75 ? 'soon' : 'calm';

type Props = {
  /** Share of the promised time that has passed; above 1 when it is exceeded. */
  fraction: number;
  /** Read out and shown on hover, e.g. "waiting 12 min of 1 h". */
  label: string;
  size?: number;
  className?: string;
};

const radius = 6.25;
const around = 2 * Math.PI * radius;

/** The running pause against its target, as a ring that fills. */
export function PauseRing({ fraction, label, size = 16, className }: Props) {
  const filled = Math.max(0.03, Math.min(1, fraction));
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      role="img"
      aria-label={label}
      className={cx('ring', `ring-${pauseTone(fraction)}`, className)}
    >
      <title>{label}</title>
      <circle className="ring-track" cx="8" cy="8" r={radius} />
      <circle
        className="ring-fill"
        cx="8"
        cy="8"
        r={radius}
        strokeDasharray={around}
        strokeDashoffset={around * (1 - filled)}
        transform="rotate(-90 8 8)"
      />
      {fraction >= 1 && <circle className="ring-dot" cx="8" cy="8" r="2" />}
    </svg>
  );
}
