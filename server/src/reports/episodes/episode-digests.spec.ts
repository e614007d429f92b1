import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type {
  PlainDimension,
  ReportResolution,
  ReportResolutionBreakdown,
  ReportValue,
} from '@parley/shared/reports.js';
import { InboxBench } from '../../../test/builders/inbox-bench.js';
import { sortedConversations } from '../../../test/builders/sorted-conversations.js';
import { ReportsModule } from '../reports.module.js';
import { EpisodeCohort } from './episode-cohort.service.js';

const FROM = '2026-03-21';
const TO = '2026-04-02';
const NOW = Date.parse('2026-04-12T12:00:00Z');
const DAY = 86_400_000;

let bench: InboxBench;
let cohort: EpisodeCohort;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  cohort = bench.get(EpisodeCohort);
  bench.clock.stop();
  bench.clock.set(new Date(NOW));
  await bench.owner.client.patch('/api/v1/brand', { timezone: 'Europe/Berlin' });
  await fill();
});
beforeEach(() => {
  cohort.exactUpTo = 0;
});
afterAll(() => bench.close());

/** Episodes of all kinds over two weeks and a change of clocks, straight into the tables; the same every time. */
async function fill(): Promise<void> {
  const { brandId, memberId } = bench.owner;
  const other = await bench.aChannel();
  const colleague = await bench.member('agent', 'Ada', brandId);
  const { conversationId } = await bench.received();
  const run = (sql: string, ...params: unknown[]) => bench.database.run(sql, [brandId, ...params]);
  await sortedConversations(bench, { count: 90, otherChannelId: other.id, like: conversationId });
  await run(
    `INSERT INTO episode (id, brand_id, conversation_id, key, opened_at, closed_at, details)
     SELECT gen_random_uuid(), $1, c.id, 'episode ' || n, opened, closed, jsonb_build_object('inFigures', n % 19 <> 0,
       'leftOutBecause', CASE WHEN n % 19 = 0 THEN 'imported' END, 'reopenedAt', CASE WHEN closed IS NOT NULL AND n % 5 = 0 THEN 1 END,
       'solved', CASE WHEN closed IS NOT NULL THEN n % 10 <> 0 END, 'mergedIntoKey', CASE WHEN n % 37 = 0 THEN 'episode 1' END)
     FROM generate_series(1, 600) AS n,
       LATERAL (SELECT timestamptz '2026-03-20T20:00Z' + (hashint4(n) & 65535) * 14.0 * 86400 / 65536 * interval '1 second' AS opened) AS o,
       LATERAL (SELECT CASE WHEN n % 7 > 0 THEN opened + exp((hashint4(n * 7) & 65535) / 65535.0 * 21)::bigint * interval '1 ms' END
         AS closed) AS s,
       LATERAL (SELECT id FROM conversation WHERE brand_id = $1 ORDER BY id OFFSET n % 90 LIMIT 1) AS c`,
  );
  await run(
    `INSERT INTO turn (id, brand_id, conversation_id, channel_id, medium, person_id, key, opened_at, episode_key, last_inbound_at,
       inbound_count, closed_at, outcome, target_ms, answer_by)
     SELECT gen_random_uuid(), $1, e.conversation_id, c.channel_id, c.medium, c.person_id, e.key || ':' || n, e.opened_at, e.key,
       e.opened_at, 1 + (h & 3), CASE WHEN outcome IS NOT NULL THEN e.opened_at + (h & 16777215) * interval '1 ms' END, outcome, 1, now()
     FROM episode e JOIN conversation c ON c.brand_id = $1 AND c.id = e.conversation_id, generate_series(1, 3) AS n,
       LATERAL (SELECT hashtext(e.key || n) AS h) AS m,
       LATERAL (SELECT (ARRAY['answered', 'answered', 'answered', 'closed_unanswered', 'withdrawn', 'no_answer_needed', NULL])
         [1 + (h & 65535) % 7] AS outcome) AS s
     WHERE e.brand_id = $1 AND n <= 1 + (hashtext(e.key) & 1)`,
  );
  await run(
    `INSERT INTO conversation_act (id, brand_id, conversation_id, thread_id, at, kind, details)
     SELECT gen_random_uuid(), $1, c.id, c.id, timestamptz '2026-03-20T20:00Z' + (hashtext(c.id::text || n) & 65535) * interval '20 seconds',
       'assigned', jsonb_build_object('memberId', (ARRAY[$2::text, $3::text, NULL])[1 + (hashtext(n || c.id::text) & 65535) % 3])
     FROM conversation c, generate_series(1, 12) AS n WHERE c.brand_id = $1`,
    memberId,
    colleague.memberId,
  );
}

