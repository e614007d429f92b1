import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MigrationBench } from '../../../../test/harness/migration-bench.js';
import { TurnsOfMergedEpisodes1700000000022 } from './0022-turns-of-merged-episodes.migration.js';
import { migrations } from './migrations.js';

const [brand, channel, person] = [randomUUID(), randomUUID(), randomUUID()];
const [merged, other] = [randomUUID(), randomUUID()];

/** A database as it was used before there were digests of episodes, with all that the later migrations work on. */
let bench: MigrationBench;
beforeAll(async () => {
  const all = migrations.map((migration) => new migration());
  const before = all.findIndex(({ name }) => name.endsWith('0020'));
  bench = await MigrationBench.open(all.slice(0, before));
  await fill();
  for (const migration of all.slice(before)) {
    if (migration.name.endsWith('0022')) await countAndForgetMarks();
    await migration.up(bench.runner);
  }
}, 60_000);
afterAll(async () => {
  await bench?.close();
});

const query = async <T>(sql: string, values: unknown[] = []) =>
  (await bench.runner.query(sql, values)) as T[];

async function fill(): Promise<void> {
  await query(`INSERT INTO brand (id, name, created_at) VALUES ($1, 'Example', now())`, [brand]);
  await query(
    `INSERT INTO channel (id, brand_id, kind, name, account, connected_at, created_at)
     VALUES ($1, $2, 'api', 'Shop', 'a', now(), now())`,
    [channel, brand],
  );
  await query(
    `INSERT INTO person (id, brand_id, name, first_seen_at, last_seen_at) VALUES ($1, $2, 'Anna', now(), now())`,
    [person, brand],
  );
  for (const conversation of [merged, other])
    await query(
      `INSERT INTO conversation (id, brand_id, channel_id, person_id, medium, last_at, created_at)
       VALUES ($1, $2, $3, $4, 'dm', now(), now())`,
      [conversation, brand, channel, person],
    );
  // One went on in the next, and that in a third; the fourth is its own, and so is what bears the same name elsewhere.
  await episode(merged, 'one', 'two');
  await episode(merged, 'two', 'three');
  await episode(merged, 'three', null);
  await episode(merged, 'four', null);
  await episode(other, 'one', null);
  await query(
    `INSERT INTO message (id, brand_id, channel_id, conversation_id, thread_id, seq, direction, occurred_at, received_at)
     VALUES ($1, $2, $3, $4, $4, 1, 'in', now() - interval '20 days', now())`,
    [randomUUID(), brand, channel, merged],
  );
  await alert('told at once', `now() - interval '1 hour'`);
  await alert('told later', `now() - interval '30 minutes'`);
  await alert('never told', 'NULL');
}

/** Closed long ago, with one turn of its own. */
async function episode(conversation: string, key: string, into: string | null): Promise<void> {
  await query(
    `INSERT INTO episode (id, brand_id, conversation_id, key, opened_at, closed_at, details)
     VALUES ($1, $2, $3, $4, now() - interval '20 days', now() - interval '19 days', $5)`,
    [randomUUID(), brand, conversation, key, { inFigures: true, mergedIntoKey: into }],
  );
  await query(
    `INSERT INTO turn (id, brand_id, conversation_id, channel_id, medium, person_id, key, opened_at, episode_key, last_inbound_at,
       inbound_count, closed_at, outcome, target_ms, answer_by)
     VALUES ($1, $2, $3, $4, 'dm', $5, $6, now() - interval '20 days', $6, now(), 2, now() - interval '19 days', 'answered', 1, now())`,
    [randomUUID(), brand, conversation, channel, person, key],
  );
}

/** Raised an hour ago. */
async function alert(measure: string, toldAt: string): Promise<void> {
  const id = randomUUID();
  await query(
    `INSERT INTO now_alert (id, brand_id, measure, threshold, quiet_ms, in_console, by_mail, enabled, created_at)
     VALUES ($1, $2, 'ours', 1, 0, true, false, true, now())`,
    [id, brand],
  );
  await query(
    `INSERT INTO now_alert_crossing (id, brand_id, alert_id, measure, threshold, raised_at, value, told_at)
     VALUES ($1, $2, $3, $4, 1, now() - interval '1 hour', 2, ${toldAt})`,
    [randomUUID(), brand, id, measure],
  );
}

/** What a worker does between two migrations: sums of closed episodes are kept, and their days digested. */
async function countAndForgetMarks(): Promise<void> {
  await query('UPDATE episode SET messages = 2, waited_ms = 1, answered = 1, unanswered = 0, hand_overs = 0');
  await query('DELETE FROM episode_digest_mark');
  await query('DELETE FROM turn_digest_mark');
}

test('an episode that went on in another one takes its turns with it, through however many it went', async () => {
  const turns = await query<{ key: string; episode_key: string; here: boolean }>(
    'SELECT key, episode_key, conversation_id = $1 AS here FROM turn ORDER BY here DESC, key',
    [merged],
  );
  expect(turns.map(({ key, episode_key, here }) => [here, key, episode_key])).toEqual([
    [true, 'four', 'four'],
    [true, 'one', 'three'],
    [true, 'three', 'three'],
    [true, 'two', 'three'],
    [false, 'one', 'one'],
  ]);
});

test('what was counted and digested of them is counted anew, of the others it stays', async () => {
  const counted = await query<{ key: string }>(
    'SELECT key FROM episode WHERE messages IS NOT NULL ORDER BY key',
  );
  expect(counted.map(({ key }) => key)).toEqual(['four', 'one']);
  for (const table of ['episode_digest_mark', 'turn_digest_mark'])
    expect(await query(`SELECT DISTINCT brand_id FROM ${table}`)).toEqual([{ brand_id: brand }]);
});

test('a second time changes nothing', async () => {
  const turns = () => query('SELECT * FROM turn ORDER BY id');
  const before = await turns();
  await new TurnsOfMergedEpisodes1700000000022().up(bench.runner);
  expect(await turns()).toEqual(before);
});

test('alerts go on as they were; what nobody was told of at once had its quiet time', async () => {
  expect(await query('SELECT DISTINCT only_in_hours FROM now_alert')).toEqual([{ only_in_hours: false }]);
  expect(await query('SELECT measure, silence, end_owed FROM now_alert_crossing ORDER BY measure')).toEqual([
    { measure: 'never told', silence: 'quiet_time', end_owed: false },
    { measure: 'told at once', silence: null, end_owed: false },
    { measure: 'told later', silence: 'quiet_time', end_owed: false },
  ]);
});
