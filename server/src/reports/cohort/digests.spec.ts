import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type {
  ReportBreakdown,
  ReportDimension,
  ReportOverview,
  ReportValue,
} from '@parley/shared/reports.js';
import { InboxBench } from '../../../test/builders/inbox-bench.js';
import { sortedConversations } from '../../../test/builders/sorted-conversations.js';
import { ReportsModule } from '../reports.module.js';
import { CohortService } from './cohort.service.js';

const FROM = '2026-02-20';
const TO = '2026-04-10';
const TURNS = 3_000;

let bench: InboxBench;
let cohort: CohortService;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  cohort = bench.get(CohortService);
  bench.clock.stop();
  bench.clock.set(new Date('2026-04-20T12:00:00Z'));
  await bench.owner.client.patch('/api/v1/brand', { timezone: 'Europe/Berlin' });
  await bench.owner.client.put('/api/v1/reports/settings', { perMember: true });
  await fill();
});
afterAll(() => bench.close());

/** Turns of all kinds over fifty days and a change of clocks, straight into the tables; the same every time. */
async function fill(): Promise<void> {
  const { brandId, memberId } = bench.owner;
  const other = await bench.aChannel();
  const { conversationId } = await bench.received();
  await sortedConversations(bench, { count: 300, otherChannelId: other.id, like: conversationId });
  await bench.database.run(
    `INSERT INTO turn (id, brand_id, conversation_id, channel_id, medium, person_id, key, opened_at, first_of_episode, outside_hours,
       last_inbound_at, inbound_count, closed_at, outcome, answered_at, answered_by_member_id, wait_ms, wait_business_ms, target_ms,
       answer_by, made_by_member, in_figures, out_of_figures)
     SELECT gen_random_uuid(), $1, c.id, c.channel_id, (ARRAY['comment', 'email', 'dm', 'chat'])[1 + (h >> 8) % 4], c.person_id,
       n::text, opened, h % 3 = 0, coalesce(outcome = 'answered' AND h % 7 = 0, false), opened, 1,
       CASE WHEN outcome IS NOT NULL THEN opened + wait * interval '1 ms' END, outcome,
       CASE WHEN outcome = 'answered' THEN opened + wait * interval '1 ms' END,
       CASE WHEN outcome = 'answered' AND h % 5 < 3 THEN $2::uuid END,
       CASE WHEN outcome = 'answered' THEN wait END, CASE WHEN outcome = 'answered' THEN wait / 3 END, 3600000,
       opened + interval '1 hour', false, h % 23 <> 0, CASE WHEN h % 23 = 0 THEN 'imported' END
     FROM generate_series(1, $3::int) AS n,
       LATERAL (SELECT hashint4(n) & 1048575 AS h) AS mixed,
       LATERAL (SELECT timestamptz '2026-02-19T20:00Z' + (h * 51.0 * 86400 / 1048576) * interval '1 second' AS opened,
         exp((hashint4(n * 7) & 65535) / 65535.0 * 21)::bigint AS wait,
         (ARRAY['answered', 'answered', 'answered', 'answered', 'answered', 'answered', 'closed_unanswered', 'withdrawn',
           'no_answer_needed', NULL])[1 + (hashint4(n * 3) & 65535) % 10] AS outcome) AS made,
       LATERAL (SELECT id, channel_id, person_id FROM conversation WHERE brand_id = $1 ORDER BY id OFFSET n % 300 LIMIT 1) AS c`,
    [brandId, memberId, TURNS],
  );
}

const get = <T>(path: string) => bench.owner.client.get<T>(`/api/v1/reports/${path}`);
const DIMENSIONS: ReportDimension[] = ['channel', 'medium', 'tag', 'member', 'post', 'priority'];

async function queries(): Promise<string[]> {
  const one = async (sql: string) =>
    (await bench.database.one<{ id: string }>(sql, [bench.owner.brandId]))?.id ?? '';
  const tag = await one('SELECT id FROM tag WHERE brand_id = $1 ORDER BY name LIMIT 1');
  const post = await one('SELECT id FROM post WHERE brand_id = $1 ORDER BY title LIMIT 1');
  return [
    '',
    '&clock=business&turns=first',
    `&channelId=${bench.channel.id}&medium=email`,
    `&tagId=${tag}&clock=business`,
    `&postId=${post}&priority=high`,
    `&memberId=${bench.owner.memberId}&granularity=day`,
    '&compare=period&compareFrom=2026-03-01&compareTo=2026-03-31',
  ];
}

