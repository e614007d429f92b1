import { linearScale } from './scale.js';
import { linePath } from './trend-layout.js';

/** The path of a small line in a box of `width` × `height` pixels; flat in the middle where nothing changes. */
export function sparklinePath(values: readonly (number | null)[], width: number, height: number): string {
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return '';
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const y = low === high ? () => height / 2 : linearScale([low, high], [height - 2, 2]);
  const x = linearScale([0, Math.max(1, values.length - 1)], [2, width - 2]);
  return linePath(
    values.map((_, at) => x(at)),
    values.map((value) => (value === null ? null : y(value))),
  );
}
