import { describe, expect, it } from '@jest/globals';
import type { PolledDelivery, PollSession } from '../../channels/core/connector.js';
import { DemoMailbox } from './demo-mailbox.js';

/** A session that keeps what it accepts, as far as the mailbox needs one. */
function aSession(accept: (deliveries: PolledDelivery[]) => void | Promise<void>) {
  const abort = new AbortController();
  let cursor: unknown = null;
  const stored: string[] = [];
  const session = {
    signal: abort.signal,
    cursor: async () => cursor,
    store: async (content: AsyncIterable<Uint8Array>) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      stored.push(Buffer.concat(chunks).toString());
      return { key: `key-${stored.length}`, size: 0, hash: '' };
    },
    accept: async (deliveries: PolledDelivery[], cursors: Record<string, unknown>) => {
      await accept(deliveries);
      cursor = cursors.demo;
    },
    caughtUp: async () => {},
  };
  return {
    session: session as unknown as PollSession,
    end: () => abort.abort(),
    stored,
    cursor: () => cursor,
  };
}

describe('the mailbox of the demo', () => {
  it('hands over what is put in, with its time, and goes on from its cursor', async () => {
    const mailbox = new DemoMailbox();
    const got: PolledDelivery[] = [];
    const { session, end, stored, cursor } = aSession((deliveries) => {
      got.push(...deliveries);
      if (got.length === 3) end();
    });
    mailbox.put(Buffer.from('one'), new Date('2026-01-01T08:00:00Z'));
    mailbox.put(Buffer.from('two'), new Date('2026-01-01T09:00:00Z'));
    const polling = mailbox.poll(session);
    mailbox.put(Buffer.from('three'), new Date('2026-01-01T10:00:00Z'));
    await polling;
    expect(stored).toEqual(['one', 'two', 'three']);
    expect(got.map(({ meta }) => meta.internalDate)).toEqual([
      '2026-01-01T08:00:00.000Z',
      '2026-01-01T09:00:00.000Z',
      '2026-01-01T10:00:00.000Z',
    ]);
    expect(cursor()).toEqual({ uid: 3 });
    expect(mailbox.empty).toBe(true);
  });

  it('keeps what was not accepted for the next session', async () => {
    const mailbox = new DemoMailbox();
    mailbox.put(Buffer.from('one'), new Date());
    const lost = aSession(() => {
      throw new Error('the lease is lost');
    });
    await expect(mailbox.poll(lost.session)).rejects.toThrow('lease');
    expect(mailbox.empty).toBe(false);
    const next = aSession(() => next.end());
    await mailbox.poll(next.session);
    expect(mailbox.empty).toBe(true);
  });
});
