import type { PostComment } from '@parley/shared/posts.js';
import { describe, expect, it } from 'vitest';
import { aRow } from '../../data/row-builder.js';
import { answersTo, isReady } from './answers.js';

describe('a reply to each', () => {
  const of = { member: 'Olga Maier', brand: 'Shop', ids: new Map<string, string>(), over: () => 0 };
  const named = (name: string, comment: PostComment['comment'] = null): PostComment => ({
    conversation: aRow({ id: '1', postId: 'p', person: { ...aRow().person, name } }),
    comment,
    openedAt: aRow().lastAt,
    asks: false,
    likes: 0,
  });
  const text = (name: string, template: string, own = new Map<string, string>()) =>
    answersTo([named(name)], template, { ...of, own })[0];

  it('has their own name in it, or what stands in for it', () => {
    expect(text('Anna Berg', 'Hi {{person.firstName|there}}, I am {{member.firstName}}.')?.text).toBe(
      'Hi Anna, I am Olga.',
    );
    expect(text('anna@example.test', 'Hi {{person.firstName|there}}!')?.text).toBe('Hi there!');
  });

  it('is not ready while something is to be filled in, it is too long, or empty', () => {
    const open = text('anna@example.test', 'Hi {{person.firstName}}!');
    expect(open?.blanks).toEqual(['person.firstName']);
    expect(open && isReady(open)).toBe(false);
    expect(
      answersTo([named('Anna')], 'Hello', { ...of, own: new Map(), over: (words) => words.length - 3 })[0]
        ?.over,
    ).toBe(2);
    expect([' ', 'Hello'].map((words) => isReady(text('Anna', words) as never))).toEqual([false, true]);
  });

  it('keeps what was written by hand, and its id however often it is made', () => {
    const once = text('Anna', 'Hello');
    const again = text('Anna', 'Hi', new Map([['1', 'For Anna alone']]));
    expect(again).toMatchObject({ text: 'For Anna alone', own: true, clientId: once?.clientId });
  });

  it('answers the comment that is shown, kept among those whom it was for, as long as it is there', () => {
    const to = (said: Partial<NonNullable<PostComment['comment']>>) =>
      answersTo([named('Anna', { id: 'm1', deletedAt: null, ...said } as PostComment['comment'])], 'Hello', {
        ...of,
        own: new Map(),
      })[0];
    expect(to({ visibility: 'public' })).toMatchObject({ inReplyToId: 'm1', among: false });
    expect(to({ visibility: 'private' })).toMatchObject({ inReplyToId: 'm1', among: true });
    expect(to({ visibility: 'private', deletedAt: aRow().lastAt })).toMatchObject({
      inReplyToId: null,
      among: false,
    });
    expect(text('Anna', 'Hello')).toMatchObject({ inReplyToId: null, among: false });
  });
});
