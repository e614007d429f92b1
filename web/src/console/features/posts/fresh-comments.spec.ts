import type { PostComment } from '@parley/shared/posts.js';
import { describe, expect, it } from 'vitest';
import { aRow } from '../../data/row-builder.js';
import { type Comments, placed, putIn, takeComments } from './fresh-comments.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const comment = (id: string, given: Partial<PostComment> & { row?: object } = {}): PostComment => {
  const { row, ...rest } = given;
  const openedAt = rest.openedAt ?? at(Number(id));
  const conversation = { ...aRow({ id, postId: 'p', side: 'ours', waitingSince: openedAt }), ...row };
  return { conversation, comment: null, openedAt, asks: false, likes: 0, ...rest };
};
const shown = (ids: string[], nextCursor: string | null = null): Comments => ({
  pages: [{ items: ids.map((id) => comment(id)), nextCursor }],
  pageParams: [null],
});
const ids = (comments: Comments) =>
  comments.pages.flatMap(({ items }) => items.map((one) => one.conversation.id));
const newest = { sort: 'newest', q: '' } as const;
const waiting = { sort: 'waiting', q: '' } as const;

describe('comments that come in', () => {
  it('change in place where they are shown, and are new where they are not', () => {
    const answered = comment('2', { row: { version: 9, side: 'theirs' } });
    const taken = takeComments(shown(['3', '2', '1']), waiting, [answered, comment('4')]);
    expect(ids(taken.shown)).toEqual(['3', '2', '1']);
    expect(taken.shown.pages[0]?.items[1]?.conversation.side).toBe('theirs');
    expect(taken.fresh.map((one) => one.conversation.id)).toEqual(['4']);
  });

  it('are counted only where they have a place among what is shown', () => {
    const news = ['6', '3', '1'].map((id) => comment(id));
    const counted = (before: Comments) => placed(before, newest, news).map((one) => one.conversation.id);
    // Older than the last one shown, with more to come: not loaded yet, and not new.
    expect(counted(shown(['5', '4', '2'], 'more'))).toEqual(['6', '3']);
    expect(counted(shown(['5', '4', '2']))).toEqual(['6', '3', '1']);
    // Come with their own page meanwhile.
    expect(counted(shown(['5', '4', '3', '2', '1']))).toEqual(['6']);
    expect(counted(shown([], 'more'))).toEqual([]);
  });

  it('are not new where they do not belong, nor older than what is shown', () => {
    const old = comment('1', { row: { version: 0, lastWords: 'old' } });
    const before = shown(['1']);
    const taken = takeComments(before, waiting, [
      old,
      comment('5', { row: { side: 'theirs' } }),
      comment('6', { row: { setAside: 'spam' } }),
    ]);
    expect(taken).toEqual({ shown: before, fresh: [] });
    expect(takeComments(before, { sort: 'questions', q: '' }, [comment('7')]).fresh).toEqual([]);
    expect(takeComments(before, { sort: 'waiting', q: 'honey' }, [comment('8')]).fresh).toEqual([]);
  });

  it('leave when they stand under the post no more', () => {
    expect(ids(takeComments(shown(['2', '1']), newest, [], ['2']).shown)).toEqual(['1']);
  });

  it('are put where they belong, each once, and behind the last page only with it', () => {
    const fresh = [comment('4'), comment('3'), comment('0')];
    expect(ids(putIn(shown(['3', '1']), newest, fresh))).toEqual(['4', '3', '1', '0']);
    expect(ids(putIn(shown(['3', '1'], 'more'), newest, fresh))).toEqual(['4', '3', '1']);
    expect(ids(putIn(shown(['1', '3']), waiting, [comment('4'), comment('2')]))).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
  });
});
