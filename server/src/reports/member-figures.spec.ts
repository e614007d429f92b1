import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReportBreakdown, ReportOverview, ReportTurnPage } from '@parley/shared/reports.js';
import { registeredRoutes } from '../../test/access/registered-routes.js';
import { InboxBench, type Signed } from '../../test/builders/inbox-bench.js';
import { ReportsModule } from './reports.module.js';

const DATE = '2026-03-10';
const PERIOD = `from=${DATE}&to=${DATE}`;

/**
 * What every report route has to do with members: `by` names what asks it for one member's figures, or sums up by member; of the others
 * `none` says why it cannot. A route that is missing here fails the first test.
 */
const ROUTES: Record<string, { by: string[] } | { own: true } | { none: string }> = {
  'GET /api/v1/reports/overview': { by: ['memberId=:member'] },
  'GET /api/v1/reports/mine': { own: true },
  'GET /api/v1/reports/mine/turns': { own: true },
  'GET /api/v1/reports/mine/turns.csv': { own: true },
  'GET /api/v1/reports/breakdown': {
    by: ['by=member', 'by=channel&memberId=:member', 'by=member&memberId=:member'],
  },
  'GET /api/v1/reports/turns': { by: ['memberId=:member', 'behind=answered&memberId=:member'] },
  'GET /api/v1/reports/figures.csv': { by: ['memberId=:member'] },
  'GET /api/v1/reports/turns.csv': { by: ['memberId=:member'] },
  'GET /api/v1/reports/conversations.csv': { by: ['memberId=:member'] },
  'GET /api/v1/reports/resolution': { none: 'episodes are nobody’s' },
  'GET /api/v1/reports/resolution/breakdown': { none: 'episodes are nobody’s, and no dimension of it' },
  'GET /api/v1/reports/volume': { none: 'members are counted together' },
  'GET /api/v1/reports/volume/breakdown': { none: 'never by member' },
  'GET /api/v1/reports/quiet': { none: 'about people, not members' },
  'GET /api/v1/reports/messages': { none: 'members are not told apart' },
  'GET /api/v1/reports/messages.csv': { none: 'members are not told apart' },
  'GET /api/v1/reports/episodes': { none: 'episodes are nobody’s' },
  'GET /api/v1/reports/episodes.csv': { none: 'episodes are nobody’s' },
  'GET /api/v1/reports/people': { none: 'about people, not members' },
  'GET /api/v1/reports/people.csv': { none: 'about people, not members' },
  'GET /api/v1/reports/left-out': { none: 'what nobody was to answer' },
  'GET /api/v1/reports/settings': { none: 'the switch itself' },
  'PUT /api/v1/reports/settings': { none: 'the switch itself' },
  'GET /api/v1/reports/recomputations': { none: 'names who asked for it, no figures' },
  'POST /api/v1/reports/recomputations': { none: 'names who asked for it, no figures' },
};
const READS = Object.entries(ROUTES).filter(([name]) => name.startsWith('GET'));

let bench: InboxBench;
let manager: Signed;
let agent: Signed;
/** Has enough turns, and the fewest of those who have: withheld so that Ada's cannot be worked out. */
let other: Signed;
let busy: Signed;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
  bench.clock.set(new Date(`${DATE}T20:00:00Z`));
  manager = await bench.member('manager', 'Mara');
  agent = await bench.member('agent', 'Ada');
  other = await bench.member('agent', 'Cleo');
  busy = await bench.member('agent', 'Bea');
  for (let n = 0; n < 26; n += 1) {
    const { thread } = await bench.received({ at: `${DATE}T08:00:00Z` });
    await bench.received({ thread, direction: 'out', at: `${DATE}T0${n % 2 === 0 ? 9 : 8}:40:00Z` });
  }
  await credit([
    [agent, 3],
    [other, 11],
    [busy, 12],
  ]);
});
afterAll(() => bench.close());

/** Says who has sent how many of the answers. */
async function credit(shares: [Signed, number][]): Promise<void> {
  const members = shares.flatMap(([{ memberId }, count]) => Array.from({ length: count }, () => memberId));
  await bench.database.run(
    `UPDATE turn t SET answered_by_member_id = ($2::uuid[])[r.n]
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM turn WHERE brand_id = $1) AS r WHERE t.brand_id = $1 AND r.id = t.id`,
    [bench.owner.brandId, members],
  );
}

const switchTo = (perMember: boolean) => bench.owner.client.put('/api/v1/reports/settings', { perMember });

async function ask(name: string, query: string, who: Signed, member = busy) {
  const [method = '', path = ''] = name.split(' ');
  const asked = `${path}?${PERIOD}&${query.replace(':member', member.memberId)}`;
  const answer = await who.client.request<{ code?: string }>(method, asked);
  return { status: answer.status, code: answer.body?.code, text: JSON.stringify(answer.body) };
}

test('every report route says here what it has to do with members', () => {
  const routes = registeredRoutes(bench.app).filter((route) => route.includes('/api/v1/reports'));
  expect(new Set(Object.keys(ROUTES))).toEqual(new Set(routes));
});

