import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReportVolume, ReportVolumeBreakdown } from '@parley/shared/reports.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { sortedConversations } from '../../../test/builders/sorted-conversations.js';
import { ReportsModule } from '../reports.module.js';
import { VolumeService } from './volume.service.js';

const PERIOD = 'from=2026-03-25&to=2026-04-03';
const MESSAGES = 4_000;

let bench: InboxBench;
let volume: VolumeService;
let agent: Signed;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  volume = bench.get(VolumeService);
  bench.clock.stop();
  bench.clock.set(new Date('2026-04-15T12:00:00Z'));
  await bench.owner.client.patch('/api/v1/brand', { timezone: 'Europe/Berlin' });
  await fill();
  // Somebody who may not see the second channel.
  agent = await bench.member('manager', 'Mara');
});
afterAll(() => bench.close());

/** Messages of all kinds over eleven days and a change of clocks, straight into the tables; the same every time. */
async function fill(): Promise<void> {
  const { brandId, memberId } = bench.owner;
  const other = await bench.aChannel({ only: [memberId] });
  const { conversationId } = await bench.received({ at: '2026-03-24T20:00:00Z' });
  await sortedConversations(bench, { count: 200, otherChannelId: other.id, like: conversationId });
  await bench.database.run(
    `INSERT INTO message (id, brand_id, channel_id, conversation_id, thread_id, seq, direction, automatic, history, member_id, state,
       deleted_at, occurred_at, received_at)
     SELECT gen_random_uuid(), $1, c.channel_id, c.id, c.id, 1000 + n, direction, CASE WHEN h % 11 = 0 THEN 'rule' END, h % 17 = 0,
       CASE WHEN direction <> 'in' AND h % 5 < 3 THEN $2::uuid END,
       CASE WHEN direction = 'out' THEN (ARRAY['sent', 'delivered', 'read', 'failed', 'held', NULL])[1 + (h >> 5) % 6] END,
       CASE WHEN h % 13 = 0 THEN now() END, at, at
     FROM generate_series(1, $3::int) AS n,
       LATERAL (SELECT hashint4(n) & 1048575 AS h) AS mixed,
       LATERAL (SELECT timestamptz '2026-03-24T20:00Z' + (h * 11.0 * 86400 / 1048576) * interval '1 second' AS at,
         (ARRAY['in', 'in', 'out', 'note'])[1 + (hashint4(n * 3) & 65535) % 4] AS direction) AS made,
       LATERAL (SELECT id, channel_id FROM conversation WHERE brand_id = $1 ORDER BY id OFFSET n % 200 LIMIT 1) AS c`,
    [brandId, memberId, MESSAGES],
  );
  await bench.database.run('ANALYZE');
}

const one = async (sql: string) =>
  (await bench.database.one<{ id: string }>(sql, [bench.owner.brandId]))?.id ?? '';
const tagId = () => one('SELECT id FROM tag WHERE brand_id = $1 ORDER BY name LIMIT 1');

async function queries(): Promise<string[]> {
  const post = await one('SELECT id FROM post WHERE brand_id = $1 ORDER BY title LIMIT 1');
  return [
    'volume?',
    `volume?channelId=${bench.channel.id}&medium=email`,
    'volume?priority=high&medium=dm',
    `volume?tagId=${await tagId()}`,
    `volume?postId=${post}&priority=high`,
    'volume?compare=period&compareFrom=2026-03-27&compareTo=2026-03-31',
    ...['channel', 'medium', 'tag', 'post', 'priority'].map((by) => `volume/breakdown?by=${by}`),
    `volume/breakdown?by=post&tagId=${await tagId()}&compare=previous`,
  ];
}

/** Both ways to the same report, every message counted and by digests. @returns how many messages the first one counts */
async function expectSame(asked: string[], who = bench.owner): Promise<number> {
  for (const query of asked) {
    const get = () =>
      who.client.get<ReportVolume | ReportVolumeBreakdown>(`/api/v1/reports/${query}&${PERIOD}`);
    volume.exactUpTo = Number.POSITIVE_INFINITY;
    const single = await get();
    volume.exactUpTo = 0;
    expect({ query, ...(await get()) }).toEqual({ query, ...single });
  }
  const { totals } = await who.client.get<ReportVolume>(`/api/v1/reports/${asked[0]}&${PERIOD}`);
  return totals.in + totals.outByMembers + totals.outOutside + totals.outByRules;
}

