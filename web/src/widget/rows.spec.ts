import type { VisitorMessage } from '@parley/shared/livechat.js';
import { expect, it } from 'vitest';
import type { Outgoing } from './outbox.js';
import { rowsOf, type SaidRow } from './rows.js';

const start = new Date(2026, 0, 5, 10, 0).getTime();
const message = (minute: number, who: string | null, over: Partial<VisitorMessage> = {}): VisitorMessage => ({
  id: `m${minute}`,
  seq: minute,
  version: 1,
  from: who === null ? 'visitor' : 'brand',
  clientId: who === null ? `c${minute}` : null,
  author: who === null ? null : { name: who, avatarUrl: null },
  text: 'words',
  at: new Date(start + minute * 60_000).toISOString(),
  deleted: false,
  attachments: [],
  seenByBrand: false,
  ...over,
});
const going = (clientId: string, over: Partial<Outgoing> = {}): Outgoing => ({
  clientId,
  text: 'words',
  files: [],
  page: null,
  language: 'en',
  at: start + 30 * 60_000,
  state: 'waiting',
  ...over,
});
const said = (rows: ReturnType<typeof rowsOf>) => rows.filter((row): row is SaidRow => row.kind === 'said');

it('puts what one person says in a row together', () => {
  const rows = said(
    rowsOf(
      [message(0, null), message(1, null), message(2, 'Olga'), message(3, 'Colin'), message(20, 'Colin')],
      [],
    ),
  );
  expect(rows.map(({ first, last }) => [first, last])).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
    [true, true],
  ]);
});

it('parts the days', () => {
  const rows = rowsOf([message(0, null), message(1, null), message(24 * 60, null)], []);
  expect(rows.map((row) => row.kind)).toEqual(['day', 'said', 'said', 'day', 'said']);
});

it('shows what is on its way last, once, under the same key as later in the conversation', () => {
  const before = said(rowsOf([message(0, null)], [going('c5'), going('c0', { state: 'accepted' })]));
  expect(before.map((row) => [row.key, row.state])).toEqual([
    ['c0', 'sent'],
    ['c5', 'waiting'],
  ]);
  const after = said(rowsOf([message(0, null, { seenByBrand: true }), message(5, null)], [going('c5')]));
  expect(after.map((row) => [row.key, row.state, row.latest])).toEqual([
    ['c0', 'seen', false],
    ['c5', 'sent', true],
  ]);
});
