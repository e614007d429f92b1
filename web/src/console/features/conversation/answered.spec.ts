import type { Message } from '@parley/shared/messages.js';
import { describe, expect, it } from 'vitest';
import { answeredAmong } from './answered.js';

const message = (id: string, inReplyToId: string | null = null) => ({ id, inReplyToId }) as Message;
const told = (messages: Message[]) =>
  [...answeredAmong(messages)].map(([id, { depth, to }]) => `${id} ${depth} ${to?.id ?? '-'}`);

describe('who answers whom', () => {
  it('stands further in, but never further than twice', () => {
    expect(told([message('a'), message('b', 'a'), message('c', 'b'), message('d', 'c')])).toEqual([
      'a 0 -',
      'b 1 -',
      'c 2 -',
      'd 2 -',
    ]);
  });

  it('is named where it is not the one above', () => {
    expect(told([message('a'), message('b', 'a'), message('c', 'a'), message('d', 'b')])).toEqual([
      'a 0 -',
      'b 1 -',
      'c 1 a',
      'd 2 b',
    ]);
  });

  it('is a reply even when what it answers is not here', () => {
    expect(told([message('b', 'gone'), message('c', 'b')])).toEqual(['b 1 -', 'c 2 -']);
  });
});
