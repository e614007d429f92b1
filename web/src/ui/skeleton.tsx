import { cx } from './cx.js';
import './states.css';

type Props = { width?: string; height?: string; round?: boolean; className?: string };

/** A quiet placeholder in the shape of what is coming. */
export function Skeleton({ width = '100%', height = '0.8em', round, className }: Props) {
  return (
    <span
      aria-hidden="true"
      className={cx('skeleton', round && 'is-round', className)}
      style={{ inlineSize: width, blockSize: height }}
    />
  );
}
