import { describe, expect, it } from 'vitest';
import { cursorStep } from './cursor-step.js';
import { cellAt, layoutHeat, shadeLimits, shadeOf } from './heat-layout.js';
import { barAt, type HistogramData, layoutHistogram } from './histogram-layout.js';
import { sparklinePath } from './sparkline-layout.js';
import { layoutTrend, linePath, pointAt } from './trend-layout.js';

const min = 60_000;

describe('a histogram', () => {
  const data: HistogramData = {
    buckets: [
      { fromMs: 0, toMs: min, ended: 4, late: 0, open: 0 },
      { fromMs: min, toMs: 10 * min, ended: 20, late: 5, open: 0 },
      { fromMs: 10 * min, toMs: 100 * min, ended: 0, late: 0, open: 0 },
      { fromMs: 100 * min, toMs: null, ended: 1, late: 1, open: 3 },
    ],
    unended: 2,
    targets: [60 * min],
  };
  const layout = layoutHistogram(data, 640, 200);

  it('has a bar per bucket and one for what had no end, all within the box', () => {
    expect(layout.bars).toHaveLength(5);
    for (const bar of layout.bars) {
      expect(bar.x).toBeGreaterThanOrEqual(0);
      expect(bar.x + bar.width).toBeLessThanOrEqual(640);
      expect(bar.y).toBeGreaterThanOrEqual(0);
      expect(bar.y + bar.height).toBeCloseTo(layout.axisY);
    }
  });

  it('draws what is more higher, nothing not at all, and one in many still visibly', () => {
    const [few, many, none, one] = layout.bars.map(({ height }) => height);
    expect(many).toBeGreaterThan(few ?? 0);
    expect(none).toBe(0);
    expect(one).toBeCloseTo(few ?? 0);
    const crowd = layoutHistogram(
      { ...data, buckets: [{ fromMs: 0, toMs: min, ended: 99_999, late: 0, open: 0 }] },
      640,
      200,
    );
    expect(crowd.bars[1]?.height).toBe(2);
  });

  it('tells apart what goes on, and what ended late', () => {
    const [few, many, , long] = layout.bars;
    expect(few).toMatchObject({ openHeight: 0, lateHeight: 0 });
    expect(many?.lateHeight).toBeCloseTo((many?.height ?? 0) / 4);
    expect(long?.openHeight).toBeCloseTo((long?.height ?? 0) * 0.75);
    expect(long?.lateHeight).toBeCloseTo((long?.height ?? 0) / 4);
  });

  it('marks the target between the bars it lies between', () => {
    const [, before, , after] = layout.bars;
    const [target] = layout.targets;
    expect(target?.x).toBeGreaterThan((before?.x ?? 0) + (before?.width ?? 0));
    expect(target?.x).toBeLessThan(after?.x ?? 0);
    expect(layoutHistogram({ ...data, targets: [] }, 640, 200).targets).toEqual([]);
  });

  it('marks several targets, those in sight, and names no two in one place', () => {
    const { targets } = layoutHistogram(
      { ...data, targets: [2 * min, 60 * min, 61 * min, 9_000 * min] },
      640,
      200,
    );
    expect(targets.map(({ ms, named }) => [ms / min, named])).toEqual([
      [2, true],
      [60, true],
      [61, false],
    ]);
  });

  it('finds the bar below the pointer, and none far away', () => {
    layout.bars.forEach((bar, at) => {
      expect(barAt(layout, bar.x + bar.width / 2)).toBe(at);
    });
    expect(barAt(layout, -40)).toBeNull();
  });

  it('stands on its feet with nothing to show', () => {
    const empty = layoutHistogram({ buckets: [], unended: 0, targets: [] }, 300, 160);
    expect(empty.bars).toHaveLength(1);
    expect(empty.bars[0]?.height).toBe(0);
    expect(empty.xTicks.length).toBeGreaterThan(0);
  });
});