/** The same report from every single turn, and from digests wherever they hold. */
async function both<T>(path: string): Promise<{ exact: T; rolled: T }> {
  cohort.exactUpTo = Number.POSITIVE_INFINITY;
  const exact = await get<T>(path);
  cohort.exactUpTo = 0;
  return { exact, rolled: await get<T>(path) };
}

function expectAbout(rolled: ReportValue | null, exact: ReportValue | null): void {
  expect(rolled?.n).toBe(exact?.n);
  expect(rolled?.never).toBe(exact?.never);
  expect(rolled?.value === null).toBe(exact?.value === null);
  const value = exact?.value ?? 0;
  expect(Math.abs((rolled?.value ?? 0) - value)).toBeLessThanOrEqual(value * 0.01);
}

async function expectSame(
  asked: string[] = [''],
  dimensions: ReportDimension[] = ['tag', 'priority'],
): Promise<Set<string>> {
  const precisions = new Set<string>();
  for (const more of asked) {
    const { exact, rolled } = await both<ReportOverview>(`overview?from=${FROM}&to=${TO}${more}`);
    precisions.add(rolled.precision);
    expect(exact.precision).toBe('exact');
    expect(exact.counts.opened).toBeGreaterThan(20);
    expect(rolled.counts).toEqual(exact.counts);
    expect(rolled.comparedCounts).toEqual(exact.comparedCounts);
    expect(rolled.distribution).toEqual(exact.distribution);
    for (const name of ['withinTarget', 'coverage', 'noAnswerNeeded'] as const)
      expect(rolled.figures[name]).toEqual(exact.figures[name]);
    for (const name of ['median', 'p75', 'p90', 'p95'] as const) {
      expectAbout(rolled.figures[name], exact.figures[name]);
      expect(rolled.figures[name].leftOut).toEqual(exact.figures[name].leftOut);
      expectAbout(rolled.figures[name].compared, exact.figures[name].compared);
    }
    expect(rolled.series.points).toHaveLength(exact.series.points.length);
    exact.series.points.forEach((point, index) => {
      expect(rolled.series.points[index]).toMatchObject({ from: point.from, opened: point.opened });
      expectAbout(rolled.series.points[index]?.p90 ?? null, point.p90);
    });
    exact.heat.forEach((cell, index) => {
      expect(rolled.heat[index]?.opened).toBe(cell.opened);
      expectAbout(rolled.heat[index]?.median ?? null, cell.median);
    });
  }
  for (const by of dimensions) {
    const { exact, rolled } = await both<ReportBreakdown>(`breakdown?from=${FROM}&to=${TO}&by=${by}`);
    expect(rolled.rows.map(({ key, counts }) => [key, counts])).toEqual(
      exact.rows.map(({ key, counts }) => [key, counts]),
    );
    for (const [index, row] of exact.rows.entries())
      expectAbout(rolled.rows[index]?.median ?? null, row.median);
  }
  return precisions;
}

const digestedDays = async () => {
  const row = await bench.database.one<{ n: number }>(
    'SELECT count(*)::int AS n FROM turn_digest WHERE brand_id = $1',
    [bench.owner.brandId],
  );
  return row?.n;
};

test('say what the single turns say: counts exactly, percentiles within one percent', async () => {
  expect(await expectSame([''], [])).toEqual(new Set(['exact']));
  await bench.chore('reports.digest');
  expect(await digestedDays()).toBeGreaterThanOrEqual(50);
  expect(await expectSame(await queries(), DIMENSIONS)).toEqual(new Set(['rolled_up']));
});