describe.each(READS)('%s', (name, rule) => {
  const queries = 'by' in rule ? rule.by : 'own' in rule ? [''] : [];

  test('says nothing by member until an owner switches that on, and nothing of too few turns then', async () => {
    await switchTo(false);
    for (const who of [manager, bench.owner])
      for (const query of queries)
        expect(await ask(name, query, who)).toMatchObject({ status: 403, code: 'member_figures_off' });
    await switchTo(true);
    for (const who of [manager, bench.owner])
      for (const query of queries) {
        expect((await ask(name, query, who)).status).toBe(200);
        if (!query.includes(':member')) continue;
        for (const withheld of [agent, other])
          expect(await ask(name, query, who, withheld)).toMatchObject({ status: 403, code: 'too_few_turns' });
      }
  });

  test('names no member where it was not asked for one, and does not listen where it cannot be', async () => {
    await switchTo(true);
    if ('own' in rule || name.includes('recomputations')) return;
    const about = name.includes('breakdown') ? 'by=channel' : '';
    const plain = await ask(name, about, manager);
    expect(plain.status).toBe(200);
    for (const { memberId, name: called } of [agent, other, busy])
      for (const word of [memberId, called]) expect(plain.text).not.toContain(word);
    if (!('none' in rule)) return;
    expect((await ask(name, `${about}&memberId=:member`, manager)).text).toBe(plain.text);
    if (about !== '') expect((await ask(name, 'by=member', manager)).status).toBe(400);
  });

  test('is not for agents, but for their own figures', async () => {
    await switchTo(true);
    const open = 'own' in rule || name.endsWith('/settings');
    expect((await ask(name, queries[0] ?? '', busy)).status).toBe(open ? 200 : 403);
  });
});

test('members see what they have answered themselves, however little', async () => {
  await switchTo(true);
  for (const [who, answered] of [
    [agent, 3] as const,
    [other, 11] as const,
    [busy, 12] as const,
    [manager, 0] as const,
  ]) {
    // Whoever else is asked for: it is about the caller.
    const own = await who.client.get<ReportOverview>(
      `/api/v1/reports/mine?${PERIOD}&memberId=${busy.memberId}`,
    );
    expect(own.counts).toMatchObject({ opened: answered, answered });
  }
});

test('cells of fewer than ten turns are withheld, also within a member’s own page', async () => {
  await switchTo(true);
  const { rows } = await manager.client.get<ReportBreakdown>(`/api/v1/reports/breakdown?${PERIOD}&by=member`);
  expect(
    rows.map(({ name, withheld, counts, median }) => [name, withheld, counts.answered, median.n]),
  ).toEqual([
    ['Bea', false, 12, 12],
    // All answers less those of Bea are those of two: nobody's.
    ['Ada', true, 0, 0],
    ['Cleo', true, 0, 0],
  ]);
  await bench.database.run(
    `UPDATE turn SET opened_at = opened_at - interval '1 day' WHERE brand_id = $1 AND id IN (
       SELECT id FROM turn WHERE brand_id = $1 AND answered_by_member_id = $2 ORDER BY id LIMIT 2)`,
    [bench.owner.brandId, busy.memberId],
  );
  const report = await manager.client.get<ReportOverview>(
    `/api/v1/reports/overview?from=2026-03-09&to=${DATE}&memberId=${busy.memberId}`,
  );
  expect(report.series.points.map(({ opened, median }) => [opened, median.n])).toEqual([
    [0, 0],
    [10, 10],
  ]);
});

test('each bar of a member’s distribution can be opened, and holds what it counts', async () => {
  await switchTo(true);
  await credit([[busy, 26]]);
  const query = `from=2026-03-09&to=${DATE}&memberId=${busy.memberId}`;
  const report = await manager.client.get<ReportOverview>(`/api/v1/reports/overview?${query}`);
  const { bars } = report.distribution;
  expect(bars.map(({ answered, late }) => [answered, late])).toEqual([
    [13, 0],
    [13, 13],
  ]);
  expect([bars[0]?.fromMs, bars.at(-1)?.toMs]).toEqual([0, null]);
  for (const { fromMs, toMs, answered } of bars) {
    const bar = `waitFromMs=${fromMs}${toMs === null ? '' : `&waitToMs=${toMs}`}`;
    const { items } = await manager.client.get<ReportTurnPage>(
      `/api/v1/reports/turns?${query}&limit=50&${bar}`,
    );
    expect(items).toHaveLength(answered);
  }
});

test('the switch is the owners’, and each turn of it is written down', async () => {
  await switchTo(false);
  const before = await entries();
  for (const who of [manager, agent])
    expect(
      (await who.client.request('PUT', '/api/v1/reports/settings', { body: { perMember: true } })).status,
    ).toBe(403);
  await switchTo(true);
  await switchTo(true);
  await switchTo(false);
  expect((await entries()).slice(before.length)).toEqual([
    { action: 'reports.per_member_changed', details: { perMember: true } },
    { action: 'reports.per_member_changed', details: { perMember: false } },
  ]);
});

const entries = () =>
  bench.database.query(
    `SELECT action, details FROM audit_entry WHERE brand_id = $1 AND action = 'reports.per_member_changed' ORDER BY at, id`,
    [bench.owner.brandId],
  );