const count = async (table: string) =>
  (
    await bench.database.one<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE brand_id = $1`, [
      bench.owner.brandId,
    ])
  )?.n ?? 0;

test('say what the single messages say, whatever is asked', async () => {
  const asked = await queries();
  await bench.chore('reports.digest');
  expect(await count('volume_digest')).toBeGreaterThanOrEqual(11);
  const all = await expectSame(asked);
  expect(all).toBeGreaterThan(MESSAGES / 3);
  const seen = await expectSame(asked, agent);
  expect(seen).toBeGreaterThan(all / 2);
  expect(seen).toBeLessThan(all);
});

test('hold every message that counts, once', async () => {
  const { rows } = await bench.owner.client.get<ReportVolumeBreakdown>(
    `/api/v1/reports/volume/breakdown?by=post&${PERIOD}`,
  );
  const { totals, heat, points } = await bench.owner.client.get<ReportVolume>(
    `/api/v1/reports/volume?${PERIOD}`,
  );
  for (const kind of ['in', 'outByMembers', 'outOutside', 'outByRules'] as const) {
    expect(totals[kind]).toBeGreaterThan(50);
    expect(rows.reduce((sum, row) => sum + row[kind], 0)).toBe(totals[kind]);
    expect(points.reduce((sum, point) => sum + point[kind], 0)).toBe(totals[kind]);
  }
  expect(heat.reduce((sum, cell) => sum + cell.in, 0)).toBe(totals.in);
  expect(heat.reduce((sum, cell) => sum + cell.out, 0)).toBe(totals.outByMembers + totals.outOutside);
  // Half of them are asked about under no post, and every row has its name.
  expect(rows.map(({ name }) => name).sort()).toEqual(['Post 1', 'Post 2', 'Post 3', null]);
});

test('are never stale: what changes is counted at once, and digested again', async () => {
  const { brandId } = bench.owner;
  const changes: [string, unknown[]][] = [
    [
      `UPDATE message SET deleted_at = now() WHERE brand_id = $1 AND direction = 'in' AND seq % 50 = 0`,
      [brandId],
    ],
    [`UPDATE message SET state = 'sent' WHERE brand_id = $1 AND state = 'held'`, [brandId]],
    [`UPDATE message SET state = 'failed' WHERE brand_id = $1 AND state = 'read'`, [brandId]],
    [
      `UPDATE message SET automatic = 'auto_reply' WHERE brand_id = $1 AND automatic IS NULL AND seq % 40 = 1`,
      [brandId],
    ],
    [
      `UPDATE message SET occurred_at = occurred_at + interval '30 minutes' WHERE brand_id = $1 AND seq % 45 = 2`,
      [brandId],
    ],
    [
      `UPDATE message SET conversation_id = c.id, seq = message.seq + 100000
       FROM (SELECT id FROM conversation WHERE brand_id = $1 AND medium = 'chat' ORDER BY id LIMIT 1) AS c
       WHERE brand_id = $1 AND message.seq % 30 = 3`,
      [brandId],
    ],
    ['DELETE FROM message WHERE brand_id = $1 AND seq % 37 = 4', [brandId]],
    ['DELETE FROM tag WHERE brand_id = $1 AND id = $2', [brandId, await tagId()]],
    [
      `INSERT INTO conversation_tag (conversation_id, tag_id, brand_id)
       SELECT c.id, t.id, $1 FROM conversation c, tag t WHERE c.brand_id = $1 AND t.brand_id = $1 ON CONFLICT DO NOTHING`,
      [brandId],
    ],
    [`UPDATE conversation SET priority = 'urgent' WHERE brand_id = $1 AND priority = 'low'`, [brandId]],
    [`UPDATE conversation SET post_id = NULL WHERE brand_id = $1 AND priority = 'normal'`, [brandId]],
  ];
  for (const [sql, params] of changes) {
    expect({ sql, changed: await bench.database.run(sql, params) }).not.toMatchObject({ changed: 0 });
    expect(await count('volume_digest_mark')).toBeGreaterThan(0);
    await expectSame([
      'volume?',
      'volume/breakdown?by=tag',
      'volume/breakdown?by=priority',
      'volume/breakdown?by=post',
    ]);
    await bench.chore('reports.digest');
  }
  const left = await bench.database.query(
    `SELECT FROM volume_digest_mark WHERE brand_id = $1 AND quarter < '2026-04-03T22:00Z'`,
    [brandId],
  );
  expect(left).toEqual([]);
});

test('what counts no otherwise than before leaves no mark, nor does what was said lately', async () => {
  const { brandId } = bench.owner;
  const before = await count('volume_digest_mark');
  await bench.database.run(
    `UPDATE message SET state = CASE state WHEN 'sent' THEN 'delivered' ELSE state END, text = 'other words', version = version + 1
     WHERE brand_id = $1`,
    [brandId],
  );
  await bench.database.run(
    'UPDATE conversation SET last_words = $2, priority = priority WHERE brand_id = $1',
    [brandId, 'other words'],
  );
  bench.clock.set(new Date());
  const { conversationId } = await bench.received({});
  await bench.database.run(`UPDATE conversation SET priority = 'low' WHERE brand_id = $1 AND id = $2`, [
    brandId,
    conversationId,
  ]);
  await bench.database.run(
    'UPDATE message SET deleted_at = now() WHERE brand_id = $1 AND conversation_id = $2',
    [brandId, conversationId],
  );
  expect(await count('volume_digest_mark')).toBe(before);
  bench.clock.set(new Date('2026-04-15T12:00:00Z'));
});

test('of another time zone are not used', async () => {
  await bench.owner.client.patch('/api/v1/brand', { timezone: 'America/New_York' });
  await expectSame(['volume?']);
  await bench.chore('reports.digest');
  await expectSame(['volume?', 'volume/breakdown?by=tag']);
});
