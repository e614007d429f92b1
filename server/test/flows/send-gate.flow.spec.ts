import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { Webhook } from 'standardwebhooks';
import { memberInbox } from '../builders/member-inbox.js';
import { StrictReceiver } from '../fakes/strict-receiver.js';
import type { ApiClient } from '../harness/api-client.js';
import type { Parley } from '../harness/app.js';
import { describeModes } from '../harness/describe-modes.js';
import { eventually } from '../harness/eventually.js';
import { runDir } from '../harness/once-per-run.js';

const PATIENCE = { timeoutMs: 60_000 };

describeModes('the send gate, with workers killed at every point', (start) => {
  let parley: Parley;
  let owner: ApiClient;
  let receiver: StrictReceiver;
  let faults: string;
  let channel: { id: string; endpointUrl: string };
  let secret: string;

  beforeAll(async () => {
    receiver = await StrictReceiver.start();
    faults = await mkdtemp(join(runDir(), 'faults-'));
    parley = await start({ env: { PARLEY_TEST_FAULTS: faults, PARLEY_TEST_CHORES_MS: '300' } });
    owner = await parley.signedIn();
    const connected = await owner.post<{ channel: typeof channel; endpointSecret: string }>(
      '/api/v1/channels',
      {
        kind: 'api',
        name: 'Shop',
        settings: { webhookUrl: receiver.url, receiverDeduplicates: false },
      },
    );
    channel = connected.channel;
    secret = connected.endpointSecret;
  });
  afterAll(() => receiver.stop());
  afterEach(() => {
    receiver.script = [];
    receiver.onArrival = undefined;
    // Whatever was done to the workers: nothing of unknown outcome went out a second time.
    const ids = receiver.arrivals.map(({ webhookId }) => webhookId);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  /** A person writes, by signed webhook; their conversation. */
  async function asked(): Promise<string> {
    const thread = randomUUID();
    const event = {
      id: randomUUID(),
      type: 'message',
      conversation: { id: thread, subject: thread },
      message: { id: randomUUID(), text: 'Hello?' },
      person: { id: `person-${thread}`, name: 'Anna' },
    };
    const body = JSON.stringify(event);
    const at = new Date();
    const answer = await parley.client().request('POST', channel.endpointUrl, {
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': event.id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign(event.id, at, body),
      },
    });
    expect(answer.status).toBe(200);
    return eventually(
      'the conversation in the queue',
      async () => (await rows()).find(({ subject }) => subject === thread)?.id,
    );
  }

  const { rows, post, messages, until } = memberInbox(() => owner, PATIENCE);
  async function message({ id, conversationId }: Message): Promise<Message> {
    const found = (await messages(conversationId)).find((one) => one.id === id);
    if (found === undefined) throw new Error('the reply is lost');
    return found;
  }

  const dead = () => eventually('the end of the worker', () => parley.pids('worker').length === 0, PATIENCE);
  const back = async () => {
    await parley.resume('worker');
    await eventually(
      'the API',
      async () => (await parley.client().request('GET', '/readyz')).status === 200,
      PATIENCE,
    );
  };

  /**
   * Posts a reply whose sender dies at that point, and starts it again. Embedded, the process that dies is the one that was asked, and may
   * not have answered yet: asked once more, it names the same reply.
   */
  async function postDying(conversationId: string, point: string, whileDead = () => {}): Promise<Message> {
    const clientId = randomUUID();
    await writeFile(join(faults, point), '');
    const posted = post(conversationId, { clientId }).catch(() => undefined);
    await dead();
    whileDead();
    await back();
    return (await posted) ?? post(conversationId, { clientId });
  }

  /** The time a lease lasts, without waiting for it. */
  async function leaseOver(reply: Message): Promise<void> {
    const held = await parley.query(
      `UPDATE message SET lease_until = now() - interval '1 second' WHERE id = $1 AND state = 'sending' RETURNING id`,
      [reply.id],
    );
    expect(held).toHaveLength(1);
  }

  /** Works as ever: another reply in another conversation goes its way. */
  async function worksOn(): Promise<void> {
    await until(await post(await asked()), 'sent');
  }

  it('sends once when nothing goes wrong, and answers the turn', async () => {
    const conversationId = await asked();
    const reply = await until(await post(conversationId), 'sent');
    expect(receiver.count(reply.id)).toBe(1);
    expect(await owner.get<ConversationDetail>(`/api/v1/conversations/${conversationId}`)).toMatchObject({
      side: 'theirs',
      turns: [{ outcome: 'answered', answeredByMessageId: reply.id }],
    });
  });

  it('killed before the claim: nothing was sent, so it is sent', async () => {
    const conversationId = await asked();
    const arrived = receiver.arrivals.length;
    const reply = await postDying(conversationId, 'before-claim', () =>
      expect(receiver.arrivals).toHaveLength(arrived),
    );
    await until(reply, 'sent');
    expect(receiver.count(reply.id)).toBe(1);
  });

  it('killed with the claim and nothing sent: nobody can know, so a member decides', async () => {
    const conversationId = await asked();
    const reply = await postDying(conversationId, 'claimed');
    expect((await message(reply)).state).toBe('sending');
    await leaseOver(reply);
    await until(reply, 'unconfirmed');
    const later = await post(conversationId, { seenSeq: 9 });
    await worksOn();
    expect((await message(later)).state).toBe('queued');
    expect(receiver.count(reply.id) + receiver.count(later.id)).toBe(0);
    await owner.post(`/api/v1/messages/${reply.id}/resolve`, { outcome: 'send_again' });
    await until(reply, 'sent');
    await until(later, 'sent');
    const order = receiver.arrivals.map(({ webhookId }) => webhookId);
    expect(order.indexOf(reply.id)).toBeLessThan(order.indexOf(later.id));
  });

  it('killed with the webhook sent and no answer: unconfirmed, never sent again', async () => {
    const conversationId = await asked();
    receiver.script = ['take-and-keep-silent'];
    const taken = new Promise<void>((resolve) => {
      receiver.onArrival = () => resolve();
    });
    const reply = await post(conversationId);
    await taken;
    receiver.onArrival = undefined;
    await parley.kill('worker');
    await back();
    await leaseOver(reply);
    await until(reply, 'unconfirmed');
    await worksOn();
    expect(receiver.count(reply.id)).toBe(1);
    await owner.post(`/api/v1/messages/${reply.id}/resolve`, { outcome: 'sent' });
    expect(await owner.get<ConversationDetail>(`/api/v1/conversations/${conversationId}`)).toMatchObject({
      side: 'theirs',
    });
  });

  it('killed with the answer and nothing saved: unconfirmed, never sent again', async () => {
    const conversationId = await asked();
    const reply = await postDying(conversationId, 'answered');
    expect(receiver.count(reply.id)).toBe(1);
    await leaseOver(reply);
    await until(reply, 'unconfirmed');
    await worksOn();
    expect(receiver.count(reply.id)).toBe(1);
    expect(await owner.get<ConversationDetail>(`/api/v1/conversations/${conversationId}`)).toMatchObject({
      side: 'ours',
      unconfirmed: true,
    });
  });

  it('killed with everything saved and the job not acknowledged: sent, and not again', async () => {
    const conversationId = await asked();
    const reply = await postDying(conversationId, 'saved');
    expect((await message(reply)).state).toBe('sent');
    await worksOn();
    expect(receiver.count(reply.id)).toBe(1);
  });

  it('a line cut after the receiver took it: unconfirmed, and not again', async () => {
    const conversationId = await asked();
    receiver.script = ['take-and-cut'];
    const reply = await until(await post(conversationId), 'unconfirmed');
    await worksOn();
    expect(receiver.count(reply.id)).toBe(1);
  });

  it('loses nothing and repeats nothing while workers die again and again', async () => {
    const conversations: string[] = [];
    for (let n = 0; n < 12; n += 1) conversations.push(await asked());
    const sendAt = new Date(Date.now() + 8_000).toISOString();
    const replies: Message[] = [];
    for (const id of conversations) replies.push(await post(id, { sendAt }));
    let seen = 0;
    let dying: Promise<void> | undefined;
    receiver.onArrival = () => {
      seen += 1;
      if (seen % 4 === 0) dying ??= parley.kill('worker');
    };
    const settled = new Set<string>();
    await eventually(
      'every reply to be sent or in doubt',
      async () => {
        if (dying !== undefined) {
          await dying;
          await back();
          dying = undefined;
        }
        for (const reply of replies.filter(({ id }) => !settled.has(id))) {
          const { state } = await message(reply);
          if (state === 'sending' && dying === undefined) await leaseOver(reply).catch(() => {});
          if (state === 'sent' || state === 'unconfirmed') settled.add(reply.id);
        }
        return settled.size === replies.length;
      },
      { timeoutMs: 180_000 },
    );
    receiver.onArrival = undefined;
    for (const reply of replies) {
      const { state } = await message(reply);
      if (state === 'sent') expect(receiver.count(reply.id)).toBe(1);
      else expect(receiver.count(reply.id)).toBeLessThanOrEqual(1);
    }
  });
});