test('files hold every turn, and every conversation once, over many pages', async () => {
  cohort.exactUpTo = Number.POSITIVE_INFINITY;
  const period = `from=${FROM}&to=${TO}`;
  const { counts } = await get<ReportOverview>(`overview?${period}`);
  const lines = async (name: string) => {
    const text = await get<string>(`${name}?${period}`);
    const [, ...records] = text.trimEnd().split('\r\n');
    return records.map((record) => record.split(','));
  };
  const turns = await lines('turns.csv');
  expect(turns.length).toBe(counts.opened);
  expect(turns.length).toBeGreaterThan(2_000);
  expect(new Set(turns.map(([id]) => id)).size).toBe(turns.length);
  const conversations = await lines('conversations.csv');
  expect(new Set(conversations.map(([id]) => id))).toEqual(
    new Set(turns.map(([, conversation]) => conversation)),
  );
  expect(conversations.reduce((sum, cells) => sum + Number(cells[7]), 0)).toBe(counts.opened);
});

test('are never stale: what changes is counted at once, and digested again', async () => {
  const { brandId } = bench.owner;
  const tag = await bench.database.one<{ id: string }>('SELECT id FROM tag WHERE brand_id = $1 LIMIT 1', [
    brandId,
  ]);
  const changes: [string, unknown[]][] = [
    [
      `UPDATE turn SET outcome = 'answered', answered_at = opened_at + interval '5 minutes', closed_at = opened_at + interval '5 minutes',
        wait_ms = 300000, wait_business_ms = 0 WHERE brand_id = $1 AND outcome IS NULL`,
      [brandId],
    ],
    [`DELETE FROM turn WHERE brand_id = $1 AND hashtext(key) % 40 = 0`, [brandId]],
    ['DELETE FROM tag WHERE brand_id = $1 AND id = $2', [brandId, tag?.id]],
    [`UPDATE conversation SET priority = 'urgent' WHERE brand_id = $1 AND priority = 'low'`, [brandId]],
    [`UPDATE conversation SET post_id = NULL WHERE brand_id = $1 AND priority = 'normal'`, [brandId]],
    [
      `UPDATE turn SET opened_at = opened_at + interval '30 minutes' WHERE brand_id = $1 AND hashtext(key) % 50 = 1`,
      [brandId],
    ],
  ];
  for (const [sql, params] of changes) {
    expect(await bench.database.run(sql, params)).toBeGreaterThan(0);
    await expectSame();
    await bench.chore('reports.digest');
  }
  expect(await expectSame()).toEqual(new Set(['rolled_up']));
  const marks = await bench.database.query(
    `SELECT FROM turn_digest_mark WHERE brand_id = $1 AND quarter < '2026-04-10T22:00Z'`,
    [brandId],
  );
  expect(marks).toEqual([]);
});

test('are fetched once, and a day again once it was made again', async () => {
  cohort.exactUpTo = 0;
  const { database } = bench;
  const asked = jest.spyOn(database, 'query');
  const fetched = async () => {
    asked.mockClear();
    await get<ReportOverview>(`overview?from=${FROM}&to=${TO}`);
    return asked.mock.calls
      .filter(([sql]) => /FROM turn_digest WHERE/.test(sql))
      .reduce((days, [, params]) => days + ((params?.[1] as string[] | undefined) ?? []).length, 0);
  };
  await fetched();
  expect(await fetched()).toBe(0);
  const touched = await database.run(
    `UPDATE turn SET wait_ms = wait_ms + 60000 WHERE brand_id = $1 AND outcome = 'answered'
       AND opened_at >= '2026-03-03T00:00Z' AND opened_at < '2026-03-03T22:00Z'`,
    [bench.owner.brandId],
  );
  expect(touched).toBeGreaterThan(0);
  await bench.chore('reports.digest');
  expect(await fetched()).toBe(1);
  expect(await fetched()).toBe(0);
  asked.mockRestore();
  await expectSame();
});

test('of another time zone are not used', async () => {
  await bench.owner.client.patch('/api/v1/brand', { timezone: 'America/New_York' });
  expect(await expectSame()).toEqual(new Set(['exact']));
  await bench.chore('reports.digest');
  expect(await expectSame()).toEqual(new Set(['rolled_up']));
});

test('are not made of days that can still change without a mark', async () => {
  bench.clock.set(new Date('2026-04-05T12:00:00Z'));
  await bench.database.run('DELETE FROM turn_digest WHERE brand_id = $1', [bench.owner.brandId]);
  await bench.chore('reports.digest');
  const last = await bench.database.one<{ day: string }>(
    'SELECT max(day)::text AS day FROM turn_digest WHERE brand_id = $1',
    [bench.owner.brandId],
  );
  expect(last?.day).toBe('2026-04-01');
});
