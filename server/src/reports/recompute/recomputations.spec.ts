import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Recomputation, ReportOverview } from '@parley/shared/reports.js';
import { InboxBench } from '../../../test/builders/inbox-bench.js';
import { CalendarsService } from '../../brands/calendars.service.js';
import { TargetsService } from '../../brands/targets.service.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { ReportsModule } from '../reports.module.js';

const HOUR = 3_600_000;
const DATE = '2026-03-10';
const PERIOD = { from: DATE, to: DATE };

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
  bench.clock.set(new Date(`${DATE}T23:00:00Z`));
  // Six questions at 7:00, each answered at 11:00; one is open.
  for (let n = 0; n < 6; n += 1) {
    const { thread } = await bench.received({ at: `${DATE}T07:00:00Z` });
    if (n > 0) await bench.received({ thread, direction: 'out', at: `${DATE}T11:00:00Z` });
  }
  bench.clock.set(new Date('2026-03-20T12:00:00Z'));
});
afterAll(() => bench.close());

const { get, post } = {
  get: <T>(path: string) => bench.owner.client.get<T>(`/api/v1/reports/${path}`),
  post: <T>(path: string, body: unknown) => bench.owner.client.post<T>(`/api/v1/reports/${path}`, body),
};
const median = async () =>
  (await get<ReportOverview>(`overview?from=${DATE}&to=${DATE}&clock=business`)).figures.median.value;
const late = async () => (await get<ReportOverview>(`overview?from=${DATE}&to=${DATE}`)).counts.answeredLate;
const latest = async () => (await get<{ items: Recomputation[] }>('recomputations')).items[0];

async function openFromTen(): Promise<void> {
  const { brandId, memberId } = bench.owner;
  const hours = [{ from: '10:00', to: '18:00' }];
  const week = { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: [], sun: [] };
  await bench.get(CalendarsService).replace(brandId, memberId, { timezone: 'UTC', week, holidays: [] });
  await bench
    .get(TargetsService)
    .replace(brandId, memberId, { chat: 60_000, dm: HOUR / 2, comment: HOUR, email: HOUR });
}

test('new hours and targets change no figure of the past, nor does what happens in a conversation of then', async () => {
  expect([await median(), await late()]).toEqual([4 * HOUR, 5]);
  await openFromTen();
  const entries = bench.get(ConversationEntries);
  const rows = await bench.database.query<{ id: string }>('SELECT id FROM conversation WHERE brand_id = $1', [
    bench.owner.brandId,
  ]);
  for (const { id } of rows)
    await bench.database.transaction(async () =>
      entries.advance(await entries.lock(bench.owner.brandId, id), { refold: true }),
    );
  expect(await median()).toBe(4 * HOUR);
});

test('a period counted anew has the hours and targets of today, when the job has done it, and keeps them', async () => {
  const asked = await post<Recomputation>('recomputations', PERIOD);
  expect(asked).toMatchObject({ ...PERIOD, state: 'waiting', done: 0, total: 6, requestedBy: 'Olga' });
  await expect(post('recomputations', PERIOD)).rejects.toMatchObject({
    problem: { code: 'not_possible_now' },
  });
  expect(await median()).toBe(4 * HOUR);
  await bench.queue.run();
  expect(await latest()).toMatchObject({ id: asked.id, state: 'done', done: 6, total: 6 });
  expect(await median()).toBe(HOUR);
  expect(await late()).toBe(5);
  const audit = await bench.database.query(
    `SELECT action, details FROM audit_entry WHERE brand_id = $1 AND action LIKE 'reports.%'`,
    [bench.owner.brandId],
  );
  expect(audit).toEqual([{ action: 'reports.recomputed', details: PERIOD }]);
  await bench.received({ at: '2026-03-20T11:00:00Z' });
  expect(await median()).toBe(HOUR);
});

test('goes on where a killed worker was', async () => {
  const { brandId, memberId } = bench.owner;
  await bench
    .get(TargetsService)
    .replace(brandId, memberId, { chat: 60_000, dm: 2 * HOUR, comment: HOUR, email: HOUR });
  const { id } = await post<Recomputation>('recomputations', PERIOD);
  bench.queue.jobs.length = 0;
  // It had done two of them, and holds the others.
  await bench.database.run(
    `UPDATE recomputation SET state = 'running', done = 2, lease_until = now() + interval '1 minute', reached = (
       SELECT DISTINCT conversation_id FROM turn WHERE brand_id = $1 AND opened_at < '2026-03-11'
       ORDER BY conversation_id OFFSET 1 LIMIT 1) WHERE brand_id = $1 AND id = $2`,
    [brandId, id],
  );
  await bench.chore('reports.recompute');
  expect(bench.queue.jobs).toEqual([]);
  await bench.database.run(
    "UPDATE recomputation SET lease_until = now() - interval '1 second' WHERE brand_id = $1",
    [brandId],
  );
  await bench.chore('reports.recompute');
  await bench.queue.run();
  expect(await latest()).toMatchObject({ id, state: 'done', done: 6, total: 6 });
  // The first two were not done again: the worker died before it, here without having done them.
  const targets = await bench.database.query(
    `SELECT target_ms::int, count(*)::int AS n FROM turn WHERE brand_id = $1 AND opened_at < '2026-03-11' GROUP BY 1 ORDER BY 1`,
    [brandId],
  );
  expect(targets).toEqual([
    { target_ms: HOUR / 2, n: 2 },
    { target_ms: 2 * HOUR, n: 4 },
  ]);
});

test('says so when it cannot be done, after trying again', async () => {
  const { brandId } = bench.owner;
  await bench.database.run(
    'ALTER TABLE turn ADD CONSTRAINT nothing_fits CHECK (inbound_count < 0) NOT VALID',
  );
  await bench
    .get(TargetsService)
    .replace(brandId, bench.owner.memberId, { chat: 60_000, dm: HOUR, comment: HOUR, email: HOUR });
  await post<Recomputation>('recomputations', PERIOD);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect((await latest())?.state).not.toBe('failed');
    await bench.database.run('UPDATE recomputation SET lease_until = NULL WHERE brand_id = $1', [brandId]);
    await bench.chore('reports.recompute');
    await bench.queue.run();
  }
  expect(await latest()).toMatchObject({ state: 'failed', reason: expect.stringContaining('error') });
});

test('a period still to come cannot be counted', async () => {
  await expect(post('recomputations', { from: '2026-04-01', to: '2026-04-02' })).rejects.toMatchObject({
    problem: { code: 'not_possible_now' },
  });
});
