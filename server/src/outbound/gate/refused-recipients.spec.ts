import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';
import { StrictPlatform } from '../../../test/fakes/strict-platform.js';
import { ChannelError } from '../../channels/core/channel-error.js';

let bench: OutboundBench;
beforeAll(async () => {
  bench = await OutboundBench.open(
    new StrictPlatform({
      capabilities: ['sends', 'recipients', 'subjects'],
      change: { media: ['email'], replyWindowMs: null },
    }),
  );
});
afterAll(() => bench.close());
beforeEach(() => bench.quiet());

const ref = (name: string) => ({
  namespace: 'email',
  externalId: `${name}@example.test`,
  handle: `${name}@example.test`,
  name,
});
const REFUSED = { address: 'Ben@example.test', reason: 'No such user' };

/** Anna and Ben both wait in one conversation. */
async function both(): Promise<string> {
  const at = (ms: number) => new Date(bench.inbox.clock.nowMs() - ms).toISOString();
  const given = {
    medium: 'email' as const,
    subject: 'Parcel',
    mail: {
      from: [],
      to: [],
      cc: [],
      bcc: [],
      subject: 'Parcel',
      messageId: null,
      date: null,
      invitations: [],
    },
  };
  const { conversationId, thread } = await bench.asked({ ...given, author: ref('anna'), at: at(60_000) });
  await bench.asked({ ...given, thread, author: ref('ben'), at: at(50_000) });
  return conversationId;
}

const TO_BOTH = { to: ['anna@example.test'], cc: ['ben@example.test'] };

async function outcomes(conversationId: string): Promise<Record<string, string | null>> {
  const { participants, turns } = (await bench.conversation(conversationId)) as unknown as ConversationDetail;
  return Object.fromEntries(
    turns.map(({ personId, outcome }) => [participants.find(({ id }) => id === personId)?.name, outcome]),
  );
}

