import { labelEvery } from './scale.js';

export const days = 7;
export const hours = 24;
/** How many shades there are beside "nothing". */
export const shades = 5;

export type HeatCell = {
  x: number;
  y: number;
  width: number;
  height: number;
  day: number;
  hour: number;
  shade: number;
};
export type HeatLayout = { cells: HeatCell[]; dayYs: number[]; hourXs: { hour: number; x: number }[] };

export const heatMargin = { top: 2, right: 2, bottom: 20, left: 34 };
const gap = 2;

/**
 * Seven rows of 24 cells, in a box of `width` × `height` pixels.
 * @param values 168 of them, row by row; null where there was nothing to measure
 */
export function layoutHeat(values: readonly (number | null)[], width: number, height: number): HeatLayout {
  const { top, right, bottom, left } = heatMargin;
  const cellWidth = (width - left - right) / hours;
  const cellHeight = (height - top - bottom) / days;
  const limits = shadeLimits(values);
  const cells = Array.from({ length: days * hours }, (_, at) => {
    const [day, hour] = [Math.floor(at / hours), at % hours];
    return {
      x: left + hour * cellWidth,
      y: top + day * cellHeight,
      width: Math.max(1, cellWidth - gap),
      height: Math.max(1, cellHeight - gap),
      day,
      hour,
      shade: shadeOf(values[at] ?? null, limits),
    };
  });
  const steps = [1, 2, 3, 4, 6, 12];
  const every = steps.find((step) => step >= labelEvery(hours, width - left - right, 20)) ?? 12;
  return {
    cells,
    dayYs: Array.from({ length: days }, (_, day) => top + (day + 0.5) * cellHeight - gap / 2),
    hourXs: Array.from({ length: hours }, (_, hour) => hour)
      .filter((hour) => hour % every === 0)
      .map((hour) => ({ hour, x: left + hour * cellWidth + (cellWidth - gap) / 2 })),
  };
}

/**
 * Where one shade ends and the next begins: equal shares of what there is, so that one wild hour does not leave all others pale.
 * Rising, without doubles; the last is the largest value.
 */
export function shadeLimits(values: readonly (number | null)[]): number[] {
  const sorted = values.filter((value): value is number => value !== null && value > 0).sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return [...new Set(Array.from({ length: shades }, (_, step) => at((step + 1) / shades)))];
}

/** 0: nothing there; 1 is the palest. With few different values the dark end is used: the most is always the darkest. */
export function shadeOf(value: number | null, limits: readonly number[]): number {
  if (value === null || value <= 0 || limits.length === 0) return 0;
  const found = limits.findIndex((limit) => value <= limit);
  const step = found === -1 ? limits.length - 1 : found;
  return shades - (limits.length - 1 - step);
}

/** Which cell lies at (x, y), as its number row by row. */
export function cellAt({ cells }: HeatLayout, x: number, y: number): number | null {
  const at = cells.findIndex(
    (cell) => x >= cell.x && x < cell.x + cell.width + gap && y >= cell.y && y < cell.y + cell.height + gap,
  );
  return at === -1 ? null : at;
}
