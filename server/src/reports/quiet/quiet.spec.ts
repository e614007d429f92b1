import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReportQuiet } from '@parley/shared/reports.js';
import { InboxBench } from '../../../test/builders/inbox-bench.js';
import { ReportsModule } from '../reports.module.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ASKED = Date.parse('2026-03-02T09:00:00Z');

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
  bench.clock.set(new Date(ASKED + 40 * DAY));
});
afterAll(() => bench.close());

/** Somebody asks, is answered after so long, and writes again so long after the answer. */
async function asks(person: string, answeredAfter: number, again: number | null): Promise<void> {
  const at = (ms: number) => new Date(ms).toISOString();
  const { thread } = await bench.received({ person, at: at(ASKED) });
  await bench.received({ person, thread, direction: 'out', at: at(ASKED + answeredAfter) });
  if (again !== null) await bench.received({ person, at: at(ASKED + answeredAfter + again) });
}

const quiet = () =>
  bench.owner.client.get<ReportQuiet>('/api/v1/reports/quiet?from=2026-03-02&to=2026-03-02');

test('who writes within fourteen days of the answer is not quiet; who comes later, was', async () => {
  await asks('late, and never again', 5 * HOUR, null);
  await asks('late, and in the last moment', 5 * HOUR, 14 * DAY);
  await asks('late, and a moment too late', 5 * HOUR, 14 * DAY + 1);
  await asks('in time, and the next day', HOUR / 2, DAY);
  await asks('in time, and three weeks later', HOUR / 2, 21 * DAY);
  const report = await quiet();
  expect(report.late).toMatchObject({ value: 2 / 3, n: 3, leftOut: [] });
  expect(report.inTime).toMatchObject({ value: 1 / 2, n: 2, leftOut: [] });
  expect(report.difference).toBeCloseTo(1 / 6);
});

test('whose fourteen days are not over is too young, to the millisecond', async () => {
  bench.clock.set(new Date(ASKED + HOUR / 2 + 14 * DAY - 1));
  expect((await quiet()).inTime).toMatchObject({
    value: null,
    n: 0,
    leftOut: [{ reason: 'too_young', count: 2 }],
  });
  bench.clock.set(new Date(ASKED + HOUR / 2 + 14 * DAY));
  const { inTime, late } = await quiet();
  expect(inTime).toMatchObject({ value: 1 / 2, n: 2 });
  expect(late).toMatchObject({ n: 0, leftOut: [{ reason: 'too_young', count: 3 }] });
});
