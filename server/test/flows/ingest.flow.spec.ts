import { beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { apiMessage } from '../builders/api-events.js';
import { ApiSender } from '../builders/api-sender.js';
import type { ApiClient } from '../harness/api-client.js';
import type { Parley } from '../harness/app.js';
import { describeModes } from '../harness/describe-modes.js';
import { eventually } from '../harness/eventually.js';

interface LedgerEntry {
  id: string;
  state: string;
  kind: string;
  reason: string | null;
}

describeModes('what comes in over an API channel', (start) => {
  let parley: Parley;
  let owner: ApiClient;
  let shop: ApiSender;

  beforeAll(async () => {
    parley = await start({ env: { PARLEY_MAX_BODY_BYTES: '100000', PARLEY_HOOKS_PER_SECOND: '8' } });
    owner = await parley.signedIn();
    shop = await ApiSender.connect(owner);
  });

  /** Texts of a thread in the order of the conversation, once nothing is left to be done. */
  async function settled(thread: string): Promise<string[]> {
    const client = new pg.Client({ connectionString: await parley.databaseUrl() });
    await client.connect();
    try {
      await eventually('the ledger to be done', async () => {
        const { rows } = await client.query(
          `SELECT count(*)::int AS open FROM inbound_delivery WHERE state = 'pending'`,
        );
        return rows[0].open === 0;
      });
      const { rows } = await client.query<{ text: string }>(
        `SELECT m.text FROM message m JOIN conversation c ON c.id = m.conversation_id
         WHERE c.external_id = $1 ORDER BY m.occurred_at, m.arrival`,
        [thread],
      );
      return rows.map(({ text }) => text);
    } finally {
      await client.end();
    }
  }
  const at = (minute: number) => new Date(Date.now() - (60 - minute) * 60_000).toISOString();
  const said = (conversation: string, text: string, minute: number) =>
    apiMessage({ conversation, at: at(minute), message: { id: `${conversation}-${text}`, text } });

  it('twice, and twice at once, is there once', async () => {
    const event = said('twice', 'one', 1);
    await Promise.all([shop.deliver(event), shop.deliver(event), shop.deliver(event)]);
    await shop.deliver(event);
    expect(await settled('twice')).toEqual(['one']);
  });

  it('out of order stands in its order', async () => {
    for (const minute of [3, 1, 2]) await shop.deliver(said('order', `${minute}`, minute));
    expect(await settled('order')).toEqual(['1', '2', '3']);
  });

  it('as an edit before its message is the edited message', async () => {
    await shop.deliver({
      type: 'edit',
      id: 'early-edit',
      at: at(5),
      conversation: { id: 'early' },
      message: { id: 'early-helo', text: 'hello' },
    });
    await shop.deliver(said('early', 'helo', 4));
    expect(await settled('early')).toEqual(['hello']);
  });

  it('in a batch with one bad entry comes in, and the bad one is in the ledger', async () => {
    const bad = { type: 'message', id: 'bad' };
    await shop.deliver({ events: [said('batch', 'a', 1), bad, said('batch', 'b', 2)] });
    expect(await settled('batch')).toEqual(['a', 'b']);
    const { items } = await owner.get<{ items: LedgerEntry[] }>(
      `/api/v1/inbound-events?channelId=${shop.channelId}&state=failed`,
    );
    expect(items).toMatchObject([{ kind: 'unreadable', reason: expect.stringContaining('conversation') }]);
    const { health } = await owner.get<{ health: { failedEvents: number } }>(
      `/api/v1/channels/${shop.channelId}`,
    );
    expect(health.failedEvents).toBe(1);
    // Read anew, it is as unreadable as before: still one.
    await owner.post(`/api/v1/inbound-events/${items[0]?.id}/process`);
    await eventually('the entry to have been read anew', async () => {
      const again = await owner.get<{ items: LedgerEntry[] }>(
        `/api/v1/inbound-events?channelId=${shop.channelId}&state=failed`,
      );
      return again.items.length === 1 && again.items[0]?.id !== items[0]?.id;
    });
    expect(await settled('batch')).toEqual(['a', 'b']);
  });

  it('as a batch delivered again, cut differently, changes nothing', async () => {
    const [a, b, c] = [said('cut', 'a', 1), said('cut', 'b', 2), said('cut', 'c', 3)];
    await shop.deliver({ events: [a, b] });
    await Promise.all([
      shop.deliver({ events: [b, c] }),
      shop.deliver({ events: [a] }),
      shop.deliver({ events: [c, b, a] }),
    ]);
    expect(await settled('cut')).toEqual(['a', 'b', 'c']);
  });

  it('is refused in plain words when it does not belong here', async () => {
    const event = apiMessage();
    expect(await shop.post(event, { headers: { 'webhook-signature': 'v1,AAAA' } })).toMatchObject({
      status: 401,
      body: { code: 'invalid_signature' },
    });
    expect(await shop.post({ ...event, person: {} })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', issues: [{ path: ['person', 'id'] }] },
    });
    const unknown = await parley
      .client()
      .request('POST', '/hooks/api/0198c0de-0000-7000-8000-000000000000', { body: event });
    expect(unknown.status).toBe(404);
    expect((await shop.post(apiMessage({ message: { text: 'x'.repeat(100_000) } }))).status).toBe(413);
  });

  it('too fast gets 429 and when to come back', async () => {
    const other = await ApiSender.connect(owner);
    const answers = await Promise.all(
      Array.from({ length: 260 }, () => other.post(said('flood', 'same', 1))),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.retryAfter)).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
    expect(await settled('flood')).toEqual(['same']);
  });
});
