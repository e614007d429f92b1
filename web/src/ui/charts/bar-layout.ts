import { labelEvery, linearScale, niceSteps } from './scale.js';

export const barMargin = { top: 10, right: 8, bottom: 22, left: 34 };

export type BarsLayout = {
  bars: { x: number; y: number; width: number; height: number; middle: number }[];
  axisY: number;
  yTicks: { y: number; count: number }[];
  /** Bars whose name is written below. */
  labelled: number[];
  /** Half the room of a bar. */
  half: number;
};

/** Bars of counts side by side in a box of `width` × `height` pixels; the smallest count still shows. */
export function layoutBars(values: readonly number[], width: number, height: number): BarsLayout {
  const { top, right, bottom, left } = barMargin;
  const axisY = height - bottom;
  const steps = niceSteps(Math.max(0, ...values), 3);
  const y = linearScale([0, steps.at(-1) ?? 1], [axisY, top]);
  const half = (width - left - right) / Math.max(1, values.length) / 2;
  const thick = Math.max(1, Math.min(28, half * 2 * 0.72));
  const every = labelEvery(values.length, width - left - right, 58);
  return {
    bars: values.map((value, at) => {
      const middle = left + half * (2 * at + 1);
      const high = value === 0 ? 0 : Math.max(2, axisY - y(value));
      return { x: middle - thick / 2, y: axisY - high, width: thick, height: high, middle };
    }),
    axisY,
    yTicks: steps.map((count) => ({ y: y(count), count })),
    labelled: values.map((_, at) => at).filter((at) => at % every === 0),
    half,
  };
}

/** Which bar lies at `x`; null beside them. */
export function barAtPlace({ bars, half }: BarsLayout, x: number): number | null {
  const at = bars.findIndex(({ middle }) => Math.abs(middle - x) <= half);
  return at === -1 ? null : at;
}
