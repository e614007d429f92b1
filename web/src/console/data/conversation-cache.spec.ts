import { describe, expect, it } from 'vitest';
import { placeRow, type Queue } from './conversation-cache.js';
import { aRow } from './row-builder.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 10, minute)).toISOString();
const row = (minute: number, over: Parameters<typeof aRow>[0] = {}) =>
  aRow({ id: `row-${minute}`, answerBy: at(minute), ...over });
/** Pages of these minutes; `more`: the server has others behind them. */
const queue = (minutes: number[][], more = false): Queue => ({
  pages: minutes.map((page, index) => ({
    items: page.map((minute) => row(minute)),
    nextCursor: more || index < minutes.length - 1 ? `after-${index}` : null,
  })),
  pageParams: minutes.map(() => null),
});
const ids = ({ pages }: Queue) => pages.map(({ items }) => items.map(({ id }) => id));
const place = (into: Queue, one: ReturnType<typeof row>) => placeRow(into, { view: 'ours' }, one, 'me');

describe('where a row stands', () => {
  it('comes between those it is due between, on their page', () => {
    expect(
      ids(
        place(
          queue([
            [1, 3],
            [5, 7],
          ]),
          row(4),
        ),
      ),
    ).toEqual([
      ['row-1', 'row-3'],
      ['row-4', 'row-5', 'row-7'],
    ]);
    expect(
      ids(
        place(
          queue([
            [1, 3],
            [5, 7],
          ]),
          row(0),
        ),
      )[0],
    ).toEqual(['row-0', 'row-1', 'row-3']);
  });

  it('comes behind the last one only when nothing more is to come', () => {
    expect(ids(place(queue([[1], [2]]), row(9)))).toEqual([['row-1'], ['row-2', 'row-9']]);
    const unfinished = queue([[1], [2]], true);
    expect(place(unfinished, row(9))).toBe(unfinished);
  });

  it('moves, and leaves its old place', () => {
    const moved = place(
      queue([
        [1, 3],
        [5, 7],
      ]),
      row(1, { answerBy: at(6) }),
    );
    expect(ids(moved)).toEqual([['row-3'], ['row-5', 'row-1', 'row-7']]);
    const away = place(
      queue(
        [
          [1, 3],
          [5, 7],
        ],
        true,
      ),
      row(1, { answerBy: at(30) }),
    );
    expect(ids(away)).toEqual([['row-3'], ['row-5', 'row-7']]);
  });

  it('goes when it belongs here no more, and leaves other pages as they were', () => {
    const before = queue([
      [1, 3],
      [5, 7],
    ]);
    const after = place(before, row(5, { status: 'closed' }));
    expect(ids(after)).toEqual([['row-1', 'row-3'], ['row-7']]);
    expect(after.pages[0]).toBe(before.pages[0]);
  });

  it('changes nothing where it is not and does not belong', () => {
    const before = queue([[1, 3]]);
    expect(place(before, row(2, { side: 'theirs' }))).toBe(before);
  });

  it('comes into an empty list', () => {
    expect(ids(place(queue([[]]), row(2)))).toEqual([['row-2']]);
  });
});
