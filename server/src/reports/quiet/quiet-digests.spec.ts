import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReportQuiet } from '@parley/shared/reports.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { ReportsModule } from '../reports.module.js';
import { QuietService } from './quiet.service.js';

const PERIOD = 'from=2026-03-25&to=2026-04-03';
const TURNS = 1_500;
const PEOPLE = 400;
/** In the middle of some turns' fourteen days, and after those of all. */
const SOON = '2026-04-12T12:00:00Z';
const LATER = '2026-05-08T12:00:00Z';

let bench: InboxBench;
let quiet: QuietService;
let manager: Signed;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  quiet = bench.get(QuietService);
  bench.clock.stop();
  bench.clock.set(new Date(SOON));
  await bench.owner.client.patch('/api/v1/brand', { timezone: 'Europe/Berlin' });
  await fill();
  // Somebody who may not see the second channel.
  manager = await bench.member('manager', 'Mara');
});
afterAll(() => bench.close());

/** Turns of all kinds over eleven days and a change of clocks, and what people said afterwards; the same every time. */
async function fill(): Promise<void> {
  const { brandId, memberId } = bench.owner;
  const other = await bench.aChannel({ only: [memberId] });
  const channels = [brandId, bench.channel.id, other.id];
  await bench.database.run(
    `INSERT INTO tag (id, brand_id, name) SELECT gen_random_uuid(), $1, 'tag ' || n FROM generate_series(1, 3) AS n`,
    [brandId],
  );
  await bench.database.run(
    `INSERT INTO person (id, brand_id, name, first_seen_at, last_seen_at)
     SELECT gen_random_uuid(), $1, 'Person ' || n, now(), now() FROM generate_series(1, $2::int) AS n`,
    [brandId, PEOPLE],
  );
  await bench.database.run(
    `INSERT INTO identity (id, brand_id, person_id, namespace, external_id, first_seen_at, last_seen_at)
     SELECT gen_random_uuid(), $1, id, 'test', name, now(), now() FROM person WHERE brand_id = $1`,
    [brandId],
  );
  await bench.database.run(
    `INSERT INTO conversation (id, brand_id, channel_id, person_id, medium, priority, last_at, created_at)
     SELECT gen_random_uuid(), $1, CASE WHEN n % 3 = 0 THEN $3::uuid ELSE $2 END, p.id,
       (ARRAY['comment', 'email', 'dm', 'chat'])[1 + n % 4], (ARRAY['low', 'normal', 'high', 'urgent'])[1 + (n / 4) % 4], now(), now()
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM person WHERE brand_id = $1) AS p, generate_series(1, 2)`,
    channels,
  );
  await bench.database.run(
    `INSERT INTO conversation_tag (conversation_id, tag_id, brand_id)
     SELECT c.id, t.id, $1 FROM conversation c, tag t WHERE c.brand_id = $1 AND t.brand_id = $1
       AND (hashtext(c.id::text || t.name) & 1) = 0`,
    [brandId],
  );
  await bench.database.run(
    `INSERT INTO turn (id, brand_id, conversation_id, channel_id, medium, person_id, key, opened_at, last_inbound_at, inbound_count,
       closed_at, outcome, answered_at, target_ms, answer_by, in_figures)
     SELECT gen_random_uuid(), $1, c.id, c.channel_id, c.medium, c.person_id, n::text, opened, opened, 1,
       CASE WHEN outcome IS NOT NULL THEN opened + wait * interval '1 ms' END, outcome,
       CASE WHEN outcome = 'answered' THEN opened + wait * interval '1 ms' END, 3600000, opened + interval '1 hour', h % 23 <> 0
     FROM generate_series(1, $2::int) AS n,
       LATERAL (SELECT hashint4(n) & 1048575 AS h) AS mixed,
       LATERAL (SELECT timestamptz '2026-03-24T20:00Z' + (h * 11.0 * 86400 / 1048576) * interval '1 second' AS opened,
         exp((hashint4(n * 7) & 65535) / 65535.0 * 21)::bigint AS wait,
         (ARRAY['answered', 'answered', 'answered', 'answered', 'closed_unanswered', 'withdrawn', 'no_answer_needed', NULL])
           [1 + (hashint4(n * 3) & 65535) % 8] AS outcome) AS made,
       (SELECT *, row_number() OVER (ORDER BY id) AS number FROM conversation WHERE brand_id = $1) AS c
     WHERE c.number = 1 + (hashint4(n * 5) & 65535) % (2 * $3::int)`,
    [brandId, TURNS, PEOPLE],
  );
  // Half of them write again, some too late, some by machine, some as history.
  await bench.database.run(
    `INSERT INTO message (id, brand_id, channel_id, conversation_id, thread_id, seq, direction, identity_id, automatic, history,
       occurred_at, received_at)
     SELECT gen_random_uuid(), $1, CASE WHEN (h >> 4) % 3 = 0 THEN $3::uuid ELSE $2 END, t.conversation_id, t.conversation_id,
       1000 + row_number() OVER (), 'in', i.id, CASE WHEN h % 9 = 0 THEN 'auto_reply' END, h % 10 = 0, at, at
     FROM turn t JOIN identity i ON i.brand_id = $1 AND i.person_id = t.person_id,
       LATERAL (SELECT hashtext(t.id::text) & 1048575 AS h) AS mixed,
       LATERAL (SELECT coalesce(t.answered_at, t.closed_at, t.answer_by) + (h % 30) * interval '1 day' AS at) AS made
     WHERE t.brand_id = $1 AND h % 2 = 0`,
    channels,
  );
  await bench.database.run('ANALYZE');
}