interface Plain {
  opened: number;
  took: number | null;
  closed: number | null;
  reopened: boolean;
  solved: boolean | null;
  left_out: string | null;
  outcomes: (string | null)[];
  messages: number;
  waited: number;
  assignees: { at: number; member: string }[];
  channelId: string;
  medium: string;
  postId: string | null;
  priority: string;
  tagIds: string[];
  date: string;
}

/** Every episode, and what it rests on, row by row. */
const everything = () =>
  bench.database.query<Plain>(
    `SELECT extract(epoch FROM e.opened_at)::float8 * 1000 AS opened, extract(epoch FROM e.closed_at)::float8 * 1000 AS closed,
       e.details->>'reopenedAt' IS NOT NULL AS reopened, (e.details->>'solved')::boolean AS solved,
       e.details->>'leftOutBecause' AS left_out, c.channel_id AS "channelId", c.medium, c.post_id AS "postId", c.priority,
       (e.opened_at AT TIME ZONE b.timezone)::date::text AS date,
       ARRAY(SELECT tag_id FROM conversation_tag g WHERE g.brand_id = $1 AND g.conversation_id = c.id) AS "tagIds",
       (SELECT coalesce(jsonb_agg(t.outcome), '[]') FROM turn t WHERE t.brand_id = $1 AND t.conversation_id = c.id
         AND t.episode_key = e.key) AS outcomes,
       (SELECT coalesce(sum(t.inbound_count), 0)::int FROM turn t WHERE t.brand_id = $1 AND t.conversation_id = c.id
         AND t.episode_key = e.key) AS messages,
       (SELECT coalesce(sum(round(extract(epoch FROM t.closed_at - t.opened_at) * 1000)), 0)::float8 FROM turn t WHERE t.brand_id = $1
         AND t.conversation_id = c.id AND t.episode_key = e.key AND t.outcome <> 'no_answer_needed') AS waited,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('at', extract(epoch FROM a.at) * 1000, 'member', a.details->>'memberId')
           ORDER BY a.at, a.arrival), '[]')
         FROM conversation_act a WHERE a.brand_id = $1 AND a.conversation_id = c.id AND a.kind = 'assigned'
           AND a.details->>'memberId' IS NOT NULL) AS assignees
     FROM brand b, episode e JOIN conversation c ON c.id = e.conversation_id
     WHERE b.id = $1 AND e.brand_id = $1 AND e.details->>'mergedIntoKey' IS NULL`,
    [bench.owner.brandId],
  );

