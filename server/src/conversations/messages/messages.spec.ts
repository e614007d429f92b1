import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message, messagePageSchema } from '@parley/shared/messages.js';
import type { z } from 'zod';
import { InboxBench } from '../../../test/builders/inbox-bench.js';
import { newId } from '../../platform/database/id.js';

const MESSAGES = 26;

describe('a page of messages that reaches back to one', () => {
  let bench: InboxBench;
  let conversationId: string;
  let all: Message[];

  const page = (query: string) =>
    bench.owner.client.get<z.infer<typeof messagePageSchema>>(
      `/api/v1/conversations/${conversationId}/messages?${query}`,
    );
  const texts = async (query: string) => {
    const { items, hasMore } = await page(query);
    return { first: items[0]?.id, count: items.length, hasMore };
  };

  beforeAll(async () => {
    bench = await InboxBench.open();
    const first = await bench.received({});
    conversationId = first.conversationId;
    for (let n = 1; n < MESSAGES; n += 1) await bench.received({ thread: first.thread });
    all = (await page('limit=200')).items;
    expect(all).toHaveLength(MESSAGES);
  });
  afterAll(() => bench.close());

  it('holds everything from a little before it on', async () => {
    const until = all.at(-3)?.id;
    expect(await texts(`limit=2&until=${until}`)).toEqual({ first: all[3]?.id, count: 23, hasMore: true });
    expect(await texts(`limit=2&until=${all[0]?.id}`)).toEqual({
      first: all[0]?.id,
      count: MESSAGES,
      hasMore: false,
    });
  });

  it('goes on from the page before it', async () => {
    const before = all.at(-2)?.seq;
    expect(await texts(`limit=2&before=${before}&until=${all[22]?.id}`)).toEqual({
      first: all[2]?.id,
      count: 22,
      hasMore: true,
    });
  });

  it('is an ordinary page where it is loaded already, or stands elsewhere', async () => {
    const ordinary = { first: all[2]?.id, count: 2, hasMore: true };
    const before = all[4]?.seq;
    expect(await texts(`limit=2&before=${before}&until=${all[9]?.id}`)).toEqual(ordinary);
    expect(await texts(`limit=2&before=${before}&until=${newId()}`)).toEqual(ordinary);
    const other = await bench.received({});
    const elsewhere = await bench.owner.client.get<z.infer<typeof messagePageSchema>>(
      `/api/v1/conversations/${other.conversationId}/messages`,
    );
    expect(await texts(`limit=2&before=${before}&until=${elsewhere.items[0]?.id}`)).toEqual(ordinary);
  });
});
