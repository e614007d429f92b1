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

  it('stays among those who could read what it answers', () => {
    const said = (id: string, direction: string, visibility: string, inReplyToId: string | null = null) =>
      ({ id, direction, visibility, inReplyToId }) as Message;
    const found = answeredAmong([
      said('few', 'in', 'private'),
      said('kept', 'out', 'public', 'few'),
      said('all', 'in', 'public'),
      said('open', 'out', 'public', 'all'),
      said('theirs', 'in', 'public', 'few'),
    ]);
    expect([...found].filter(([, { among }]) => among).map(([id]) => id)).toEqual(['kept']);
  });
});