/** The figures of some episodes, worked out one after the other. */
function worked(episodes: readonly Plain[], now: number) {
  const counted = episodes.filter(({ left_out }) => left_out === null);
  const closed = counted.flatMap((one) => (one.closed === null ? [] : [{ ...one, closed: one.closed }]));
  const judged = closed.filter((one) => one.reopened || one.closed + 7 * DAY <= now);
  const count = (one: Plain, outcome: string) => one.outcomes.filter((other) => other === outcome).length;
  const atFirst = judged.filter(
    (one) => one.solved && count(one, 'answered') === 1 && count(one, 'closed_unanswered') === 0,
  );
  const handOvers = closed.map((one) => {
    const until = one.assignees.filter(({ at }) => at <= one.closed);
    return until.filter(({ at, member }, n) => at >= one.opened && n > 0 && until[n - 1]?.member !== member)
      .length;
  });
  const waits = [...closed.map((one) => one.closed - one.opened)].sort((a, b) => a - b);
  const open = counted.filter((one) => one.closed === null).map(({ opened }) => now - opened);
  const all = [...waits, ...open].sort((a, b) => a - b);
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  const share = (part: number, n: number) => ({ value: n === 0 ? null : part / n, n });
  const percentile = (percent: number) => all[Math.ceil((percent * all.length) / 100) - 1] ?? null;
  return {
    counts: { opened: counted.length, closed: closed.length, open: open.length },
    percentiles: { median: percentile(50), p90: percentile(90) },
    shares: {
      solvedAtFirstAnswer: share(atFirst.length, judged.length),
      reopened: share(judged.filter(({ solved }) => solved === false).length, judged.length),
      messagesWritten: share(sum(closed.map(({ messages }) => messages)), closed.length),
      waitedMs: share(sum(closed.map(({ waited }) => waited)), closed.length),
      handOvers: share(sum(handOvers), closed.length),
    },
  };
}

type Told = Record<'median' | 'p90' | keyof ReturnType<typeof worked>['shares'], ReportValue>;

function expectWorked(told: Told, expected: ReturnType<typeof worked>): void {
  for (const [name, share] of Object.entries(expected.shares))
    expect({ name, ...told[name as keyof Told] }).toMatchObject({ name, ...share });
  for (const [name, value] of Object.entries(expected.percentiles)) {
    const found = told[name as keyof Told].value;
    expect(found === null).toBe(value === null);
    expect(Math.abs((found ?? 0) - (value ?? 0))).toBeLessThanOrEqual((value ?? 0) * 0.01 + 1);
  }
}

const get = <T>(path: string) => bench.owner.client.get<T>(`/api/v1/reports/${path}`);
const PERIOD = `from=${FROM}&to=${TO}`;
const within = ({ date }: Plain) => date >= FROM && date <= TO;

/** The report against every single episode. @returns its precision */
async function expectExact(query = '', asked: (one: Plain) => boolean = () => true): Promise<string> {
  return expectSame(await workedOut(asked), query);
}

const workedOut = async (asked: (one: Plain) => boolean = () => true) =>
  worked(
    (await everything()).filter((one) => within(one) && asked(one)),
    bench.clock.nowMs(),
  );

async function expectSame(expected: ReturnType<typeof worked>, query = ''): Promise<string> {
  const report = await get<ReportResolution>(`resolution?${PERIOD}${query}`);
  expect(expected.counts.closed).toBeGreaterThan(5);
  expect(report.counts).toEqual(expected.counts);
  expectWorked(report.figures, expected);
  return report.figures.median.precision;
}

const KEYS: Record<PlainDimension, (one: Plain) => (string | null)[]> = {
  channel: ({ channelId }) => [channelId],
  medium: ({ medium }) => [medium],
  priority: ({ priority }) => [priority],
  post: ({ postId }) => [postId],
  tag: ({ tagIds }) => (tagIds.length === 0 ? [null] : tagIds),
};

async function expectExactRows(by: PlainDimension): Promise<string> {
  const episodes = (await everything()).filter((one) => within(one) && one.left_out === null);
  const { rows, precision } = await get<ReportResolutionBreakdown>(`resolution/breakdown?${PERIOD}&by=${by}`);
  expect(new Set(rows.map(({ key }) => key))).toEqual(new Set(episodes.flatMap(KEYS[by])));
  for (const row of rows) {
    const expected = worked(
      episodes.filter((one) => KEYS[by](one).includes(row.key)),
      bench.clock.nowMs(),
    );
    expect(row.counts).toEqual(expected.counts);
    expectWorked(row, expected);
  }
  return precision;
}

const digest = () => bench.chore('reports.digest');
const count = async (sql: string) =>
  (await bench.database.one<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, [bench.owner.brandId]))
    ?.n ?? Number.NaN;
