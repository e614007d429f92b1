import type { NowChannel } from '@parley/shared/now.js';
import { describe, expect, it } from 'vitest';
import { byUrgency } from './board-order.js';
import { steadyOrder } from './steady-order.js';

const channel = (
  name: string,
  figures: Partial<NowChannel['figures']> = {},
  dueMinutes?: number,
): NowChannel => ({
  ...{ id: name, name, icon: 'mail', status: 'connected', media: [] },
  figures: { ours: 0, overdue: 0, dueSoon: 0, unassigned: 0, snoozed: 0, answeredToday: 0, ...figures },
  waits:
    dueMinutes === undefined
      ? []
      : [{ answerBy: new Date(dueMinutes * 60_000).toISOString() } as NowChannel['waits'][number]],
});

describe('channels on the board', () => {
  it('come by who is overdue, then by who is due first; quiet ones apart', () => {
    const { busy, quiet } = byUrgency([
      channel('calm'),
      channel('later', { ours: 1 }, 30),
      channel('put off', { snoozed: 1 }),
      channel('soon', { ours: 5 }, 10),
      channel('late', { ours: 1, overdue: 1 }, 50),
    ]);
    expect(busy.map(({ name }) => name)).toEqual(['late', 'soon', 'later', 'put off']);
    expect(quiet.map(({ name }) => name)).toEqual(['calm']);
  });

  it('stay where they are while a hand is over them', () => {
    expect(steadyOrder(['b', 'a'], ['a', 'b'], false)).toEqual(['b', 'a']);
    expect(steadyOrder(['c', 'b', 'a'], ['a', 'gone', 'b'], true)).toEqual(['a', 'b', 'c']);
  });
});
