import type { VisitorMessage } from '@parley/shared/livechat.js';
import { expect, it } from 'vitest';
import {
  emptyThread,
  lastBrandSeq,
  speakers,
  unreadOf,
  withAnswer,
  withMessages,
  withoutMessage,
  withSeen,
} from './thread.js';

const message = (seq: number, over: Partial<VisitorMessage> = {}): VisitorMessage => ({
  id: `m${seq}`,
  seq,
  version: 1,
  from: 'visitor',
  clientId: `client-${seq}`,
  author: null,
  text: `words ${seq}`,
  at: '2026-01-01T10:00:00.000Z',
  deleted: false,
  attachments: [],
  seenByBrand: false,
  ...over,
});
const brand = (seq: number, name = 'Olga', over: Partial<VisitorMessage> = {}) =>
  message(seq, { from: 'brand', clientId: null, author: { name, avatarUrl: null }, ...over });
const answer = (messages: VisitorMessage[], cursor: string, over = {}) => ({
  messages,
  cursor,
  hasOlder: false,
  readSeq: 0,
  closed: false,
  ...over,
});

it('keeps order and the newest version, however the messages arrive', () => {
  const all = [1, 2, 3, 4, 5].map((seq) => message(seq));
  const edited = message(3, { version: 4, text: 'edited' });
  for (let round = 0; round < 50; round++) {
    const shuffled = [...all, ...all, edited].sort(() => Math.random() - 0.5);
    const thread = shuffled.reduce((so, one) => withMessages(so, [one]), emptyThread);
    expect(thread.messages.map((one) => one.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(thread.messages[2]?.text).toBe('edited');
  }
});

it('never goes back to an older version, and takes fresh links of the same', () => {
  const thread = withMessages(emptyThread, [message(1, { version: 2, text: 'new' })]);
  expect(withMessages(thread, [message(1, { text: 'old' })]).messages[0]?.text).toBe('new');
  expect(withMessages(thread, [message(1, { version: 2, text: 'fresh' })]).messages[0]?.text).toBe('fresh');
  expect(withMessages(thread, [])).toBe(thread);
});

it('moves its cursor by what changed, and not by what is older', () => {
  const first = withAnswer(
    emptyThread,
    answer([message(8)], 'c1', { hasOlder: true, readSeq: 3 }),
    'changes',
  );
  expect(first).toMatchObject({ cursor: 'c1', hasOlder: true, readSeq: 3 });
  const older = withAnswer(first, answer([message(7)], 'old'), 'older');
  expect(older).toMatchObject({ cursor: 'c1', hasOlder: false });
  const next = withAnswer(
    { ...older, hasOlder: true, readSeq: 8 },
    answer([message(9)], 'c2', { closed: true, readSeq: 5 }),
    'changes',
  );
  expect(next).toMatchObject({ cursor: 'c2', hasOlder: true, closed: true, readSeq: 8 });
  expect(next.messages.map((one) => one.seq)).toEqual([7, 8, 9]);
});

it('counts as unread what the brand said and nobody has read', () => {
  const thread = withMessages(emptyThread, [
    brand(1),
    message(2),
    brand(3),
    brand(4),
    brand(5, 'Olga', { deleted: true }),
  ]);
  expect(unreadOf({ ...thread, readSeq: 1 })).toBe(2);
  expect(lastBrandSeq(thread)).toBe(5);
  expect(lastBrandSeq(withMessages(emptyThread, [message(1)]))).toBe(0);
});

it('marks the visitor’s own words as seen, up to where they were', () => {
  const thread = withSeen(withMessages(emptyThread, [message(1), brand(2), message(3)]), 2);
  expect(thread.messages.map((one) => one.seenByBrand)).toEqual([true, false, false]);
  expect(withSeen(thread, 2)).toBe(thread);
});

it('takes away what was withdrawn', () => {
  expect(withoutMessage(withMessages(emptyThread, [message(1), message(2)]), 'm1').messages).toHaveLength(1);
});

it('names those who spoke last, each once', () => {
  const thread = withMessages(emptyThread, [
    brand(1, 'Olga'),
    brand(2, 'Colin'),
    brand(3, 'Olga'),
    message(4),
  ]);
  expect(speakers(thread, 3).map((one) => one.name)).toEqual(['Olga', 'Colin']);
  expect(speakers(thread, 1).map((one) => one.name)).toEqual(['Olga']);
});
