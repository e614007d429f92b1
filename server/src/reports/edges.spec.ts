import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReportOverview, ReportQuiet, ReportResolution } from '@parley/shared/reports.js';
import { InboxBench, type Signed } from '../../test/builders/inbox-bench.js';
import { ReportsModule } from './reports.module.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DATE = '2026-03-10';
/** Nine o'clock; what is promised for a DM is an answer within an hour. */
const ASKED = Date.parse(`${DATE}T09:00:00Z`);

let bench: InboxBench;
let owner: Signed;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
  bench.clock.set(new Date(ASKED));
});
afterAll(() => bench.close());

const at = (afterMs: number) => new Date(ASKED + afterMs).toISOString();
const get = <T>(path: string, who = owner) =>
  who.client.get<T>(`/api/v1/reports/${path}${path.includes('?') ? '&' : '?'}from=${DATE}&to=${DATE}`);
const overview = (query = '') => get<ReportOverview>(`overview${query}`);

/** A brand of its own, and how people write to it. */
async function begin(name: string) {
  bench.clock.set(new Date(ASKED));
  owner = await bench.brandWithOwner(name);
  const channel = await bench.aChannel({ brandId: owner.brandId });
  const said = (given: Parameters<InboxBench['received']>[0] & { after?: number }) => {
    const { after = 0, ...rest } = given;
    bench.clock.set(new Date(ASKED + after));
    return bench.received({ at: at(after), ...rest, person: `${rest.person ?? 'anna'} of ${name}` }, channel);
  };
  return { channel, said };
}

test('an answer at the very target is in time, a millisecond after it is late; so is who takes it back', async () => {
  const { channel, said } = await begin('Targets');
  for (const after of [HOUR, HOUR + 1]) {
    const { thread } = await said({});
    await said({ thread, direction: 'out', after });
    await said({ externalId: `gone ${after}` });
    bench.clock.set(new Date(ASKED + after));
    await bench.apply(
      { type: 'delete', key: `delete ${after}`, account: 'test', externalId: `gone ${after}`, at: at(after) },
      channel,
    );
  }
  const { counts, figures } = await overview();
  expect(counts).toMatchObject({ answered: 2, answeredLate: 1, withdrawn: 2, withdrawnLate: 1 });
  expect(figures.withinTarget).toMatchObject({
    ...{ value: 1 / 3, n: 3, atLeast: false },
    leftOut: [{ reason: 'withdrawn', count: 1 }],
  });
});

test('an open turn is overdue when its target is past, and until then may still be in time', async () => {
  const { said } = await begin('Open ones');
  await said({});
  for (const [after, overdue] of [
    [HOUR, 0],
    [HOUR + 1, 1],
  ] as const) {
    bench.clock.set(new Date(ASKED + after));
    const { counts, figures } = await overview();
    expect(counts).toMatchObject({ open: 1, openOverdue: overdue });
    expect(figures.withinTarget).toMatchObject({ value: 0, n: 1, atLeast: overdue === 0 });
  }
});

test('of an episode its first turn alone is asked for, and a turn out of the figures says why', async () => {
  const { said } = await begin('First turns');
  const { thread } = await said({});
  await said({ thread, direction: 'out', after: HOUR / 6 });
  await said({ thread, after: HOUR / 3 });
  await said({ thread, direction: 'out', after: HOUR });
  const imported = await said({ person: 'ben' });
  await bench.database.run(
    `UPDATE turn SET in_figures = false, out_of_figures = 'imported' WHERE conversation_id = $1`,
    [imported.conversationId],
  );
  bench.clock.set(new Date(ASKED + DAY));
  const [all, first] = [await overview(), await overview('?turns=first')];
  expect([all.counts.opened, first.counts.opened]).toEqual([2, 1]);
  expect(first.figures.median).toMatchObject({ value: HOUR / 6, n: 1 });
  expect(all.counts.leftOut).toEqual([{ reason: 'imported', count: 1 }]);
});

test('hours of the heat map are those of the brand’s clock', async () => {
  const { said } = await begin('Hours');
  await owner.client.patch('/api/v1/brand', { timezone: 'Asia/Kathmandu' });
  await said({});
  const { heat } = await overview();
  expect(heat.filter(({ opened }) => opened > 0)).toMatchObject([{ weekday: 2, hour: 14, opened: 1 }]);
});

test('who was given up stands with the late: they may go quiet for it', async () => {
  const { said } = await begin('Given up');
  const { conversationId } = await said({});
  await owner.client.post(`/api/v1/conversations/${conversationId}/close`, {});
  bench.clock.set(new Date(ASKED + 15 * DAY));
  const { late, inTime } = await get<ReportQuiet>('quiet');
  expect([late, inTime]).toMatchObject([
    { value: 1, n: 1 },
    { value: null, n: 0 },
  ]);
});

test('a closed episode is judged after seven days, to the millisecond, or as soon as somebody comes back', async () => {
  const { said } = await begin('Episodes');
  const { thread, conversationId } = await said({});
  await said({ thread, direction: 'out', after: HOUR });
  await owner.client.post(`/api/v1/conversations/${conversationId}/close`, {});
  const judged = async (after: number) => {
    bench.clock.set(new Date(ASKED + HOUR + after));
    const { reopened, solvedAtFirstAnswer } = (await get<ReportResolution>('resolution')).figures;
    return [reopened.n, reopened.value, solvedAtFirstAnswer.value];
  };
  expect(await judged(7 * DAY - 1)).toEqual([0, null, null]);
  expect(await judged(7 * DAY)).toEqual([1, 0, 1]);
  // Somebody comes back: it was not solved, until it turns out that nothing had to be said.
  await said({ thread, after: DAY });
  expect(await judged(2 * DAY)).toEqual([1, 1, 0]);
  await owner.client.post(`/api/v1/conversations/${conversationId}/no-answer-needed`, {});
  await owner.client.post(`/api/v1/conversations/${conversationId}/close`, {});
  expect(await judged(2 * DAY)).toEqual([1, 0, 1]);
});
