import type { ConversationRow } from '@parley/shared/conversations.js';
import { describe, expect, it } from 'vitest';
import { placeRow, type Queue } from './conversation-cache.js';
import { aRow } from './row-builder.js';
import { compareRows, inView, passesFilter } from './views.js';

const me = 'me';
describe('inView', () => {
  it.each([
    [{}, ['ours', 'unassigned']],
    [{ assignee: { memberId: me, name: '' } }, ['ours', 'mine']],
    [{ assignee: { memberId: 'other', name: '' } }, ['ours']],
    [{ side: 'theirs' as const }, ['theirs']],
    [{ status: 'snoozed' as const }, ['snoozed']],
    [{ status: 'closed' as const, side: 'theirs' as const }, ['closed']],
    [{ setAside: 'bounce', side: 'theirs' as const }, ['set_aside']],
  ])('%o is in %o', (over, expected) => {
    const views = ['ours', 'mine', 'unassigned', 'theirs', 'snoozed', 'closed', 'set_aside'] as const;
    expect(views.filter((view) => inView(aRow(over), view, me))).toEqual(expected);
  });
});

describe('passesFilter', () => {
  const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString();
  const waiting = (since: number, due: number) =>
    aRow({ waitingSince: minutes(since), answerBy: minutes(due) });
  it.each([
    ['overdue', waiting(-60, -1), ['overdue', 'any']],
    ['in its last quarter', waiting(-50, 10), ['due_soon', 'any']],
    ['before it', waiting(-40, 20), ['any']],
    ['theirs', aRow({ side: 'theirs', waitingSince: null, answerBy: null }), []],
  ] as const)('knows how somebody waits: %s', (_, row, expected) => {
    const waits = ['overdue', 'due_soon', 'any'] as const;
    expect(waits.filter((one) => passesFilter(row, { view: 'ours', waits: one }))).toEqual(expected);
  });
});

describe('compareRows', () => {
  it('puts the one whose answer is due first on top of ours, and the newest on top of the rest', () => {
    const early = aRow({ id: 'e', answerBy: '2026-01-01T12:00:00.000Z', lastAt: '2026-01-01T08:00:00.000Z' });
    const late = aRow({ id: 'l', answerBy: '2026-01-02T12:00:00.000Z', lastAt: '2026-01-01T09:00:00.000Z' });
    expect([late, early].sort(compareRows('ours')).map((row) => row.id)).toEqual(['e', 'l']);
    expect([early, late].sort(compareRows('theirs')).map((row) => row.id)).toEqual(['l', 'e']);
  });
});

describe('placeRow', () => {
  const due = (hour: number) => `2026-01-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
  const queue = (nextCursor: string | null): Queue => ({
    pages: [
      {
        items: [aRow({ id: 'a', answerBy: due(10) }), aRow({ id: 'b', answerBy: due(12) })],
        nextCursor: 'x',
      },
      { items: [aRow({ id: 'c', answerBy: due(14) })], nextCursor },
    ],
    pageParams: [null, 'x'],
  });
  const ids = (result: Queue) => result.pages.map((page) => page.items.map((row) => row.id).join(''));
  const place = (row: ConversationRow, next: string | null = null) =>
    ids(placeRow(queue(next), { view: 'ours' }, row, me));

  it('puts a new row where its due time belongs', () => {
    expect(place(aRow({ id: 'n', answerBy: due(11) }))).toEqual(['anb', 'c']);
    expect(place(aRow({ id: 'n', answerBy: due(13) }))).toEqual(['ab', 'nc']);
  });
  it('adds behind the end only when the end is loaded', () => {
    expect(place(aRow({ id: 'n', answerBy: due(20) }))).toEqual(['ab', 'cn']);
    expect(place(aRow({ id: 'n', answerBy: due(20) }), 'more')).toEqual(['ab', 'c']);
  });
  it('takes out what left the view, and moves what changed its place', () => {
    expect(place(aRow({ id: 'b', side: 'theirs' }))).toEqual(['a', 'c']);
    expect(place(aRow({ id: 'a', answerBy: due(15) }))).toEqual(['b', 'ca']);
  });
  it('leaves a list alone that the row is no matter of', () => {
    const before = queue(null);
    expect(placeRow(before, { view: 'closed' }, aRow({ id: 'n' }), me)).toBe(before);
    expect(placeRow(before, { view: 'ours', medium: 'chat' }, aRow({ id: 'n' }), me)).toBe(before);
  });
});