async function queries(): Promise<string[]> {
  const tag = await bench.database.one<{ id: string }>(
    'SELECT id FROM tag WHERE brand_id = $1 ORDER BY name LIMIT 1',
    [bench.owner.brandId],
  );
  return [
    '',
    `&channelId=${bench.channel.id}&medium=email`,
    '&priority=high',
    `&tagId=${tag?.id}`,
    '&compare=period&compareFrom=2026-03-27&compareTo=2026-03-31',
  ];
}

/** Both ways to the same report, every turn looked up and by digests. @returns the last one */
async function expectSame(asked: string[], who = bench.owner): Promise<ReportQuiet> {
  let report: ReportQuiet | undefined;
  for (const query of asked) {
    const get = () => who.client.get<ReportQuiet>(`/api/v1/reports/quiet?${PERIOD}${query}`);
    quiet.exactUpTo = Number.POSITIVE_INFINITY;
    const single = await get();
    quiet.exactUpTo = 0;
    report = await get();
    expect({ query, ...report }).toEqual({ query, ...single });
  }
  if (report === undefined) throw new Error('nothing was asked');
  return report;
}

const count = async (sql: string) =>
  (
    await bench.database.one<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql} AND brand_id = $1`, [
      bench.owner.brandId,
    ])
  )?.n ?? 0;

test('say who went quiet as looking at every turn says, while some are decided and some are not', async () => {
  const asked = await queries();
  await bench.chore('reports.digest');
  expect(await count('quiet_digest WHERE again_at IS NOT NULL')).toBeGreaterThan(0);
  expect(
    await count('quiet_digest WHERE again_at IS NULL OR octet_length(undecided) < turns * 8'),
  ).toBeGreaterThan(3);
  const { late, inTime } = await expectSame(asked.slice(0, 1));
  for (const side of [late, inTime]) {
    expect(side.n).toBeGreaterThan(20);
    expect(side.leftOut[0]?.count).toBeGreaterThan(20);
  }
  await expectSame(asked);
  const seen = await expectSame(asked, manager);
  expect(seen.late.n).toBeLessThan(late.n);
});

test('what is decided after a day was digested is looked up, and later digested', async () => {
  bench.clock.set(new Date(new Date(SOON).getTime() + 4 * 86_400_000));
  const { late } = await expectSame(await queries());
  bench.clock.set(new Date(LATER));
  const then = await expectSame(await queries());
  expect(then.late.n).toBeGreaterThan(late.n);
  expect(then.late.leftOut).toEqual([]);
  await bench.chore('reports.digest');
  expect(await count('quiet_digest WHERE again_at IS NOT NULL')).toBe(0);
  await expectSame(await queries());
  await expectSame(await queries(), manager);
});

test('are never stale: what changes is counted at once, and digested again', async () => {
  const { brandId } = bench.owner;
  const heard = `INSERT INTO message (id, brand_id, channel_id, conversation_id, thread_id, seq, direction, identity_id, occurred_at, received_at)
    SELECT gen_random_uuid(), $1, t.channel_id, t.conversation_id, t.conversation_id, 50000 + row_number() OVER (), 'in', i.id, at, now()
    FROM (SELECT DISTINCT ON (person_id) * FROM turn WHERE brand_id = $1 AND outcome = 'answered' ORDER BY person_id, opened_at DESC) AS t
    JOIN identity i ON i.brand_id = $1 AND i.person_id = t.person_id,
    LATERAL (SELECT t.answered_at + interval '14 days' AS at) AS made WHERE (hashtext(t.key) & 7) = 0`;
  const changes = [
    heard,
    `UPDATE message SET automatic = 'auto_reply' WHERE brand_id = $1 AND automatic IS NULL AND seq % 11 = 0`,
    `UPDATE message SET occurred_at = occurred_at + interval '9 days' WHERE brand_id = $1 AND seq % 13 = 1`,
    'DELETE FROM message WHERE brand_id = $1 AND seq % 17 = 2',
    `UPDATE turn SET outcome = 'answered', answered_at = opened_at + interval '5 minutes', closed_at = opened_at + interval '5 minutes'
     WHERE brand_id = $1 AND outcome IS NULL AND hashtext(key) % 3 = 0`,
    `UPDATE turn SET in_figures = NOT in_figures WHERE brand_id = $1 AND hashtext(key) % 40 = 0`,
    `UPDATE turn SET opened_at = opened_at - interval '30 minutes' WHERE brand_id = $1 AND hashtext(key) % 50 = 1`,
    'DELETE FROM turn WHERE brand_id = $1 AND hashtext(key) % 60 = 2',
    `UPDATE conversation SET priority = 'high' WHERE brand_id = $1 AND priority = 'low'`,
    'DELETE FROM tag WHERE brand_id = $1',
    // Two people who turn out to be one: the turns of both, and what either says.
    `UPDATE identity SET person_id = (SELECT person_id FROM turn WHERE brand_id = $1 ORDER BY opened_at DESC LIMIT 1)
     WHERE brand_id = $1 AND hashtext(external_id) % 20 = 0`,
  ];
  for (const sql of changes) {
    expect({ sql, changed: await bench.database.run(sql, [brandId]) }).not.toMatchObject({ changed: 0 });
    expect(await count('quiet_digest_mark WHERE true')).toBeGreaterThan(0);
    await expectSame((await queries()).filter((_, at) => at < 1 || at === 2));
    await bench.chore('reports.digest');
  }
  expect(await count(`quiet_digest_mark WHERE quarter < '2026-04-03T22:00Z'`)).toBe(0);
});

test('what says nothing about it leaves no mark', async () => {
  const { brandId } = bench.owner;
  const before = await count('quiet_digest_mark WHERE true');
  await bench.database.run('UPDATE turn SET inbound_count = inbound_count + 1 WHERE brand_id = $1', [
    brandId,
  ]);
  await bench.database.run(
    `UPDATE message SET text = 'other words', deleted_at = now() WHERE brand_id = $1`,
    [brandId],
  );
  // Half an hour late, and about turns of which nothing is decided yet.
  bench.clock.set(new Date());
  await bench.received({ at: new Date(Date.now() - 30 * 60_000).toISOString() });
  expect(await count('quiet_digest_mark WHERE true')).toBe(before);
});