describe('a line with a band', () => {
  const points = [
    { median: 2 * min, p90: 8 * min },
    { median: null, p90: null },
    { median: 3 * min, p90: 9 * min },
    { median: 4 * min, p90: 12 * min },
  ];
  const layout = layoutTrend(points, [min, min, null, min], 400, 200);

  it('has a gap where there was nothing', () => {
    expect(layout.medianYs.map((y) => y === null)).toEqual([false, true, false, false]);
    expect(layout.medianPath.match(/M/g)).toHaveLength(2);
    expect(layout.bandPath.match(/Z/g)).toHaveLength(2);
    expect(layout.beforePath.match(/M/g)).toHaveLength(2);
  });

  it('has longer waits higher up, and the axis at nothing', () => {
    expect(layout.p90Ys[0]).toBeLessThan(layout.medianYs[0] ?? 0);
    expect(layout.yTicks[0]).toEqual({ y: layout.axisY, ms: 0 });
    expect(layout.yTicks.at(-1)?.ms).toBeGreaterThanOrEqual(12 * min);
  });

  it('shows a point between gaps as a stroke', () => {
    expect(linePath([10, 20, 30], [null, 5, null])).toBe('M17,5L23,5');
  });

  it('finds the point below the pointer', () => {
    expect(layout.xs.map((x) => pointAt(layout, x))).toEqual([0, 1, 2, 3]);
    expect([pointAt(layout, -9), pointAt(layout, 999)]).toEqual([0, 3]);
    expect(pointAt(layoutTrend([], [], 400, 200), 50)).toBeNull();
  });
});

describe('a heat map', () => {
  const values = Array.from({ length: 168 }, (_, at) => (at % 24 < 8 ? null : at));
  const layout = layoutHeat(values, 360, 180);

  it('has 168 cells that touch nobody', () => {
    expect(layout.cells).toHaveLength(168);
    const [first, second] = layout.cells;
    expect((first?.x ?? 0) + (first?.width ?? 0)).toBeLessThan(second?.x ?? 0);
    expect(layout.cells.at(-1)).toMatchObject({ day: 6, hour: 23 });
    layout.cells.forEach((cell, at) => {
      expect(cellAt(layout, cell.x + 1, cell.y + 1)).toBe(at);
    });
    expect(cellAt(layout, 2, 2)).toBeNull();
  });

  it('has the most darkest and nothing unshaded', () => {
    const limits = shadeLimits([1, 2, 3, 4, 1_000, null, 0]);
    expect([null, 0, 1, 2, 3, 4, 1_000].map((value) => shadeOf(value, limits))).toEqual([
      0, 0, 1, 2, 3, 4, 5,
    ]);
    expect(shadeOf(7, shadeLimits([7, 7, null]))).toBe(5);
    expect(shadeLimits([null])).toEqual([]);
    expect(shadeOf(3, [])).toBe(0);
  });
});

it('a sparkline is a line, flat where nothing changes, and none without values', () => {
  expect(sparklinePath([1, 2], 40, 20)).toBe('M2,18L38,2');
  expect(sparklinePath([5, 5], 40, 20)).toBe('M2,10L38,10');
  expect(sparklinePath([null, null], 40, 20)).toBe('');
});

describe('the cursor', () => {
  it('moves along one row like any slider', () => {
    expect(
      ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown'].map((key) => cursorStep(key, 3, 10, 10)),
    ).toEqual([4, 4, 2, 2]);
    expect([cursorStep('ArrowRight', 9, 10, 10), cursorStep('ArrowLeft', 0, 10, 10)]).toEqual([9, 0]);
    expect([cursorStep('Home', 5, 10, 10), cursorStep('End', 5, 10, 10)]).toEqual([0, 9]);
    expect(cursorStep('a', 5, 10, 10)).toBeNull();
  });

  it('moves through rows, and stays where there is none', () => {
    expect(cursorStep('ArrowDown', 3, 168, 24)).toBe(27);
    expect(cursorStep('ArrowUp', 27, 168, 24)).toBe(3);
    expect(cursorStep('ArrowUp', 3, 168, 24)).toBe(3);
    expect(cursorStep('ArrowDown', 166, 168, 24)).toBe(166);
  });
});
