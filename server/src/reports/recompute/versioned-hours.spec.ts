import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Recomputation, ReportOverview } from '@parley/shared/reports.js';
import { InboxBench } from '../../../test/builders/inbox-bench.js';
import { CalendarsService } from '../../brands/calendars.service.js';
import { TargetsService } from '../../brands/targets.service.js';
import { CohortService } from '../cohort/cohort.service.js';
import { ReportsModule } from '../reports.module.js';

const HOUR = 3_600_000;
const DAYS = ['2026-03-09', '2026-03-10', '2026-03-11'] as const;
const [MONDAY, TUESDAY, WEDNESDAY] = DAYS;
const threads = new Map<string, string>();

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
  bench.clock.set(new Date('2026-03-20T12:00:00Z'));
  // On each day somebody asks at seven, and is answered at eleven.
  for (const day of DAYS) {
    const { thread } = await bench.received({ at: `${day}T07:00:00Z` });
    await bench.received({ thread, direction: 'out', at: `${day}T11:00:00Z` });
    threads.set(day, thread);
  }
  // All days are digested, and read from their digests as soon as these hold.
  bench.get(CohortService).exactUpTo = -1;
  await bench.chore('reports.digest');
});
afterAll(() => bench.close());

/** Of each day: the wait by business hours, and whether it was late. From digests it is known to one percent. */
async function told(): Promise<[hours: number | null, late: number, outside: number][]> {
  const days: [number | null, number, number][] = [];
  for (const day of DAYS) {
    const { figures, counts } = await bench.owner.client.get<ReportOverview>(
      `/api/v1/reports/overview?from=${day}&to=${day}&clock=business`,
    );
    const { value } = figures.median;
    days.push([
      value === null ? null : Math.round((value / HOUR) * 10) / 10,
      counts.answeredLate,
      counts.outsideHours,
    ]);
  }
  return days;
}

/** What is told does not change when the changed days are digested again. */
async function expectTold(expected: Awaited<ReturnType<typeof told>>): Promise<void> {
  expect(await told()).toEqual(expected);
  await bench.chore('reports.digest');
  const { brandId } = bench.owner;
  const held = await bench.database.query(
    `SELECT day::text FROM turn_digest d WHERE brand_id = $1 AND day = ANY($2) AND turns = 1 AND NOT EXISTS (
       SELECT FROM turn_digest_mark m WHERE m.brand_id = $1 AND m.quarter >= d.starts_at AND m.quarter < d.ends_at) ORDER BY 1`,
    [brandId, DAYS],
  );
  expect(held).toEqual(DAYS.map((day) => ({ day })));
  expect(await told()).toEqual(expected);
}

async function openFrom(from: string, holidays: string[] = [], timezone = 'UTC'): Promise<void> {
  bench.clock.advance(HOUR);
  const { brandId, memberId } = bench.owner;
  const hours = [{ from, to: '18:00' }];
  const week = { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: [], sun: [] };
  await bench.get(CalendarsService).replace(brandId, memberId, {
    ...{ timezone, week },
    holidays: holidays.map((date) => ({ date, name: 'Holiday', hours: [] })),
  });
}

async function promise(ms: number): Promise<void> {
  bench.clock.advance(HOUR);
  const { brandId, memberId } = bench.owner;
  await bench.get(TargetsService).replace(brandId, memberId, { chat: ms, dm: ms, comment: ms, email: ms });
}

async function countAnew(from: string, to = from): Promise<void> {
  bench.clock.advance(HOUR);
  await bench.owner.client.post<Recomputation>('/api/v1/reports/recomputations', { from, to });
  await bench.queue.run();
  const { items } = await bench.owner.client.get<{ items: Recomputation[] }>(
    '/api/v1/reports/recomputations',
  );
  expect(items[0]).toMatchObject({ from, to, state: 'done' });
}

/** Said then, heard of now. */
const late = (day: string, time: string) =>
  bench.received({ thread: threads.get(day) ?? '', at: `${day}T${time}:00Z` });

test('one day counted anew leaves its neighbours as they were, also where something of then comes late', async () => {
  await expectTold([
    [4, 1, 0],
    [4, 1, 0],
    [4, 1, 0],
  ]);
  await openFrom('10:00');
  await promise(2 * HOUR);
  await expectTold([
    [4, 1, 0],
    [4, 1, 0],
    [4, 1, 0],
  ]);
  await countAnew(TUESDAY);
  await expectTold([
    [4, 1, 0],
    [1, 0, 0],
    [4, 1, 0],
  ]);
  // Each still counts by what holds for its day.
  for (const day of DAYS) await late(day, '06:30');
  await expectTold([
    [4.5, 1, 0],
    [1, 0, 0],
    [4.5, 1, 0],
  ]);
});

test('where two periods overlap the later one holds, and again the same when it is asked for twice', async () => {
  await openFrom('08:00');
  await promise(HOUR);
  for (let n = 0; n < 2; n += 1) {
    await countAnew(TUESDAY, WEDNESDAY);
    await expectTold([
      [4.5, 1, 0],
      [3, 1, 0],
      [3, 1, 0],
    ]);
  }
});

test('holidays and another time zone hold for the day that is counted by them, and for no other', async () => {
  await openFrom('08:00', [WEDNESDAY, TUESDAY]);
  await countAnew(WEDNESDAY);
  await expectTold([
    [4.5, 1, 0],
    [3, 1, 0],
    [0, 0, 1],
  ]);
  // Eight in Athens is six in UTC: it opens before anybody asks.
  await openFrom('08:00', [], 'Europe/Athens');
  await countAnew(MONDAY);
  await late(MONDAY, '06:10');
  await expectTold([
    [4.8, 1, 0],
    [3, 1, 0],
    [0, 0, 1],
  ]);
});

test('every time it is written down who asked for which period', async () => {
  const entries = await bench.database.query<{ details: unknown; actor_user_id: string }>(
    `SELECT details, actor_user_id FROM audit_entry WHERE brand_id = $1 AND action = 'reports.recomputed' ORDER BY at, id`,
    [bench.owner.brandId],
  );
  const asked = (from: string, to = from) => ({ details: { from, to }, actor_user_id: bench.owner.userId });
  expect(entries).toEqual([
    asked(TUESDAY),
    asked(TUESDAY, WEDNESDAY),
    asked(TUESDAY, WEDNESDAY),
    asked(WEDNESDAY),
    asked(MONDAY),
  ]);
});