const uncounted = () => count('episode WHERE brand_id = $1 AND closed_at IS NOT NULL AND messages IS NULL');

test('say what the single episodes say: counts and averages exactly, percentiles within one percent', async () => {
  expect(await expectExact()).toBe('exact');
  expect(await uncounted()).toBeGreaterThan(400);
  await digest();
  expect(await uncounted()).toBe(0);
  expect(await count('episode_digest WHERE brand_id = $1')).toBeGreaterThanOrEqual(14);
  expect(await expectExact()).toBe('rolled_up');
  const one = async (sql: string) =>
    (await bench.database.one<{ id: string }>(sql, [bench.owner.brandId]))?.id ?? '';
  const tag = await one('SELECT id FROM tag WHERE brand_id = $1 ORDER BY name LIMIT 1');
  const post = await one('SELECT id FROM post WHERE brand_id = $1 ORDER BY title LIMIT 1');
  const { id } = bench.channel;
  await expectExact(
    `&channelId=${id}&medium=email`,
    ({ channelId, medium }) => channelId === id && medium === 'email',
  );
  await expectExact(
    `&tagId=${tag}&priority=high`,
    ({ tagIds, priority }) => priority === 'high' && tagIds.includes(tag),
  );
  await expectExact(`&postId=${post}`, ({ postId }) => postId === post);
  for (const by of ['channel', 'medium', 'tag', 'post', 'priority'] as const)
    expect(await expectExactRows(by)).toBe('rolled_up');
  cohort.exactUpTo = Number.POSITIVE_INFINITY;
  expect(await expectExact()).toBe('exact');
  for (const by of ['tag', 'post'] as const) expect(await expectExactRows(by)).toBe('exact');
});

test('are never stale: what changes is counted at once, and digested again', async () => {
  const changes = [
    `UPDATE turn SET outcome = 'closed_unanswered' WHERE brand_id = $1 AND outcome = 'answered' AND hashtext(key) % 7 = 0`,
    `UPDATE turn SET inbound_count = inbound_count + 2 WHERE brand_id = $1 AND outcome IS NOT NULL AND hashtext(key) % 9 = 0`,
    `UPDATE turn SET outcome = NULL, closed_at = NULL, reopened = true WHERE brand_id = $1 AND hashtext(key) % 11 = 0`,
    'DELETE FROM turn WHERE brand_id = $1 AND hashtext(key) % 13 = 0',
    `INSERT INTO turn (id, brand_id, conversation_id, channel_id, medium, person_id, key, opened_at, episode_key, last_inbound_at,
       inbound_count, closed_at, outcome, target_ms, answer_by)
     SELECT gen_random_uuid(), $1, conversation_id, channel_id, medium, person_id, key || ' late', opened_at, episode_key, last_inbound_at,
       1, opened_at + interval '3 minutes', 'answered', 1, now() FROM turn WHERE brand_id = $1 AND hashtext(key) % 17 = 1`,
    `INSERT INTO conversation_act (id, brand_id, conversation_id, thread_id, at, kind, details)
     SELECT gen_random_uuid(), $1, conversation_id, conversation_id, opened_at, 'assigned', '{"memberId": "somebody new"}'
     FROM episode WHERE brand_id = $1 AND closed_at IS NOT NULL AND hashtext(key) % 23 = 0`,
    `DELETE FROM conversation_act WHERE brand_id = $1 AND details->>'memberId' = 'somebody new'`,
    `UPDATE episode SET closed_at = NULL, details = details || '{"solved": null, "reopenedAt": null}'
     WHERE brand_id = $1 AND closed_at IS NOT NULL AND hashtext(key) % 29 = 0`,
    `UPDATE episode SET closed_at = opened_at + interval '2 hours', details = details || '{"solved": true}'
     WHERE brand_id = $1 AND closed_at IS NULL AND hashtext(key) % 3 = 0`,
    `UPDATE episode SET details = details || '{"solved": false, "reopenedAt": 2}'
     WHERE brand_id = $1 AND closed_at IS NOT NULL AND hashtext(key) % 31 = 0`,
    `UPDATE episode SET details = details || '{"mergedIntoKey": "episode 2"}' WHERE brand_id = $1 AND hashtext(key) % 41 = 0`,
    `UPDATE episode SET opened_at = opened_at + interval '30 minutes' WHERE brand_id = $1 AND closed_at IS NULL`,
    'DELETE FROM episode WHERE brand_id = $1 AND hashtext(key) % 43 = 0',
    `UPDATE conversation SET priority = 'urgent' WHERE brand_id = $1 AND priority = 'low' AND hashtext(id::text) % 4 = 0`,
    `UPDATE conversation SET post_id = NULL WHERE brand_id = $1 AND hashtext(id::text) % 4 = 1`,
    `DELETE FROM conversation_tag WHERE brand_id = $1 AND hashtext(tag_id::text || conversation_id) % 4 = 2`,
  ];
  for (const sql of changes) {
    expect(await bench.database.run(sql, [bench.owner.brandId])).toBeGreaterThan(0);
    const expected = await workedOut();
    await expectSame(expected);
    await digest();
    expect(await expectSame(expected)).toBe('rolled_up');
  }
  for (const by of ['tag', 'post', 'priority'] as const) expect(await expectExactRows(by)).toBe('rolled_up');
  expect(await count(`episode_digest_mark WHERE brand_id = $1 AND quarter < '2026-04-02T22:00Z'`)).toBe(0);
});

