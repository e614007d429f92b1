import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Brand } from '@parley/shared/brands.js';
import type { ConversationRow, View } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import type { DataSource } from 'typeorm';
import { EntryRepository } from '../../src/conversations/entries/entry.repository.js';
import { samplePlatforms } from '../../src/demo/platforms/sample-platforms.js';
import { sampleBrand, sampleMembers } from '../../src/demo/sample-brand.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import type { ApiClient } from '../harness/api-client.js';
import { Parley } from '../harness/app.js';
import { eventually } from '../harness/eventually.js';
import { type RefEntry, referenceFold } from '../reference/reference-fold.js';

const CONVERSATIONS = 24;
const VIEWS: View[] = ['ours', 'theirs', 'snoozed', 'closed', 'set_aside'];
const PATIENCE = { timeoutMs: 60_000, everyMs: 200 };

type Row = Record<string, unknown>;
const millis = (value: unknown) => (value instanceof Date ? value.getTime() : null);

describe('the demo', () => {
  let parley: Parley;
  let anna: ApiClient;
  let source: DataSource;
  let database: Database;

  beforeAll(async () => {
    parley = await Parley.start({
      mode: 'embedded',
      owner: false,
      env: {
        PARLEY_DEMO: '1',
        PARLEY_DEMO_CONVERSATIONS: String(CONVERSATIONS),
        PARLEY_DEMO_PAUSE_SECONDS: '2',
      },
    });
    anna = await parley.signedIn(sampleMembers[0]!.email, sampleBrand.password);
    source = createDataSource({
      url: await parley.databaseUrl(),
      poolSize: 2,
      entities: [],
      applicationName: 'parley-test',
    });
    await source.initialize();
    database = new Database(source);
  }, 300_000);

  afterAll(async () => {
    if (source?.isInitialized) await source.destroy();
    await parley?.remove();
  });

  const rowsOf = async (view: View): Promise<ConversationRow[]> =>
    (await anna.get<{ items: ConversationRow[] }>(`/api/v1/conversations?view=${view}&limit=200`)).items;
  const everything = async () => (await Promise.all(VIEWS.map(rowsOf))).flat();

  it('says that its data is a sample, and prints who may sign in', async () => {
    expect(await anna.get<Brand>('/api/v1/brand')).toMatchObject({ name: sampleBrand.name, sample: true });
    for (const { email } of sampleMembers) expect(parley.log).toContain(email);
    for (const { email } of sampleMembers) await parley.signedIn(email, sampleBrand.password);
  });

  it('has conversations by mail, by API and on the website, over several weeks, in every state', async () => {
    const rows = await everything();
    expect(rows.length).toBeGreaterThanOrEqual(CONVERSATIONS);
    expect(new Set(rows.map(({ channel }) => channel.kind))).toEqual(
      new Set(['email', 'api', 'livechat', ...samplePlatforms.map(({ kind }) => kind)]),
    );
    expect(new Set(rows.map(({ medium }) => medium)).size).toBeGreaterThan(2);
    const oldest = Math.min(...rows.map(({ lastAt }) => Date.parse(lastAt)));
    expect(Date.now() - oldest).toBeGreaterThan(14 * 86_400_000);
    expect(Math.max(...rows.map(({ lastAt }) => Date.parse(lastAt)))).toBeLessThanOrEqual(Date.now());
    for (const view of VIEWS) expect(await rowsOf(view)).not.toEqual([]);
  });

  it('was answered in time, late, and not at all, by replies that left', async () => {
    const [turns] = await database.query<Row>(
      `SELECT count(*) FILTER (WHERE outcome = 'answered' AND wait_business_ms <= target_ms)::int AS "inTime",
         count(*) FILTER (WHERE outcome = 'answered' AND wait_business_ms > target_ms)::int AS late,
         count(*) FILTER (WHERE outcome IS NULL)::int AS open FROM turn`,
    );
    for (const count of Object.values(turns!)) expect(count).toBeGreaterThan(0);
    const states = await database.query<{ state: string; sends: number }>(
      `SELECT m.state, count(a.id)::int AS sends FROM message m LEFT JOIN send_attempt a ON a.message_id = m.id
       WHERE m.direction = 'out' AND m.member_id IS NOT NULL AND m.sent_at < now() - interval '5 minutes' GROUP BY m.id`,
    );
    expect(states.length).toBeGreaterThan(5);
    for (const { state, sends } of states) {
      // Those that bounced have failed afterwards.
      expect(['sent', 'read', 'failed']).toContain(state);
      expect(sends).toBe(1);
    }
  });

  it('lost nothing on the way in', async () => {
    const [ledger] = await database.query<Row>(
      `SELECT count(*) FILTER (WHERE state IN ('failed', 'unroutable'))::int AS faulty, count(*)::int AS all FROM inbound_event`,
    );
    expect(ledger).toMatchObject({ faulty: 0 });
    expect(ledger?.all).toBeGreaterThan(CONVERSATIONS);
    const raw = await database.query<Row>(
      `SELECT count(*)::int AS mails, count(raw_key)::int AS kept FROM message WHERE direction = 'in' AND mail IS NOT NULL`,
    );
    expect(raw[0]?.kept).toBe(raw[0]?.mails);
    expect(parley.log).not.toMatch(/"level":"(?:error|fatal)"/);
  });

  it('has the turns that the slow fold gives', async () => {
    const entries = new EntryRepository(database);
    // What the stream is at work on may change between two looks.
    const conversations = await database.query<{ id: string; brand_id: string; medium: 'dm' }>(
      `SELECT id, brand_id, medium FROM conversation WHERE last_at < now() - interval '5 minutes'`,
    );
    let compared = 0;
    for (const { id, brand_id, medium } of conversations) {
      const stored = await database.query<Row>(
        'SELECT * FROM turn WHERE brand_id = $1 AND conversation_id = $2',
        [brand_id, id],
      );
      const expected = referenceFold((await entries.ofConversation(brand_id, id, medium)) as RefEntry[]);
      const shape = (turn: Row) => ({
        key: turn.key,
        personId: turn.personId ?? turn.person_id,
        openedAt: turn.openedAt ?? millis(turn.opened_at),
        inboundCount: turn.inboundCount ?? turn.inbound_count,
        outcome: turn.outcome,
        answeredAt: turn.answeredAt ?? millis(turn.answered_at),
        reopened: turn.reopened,
      });
      const inOrder = (turns: Row[]) =>
        turns.map(shape).sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
      expect(inOrder(stored)).toEqual(inOrder(expected.turns as unknown as Row[]));
      compared += stored.length;
    }
    expect(compared).toBeGreaterThan(CONVERSATIONS / 2);
  });

  it('goes on: somebody writes, and a reply to them leaves', async () => {
    const begun = new Date().toISOString();
    const fresh = await eventually(
      'somebody who writes',
      async () =>
        (await rowsOf('ours')).find(({ waitingSince }) => waitingSince !== null && waitingSince > begun),
      PATIENCE,
    );
    const detail = await anna.get<{ utteranceSeq: number }>(`/api/v1/conversations/${fresh.id}`);
    const reply = await anna.post<Message>(`/api/v1/conversations/${fresh.id}/messages`, {
      clientId: `demo-flow-${fresh.id}`,
      body: 'Hello, and thank you for writing!',
      seenSeq: detail.utteranceSeq,
      sendNow: true,
    });
    await eventually(
      'the reply to leave',
      async () => {
        const { items } = await anna.get<{ items: Message[] }>(`/api/v1/conversations/${fresh.id}/messages`);
        return items.find(({ id, state }) => id === reply.id && (state === 'sent' || state === 'read'));
      },
      PATIENCE,
    );
  });

  it('is there again at once after a stop, and goes on', async () => {
    const before = (await everything()).length;
    await source.destroy();
    await parley.stop();
    expect(parley.exitCodes()).toEqual([0]);
    await parley.resume('api');
    expect((await everything()).length).toBeGreaterThanOrEqual(before);
    expect(parley.log.match(/Filling the demo/g)).toHaveLength(1);
    const begun = new Date().toISOString();
    await eventually(
      'somebody who writes after the restart',
      async () => (await everything()).some(({ lastAt }) => lastAt > begun),
      PATIENCE,
    );
  });
});
