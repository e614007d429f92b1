import type { ReportValue } from '@parley/shared/reports.js';
import { expect, it } from 'vitest';
import { sortRows } from './breakdown-rows.js';

const value = (value: number | null, never = false): ReportValue => ({ value, never, atLeast: false, n: 20 });
const row = (key: string, opened: number, median: ReportValue, withheld = false) => ({
  ...{ key, name: key, withheld, median, withinTarget: value(0.5) },
  counts: { opened },
  compared: null,
});
const rows = [
  row('much', 90, value(5_000)),
  row('never', 40, value(null, true)),
  row('quick', 30, value(1_000)),
  row('empty', 0, value(null)),
  row('withheld', 0, value(null), true),
];
const order = (column: 'opened' | 'median' | 'withinTarget', down: boolean) =>
  sortRows(rows, { column, down }).map(({ key }) => key);

it('has waits without an end as the longest, and nothing last either way', () => {
  expect(order('median', true)).toEqual(['never', 'much', 'quick', 'empty', 'withheld']);
  expect(order('median', false)).toEqual(['quick', 'much', 'never', 'empty', 'withheld']);
});

it('goes by how many they count, and leaves equals as they came', () => {
  expect(order('opened', false)).toEqual(['empty', 'quick', 'never', 'much', 'withheld']);
  expect(order('withinTarget', true)).toEqual(['much', 'never', 'quick', 'empty', 'withheld']);
});