test('know of what was closed lately whether it held as soon as that is known', async () => {
  for (const days of [0, 1, 3, 6]) {
    bench.clock.set(new Date(NOW + days * DAY));
    expect(await expectExact()).toBe('rolled_up');
  }
  const undecided = () => count('episode_digest WHERE brand_id = $1 AND octet_length(undecided) > 0');
  const before = await undecided();
  await digest();
  expect(await undecided()).toBeLessThan(before);
  await expectExact();
  bench.clock.set(new Date(NOW));
});

test('of another time zone are not used', async () => {
  await bench.owner.client.patch('/api/v1/brand', { timezone: 'America/New_York' });
  expect(await expectExact()).toBe('exact');
  await digest();
  expect(await expectExact()).toBe('rolled_up');
});

test('what is being changed at this moment is counted the next time', async () => {
  const { brandId } = bench.owner;
  const one = await bench.database.one<{ id: string; conversation_id: string; key: string }>(
    `SELECT id, conversation_id, key FROM episode WHERE brand_id = $1 AND messages > 0 LIMIT 1`,
    [brandId],
  );
  if (one === undefined) throw new Error('nothing is counted');
  const messages = async () =>
    (
      await bench.database.one<{ messages: number | null }>(
        'SELECT messages FROM episode WHERE brand_id = $1 AND id = $2',
        [brandId, one.id],
      )
    )?.messages;
  const add = () =>
    bench.database.run(
      `UPDATE turn SET inbound_count = inbound_count + 1, outcome = 'answered' WHERE brand_id = $1 AND conversation_id = $2
         AND episode_key = $3`,
      [brandId, one.conversation_id, one.key],
    );
  const known = (await messages()) ?? 0;
  const turns = await add();
  expect(await messages()).toBeNull();
  let [lockedNow, release] = [() => {}, () => {}];
  const locked = new Promise<void>((resolve) => {
    lockedNow = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const change = bench.database.transaction(async () => {
    await bench.database.run('SELECT FROM conversation WHERE brand_id = $1 AND id = $2 FOR UPDATE', [
      brandId,
      one.conversation_id,
    ]);
    await add();
    lockedNow();
    await released;
  });
  await locked;
  await digest();
  expect(await messages()).toBeNull();
  release();
  await change;
  await digest();
  expect(await messages()).toBe(known + 2 * turns);
});
