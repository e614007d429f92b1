import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import type { Notification } from '@parley/shared/notifications.js';
import { apiMessage } from '../builders/api-events.js';
import { ApiSender } from '../builders/api-sender.js';
import { StrictReceiver } from '../fakes/strict-receiver.js';
import type { ApiClient } from '../harness/api-client.js';
import type { Parley } from '../harness/app.js';
import { describeModes } from '../harness/describe-modes.js';
import { eventually } from '../harness/eventually.js';

const PATIENCE = { timeoutMs: 60_000 };

describeModes('replies for later', (start) => {
  let parley: Parley;
  let owner: ApiClient;
  let receiver: StrictReceiver;
  let shop: ApiSender;

  beforeAll(async () => {
    receiver = await StrictReceiver.start();
    parley = await start({});
    owner = await parley.signedIn();
    shop = await ApiSender.connect(owner, { webhookUrl: receiver.url });
  });
  afterAll(() => receiver?.stop());

  const says = (person: string, text: string) =>
    shop.deliver({
      events: [apiMessage({ conversation: person, medium: 'chat', person, message: { text } })],
    });
  const asks = async (person: string) => {
    await says(person, 'Hello?');
    return eventually('the conversation in the queue', async () => {
      const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
      return items.find((row) => row.person.name === person)?.id;
    });
  };
  const later = (conversationId: string, inMs: number, given: Record<string, unknown> = {}) =>
    owner.post<Message>(`/api/v1/conversations/${conversationId}/messages`, {
      clientId: randomUUID(),
      body: 'For later',
      seenSeq: 1,
      sendAt: new Date(Date.now() + inMs).toISOString(),
      ...given,
    });
  const until = ({ id, conversationId }: Message, state: Message['state']) =>
    eventually(
      `the reply to be ${state}`,
      async () => {
        const { items } = await owner.get<{ items: Message[] }>(
          `/api/v1/conversations/${conversationId}/messages`,
        );
        return items.find((one) => one.id === id && one.state === state);
      },
      PATIENCE,
    );
  const waiting = async () => (await owner.get<{ items: unknown[] }>('/api/v1/scheduled-replies')).items;

  it('leave at their time, once, also when the worker died while they waited', async () => {
    const reply = await later(await asks('Anna'), 1_500);
    expect(await waiting()).toMatchObject([
      { message: { id: reply.id }, conversation: { person: { name: 'Anna' } } },
    ]);
    await parley.kill('worker');
    await parley.resume('worker');
    await until(reply, 'sent');
    expect(receiver.arrivals.map(({ text }) => text)).toEqual(['For later']);
    expect(await waiting()).toEqual([]);
  });

  it('are cancelled as soon as the person writes, and their writer is told', async () => {
    const reply = await later(await asks('Ben'), 3_600_000);
    await says('Ben', 'Never mind');
    const cancelled = await until(reply, 'cancelled');
    expect(cancelled.reason).toMatchObject({ code: 'they_wrote' });
    const { items } = await owner.get<{ items: Notification[] }>('/api/v1/notifications');
    expect(items).toMatchObject([{ kind: 'reply_cancelled', messageId: reply.id, readAt: null }]);
    expect(receiver.arrivals).toHaveLength(1);
  });
});
