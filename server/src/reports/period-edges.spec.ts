import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type {
  ReportOverview,
  ReportResolution,
  ReportTurnPage,
  ReportVolume,
} from '@parley/shared/reports.js';
import { InboxBench } from '../../test/builders/inbox-bench.js';
import { CohortService } from './cohort/cohort.service.js';
import { ReportsModule } from './reports.module.js';

const DAY = 86_400_000;

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
  bench.clock.set(new Date('2026-04-01T12:00:00Z'));
});
afterAll(() => bench.close());

test.each([
  ['Asia/Kathmandu', '2026-03-10', '2026-03-09T18:15:00Z', '2026-03-10T18:15:00Z'],
  ['Pacific/Apia', '2026-03-10', '2026-03-09T11:00:00Z', '2026-03-10T11:00:00Z'],
  // The clock goes forward at midnight: the day begins at one; and back at midnight: the day before has 25 hours.
  ['America/Santiago', '2025-09-07', '2025-09-07T04:00:00Z', '2025-09-08T03:00:00Z'],
  ['Africa/Cairo', '2025-10-30', '2025-10-29T21:00:00Z', '2025-10-30T22:00:00Z'],
])(
  'in %s a day is whole: its first moment is in, the moment after its last is not',
  async (timezone, date, starts, ends) => {
    const owner = await bench.brandWithOwner(`Olga of ${timezone}`);
    const { brandId } = owner;
    await owner.client.patch('/api/v1/brand', { timezone });
    const channel = await bench.aChannel({ brandId });
    const [first, next] = [Date.parse(starts), Date.parse(ends)];
    for (const ms of [first - 1, first, next - 1, next])
      await bench.received({ person: `${timezone} ${ms}`, at: new Date(ms).toISOString() }, channel);
    const dateAt = (days: number) => new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
    const get = <T>(path: string, from = date, to = date) =>
      owner.client.get<T>(`/api/v1/reports/${path}?from=${from}&to=${to}`);
    const cohort = bench.get(CohortService);
    const known = cohort.exactUpTo;
    try {
      for (const exactUpTo of [known, -1]) {
        cohort.exactUpTo = exactUpTo;
        expect((await get<ReportOverview>('overview')).counts.opened).toBe(2);
        const around = await get<ReportOverview>('overview', dateAt(-1), dateAt(1));
        expect(around.series.points.map(({ opened }) => opened)).toEqual([1, 2, 1]);
        await bench.chore('reports.digest');
      }
    } finally {
      cohort.exactUpTo = known;
    }
    expect((await get<ReportTurnPage>('turns')).items.map(({ openedAt }) => Date.parse(openedAt))).toEqual([
      next - 1,
      first,
    ]);
    expect((await get<ReportVolume>('volume')).totals.in).toBe(2);
    expect((await get<ReportResolution>('resolution')).counts.opened).toBe(2);
  },
);