describe('a reply that was taken for some of its recipients only', () => {
  it('answers those who have it, and says whom it did not reach and why', async () => {
    const conversationId = await both();
    bench.platform.script = [{ kind: 'accept', receipt: { details: { refused: [REFUSED] } } }];
    const reply = await bench.sent(conversationId, TO_BOTH);
    expect(reply).toMatchObject({ state: 'sent', reason: null, refused: [REFUSED] });
    expect(await outcomes(conversationId)).toEqual({ anna: 'answered', ben: null });
    expect(await bench.conversation(conversationId)).toMatchObject({ side: 'ours' });
  });

  it('does not close over those it did not reach', async () => {
    const conversationId = await both();
    bench.platform.script = [{ kind: 'accept', receipt: { details: { refused: [REFUSED] } } }];
    await bench.sent(conversationId, { ...TO_BOTH, closeAfter: true });
    expect(await bench.conversation(conversationId)).toMatchObject({ status: 'open', side: 'ours' });
  });

  it('answers everyone when nobody was refused', async () => {
    const conversationId = await both();
    const reply = await bench.sent(conversationId, TO_BOTH);
    expect(reply.refused).toEqual([]);
    expect(await outcomes(conversationId)).toEqual({ anna: 'answered', ben: 'answered' });
  });

  it('is told so too when its copy was seen before the platform had answered', async () => {
    const conversationId = await both();
    const message = await bench.post(conversationId, { ...TO_BOTH, sendNow: true });
    bench.platform.script = [
      {
        kind: 'accept',
        receipt: { details: { refused: [REFUSED] } },
        meanwhile: async () => {
          await bench
            .asked({
              direction: 'out',
              externalId: `copy-${message.id}`,
              ownReferences: [`ref-${message.id}`],
            })
            .catch(() => {});
          expect((await bench.message(message.id)).state).toBe('sent');
        },
      },
    ];
    await bench.step(message.id);
    expect((await bench.message(message.id)).refused).toEqual([REFUSED]);
    expect(await outcomes(conversationId)).toEqual({ anna: 'answered', ben: null });
  });

  it('leaves the turn of the refused alone while the rest is unknown, and after it is known', async () => {
    const conversationId = await both();
    bench.platform.script = [
      { kind: 'drop-after-accept', error: ChannelError.ambiguous('No answer came.', undefined, [REFUSED]) },
    ];
    const message = await bench.post(conversationId, { ...TO_BOTH, sendNow: true });
    await bench.step(message.id);
    expect(await bench.message(message.id)).toMatchObject({ state: 'unconfirmed', refused: [REFUSED] });
    await bench.act(message.id, 'resolve', { outcome: 'sent' });
    expect((await bench.message(message.id)).state).toBe('sent');
    expect(await outcomes(conversationId)).toEqual({ anna: 'answered', ben: null });
  });

  it('did leave when it comes back from some, though nobody knew', async () => {
    const conversationId = await both();
    bench.platform.script = [
      { kind: 'drop-after-accept', error: ChannelError.ambiguous('No answer came.', undefined, []) },
    ];
    const message = await bench.post(conversationId, { ...TO_BOTH, sendNow: true });
    await bench.step(message.id);
    expect((await bench.message(message.id)).state).toBe('unconfirmed');
    await bench
      .asked({
        automatic: 'bounce',
        setAside: 'bounce',
        author: ref('mailer-daemon'),
        externalId: `bounce-${message.id}`,
        reports: {
          references: [`ref-${message.id}`],
          outcome: 'failed',
          code: 'address_unknown',
          reason: 'Not delivered.',
          recipients: [{ address: 'ben@example.test', reason: 'No such user' }],
        },
      })
      .catch(() => {});
    expect(await bench.message(message.id)).toMatchObject({
      state: 'sent',
      refused: [{ address: 'ben@example.test', reason: 'No such user' }],
    });
    expect(await outcomes(conversationId)).toEqual({ anna: 'answered', ben: null });
  });

  it('stays sent when it comes back from some, and fails when it has come back from all', async () => {
    const conversationId = await both();
    const message = await bench.sent(conversationId, TO_BOTH);
    const bounce = (name: string, key: string) =>
      bench
        .asked({
          automatic: 'bounce',
          setAside: 'bounce',
          author: ref('mailer-daemon'),
          externalId: `${key}-${message.id}`,
          reports: {
            references: [`ref-${message.id}`],
            outcome: 'failed',
            code: 'address_unknown',
            reason: 'Not delivered.',
            recipients: [{ address: `${name}@EXAMPLE.test`, reason: 'No such user' }],
          },
        })
        .catch(() => {});
    await bounce('ben', 'first');
    expect(await bench.message(message.id)).toMatchObject({
      state: 'sent',
      refused: [{ address: 'ben@EXAMPLE.test', reason: 'No such user' }],
    });
    expect(await outcomes(conversationId)).toEqual({ anna: 'answered', ben: null });
    await bounce('ben', 'second');
    expect((await bench.message(message.id)).state).toBe('sent');
    await bounce('anna', 'third');
    expect((await bench.message(message.id)).state).toBe('failed');
    expect(await outcomes(conversationId)).toEqual({ anna: null, ben: null });
  });

  it('answers them once it was sent again and taken', async () => {
    const conversationId = await both();
    bench.platform.script = [{ kind: 'accept', receipt: { details: { refused: [REFUSED] } } }];
    const message = await bench.sent(conversationId, TO_BOTH);
    await bench.inbox.apply(
      {
        type: 'receipt',
        key: `bounced-${message.id}`,
        account: 'test',
        at: bench.inbox.clock.now().toISOString(),
        externalId: `ext-${message.id}`,
        outcome: 'failed',
      },
      bench.channel,
    );
    expect(await outcomes(conversationId)).toEqual({ anna: null, ben: null });
    bench.platform.taken.splice(0);
    await bench.act(message.id, 'send-again', { seenSeq: 99 });
    await bench.work();
    expect(await bench.message(message.id)).toMatchObject({ state: 'sent', refused: [] });
    expect(await outcomes(conversationId)).toEqual({ anna: 'answered', ben: 'answered' });
  });
});
