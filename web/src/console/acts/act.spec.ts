import { describe, expect, it } from 'vitest';
import { aRow } from '../data/row-builder.js';
import { inView } from '../data/views.js';
import { type Act, expected, inverse } from './act.js';

const viewOf = (row: ReturnType<typeof aRow>) =>
  (['ours', 'theirs', 'snoozed', 'closed', 'set_aside'] as const).filter((view) => inView(row, view, 'me'));

describe('an act shows at once', () => {
  it.each([
    [{ kind: 'close' as const }, ['closed']],
    [{ kind: 'snooze' as const, until: null }, ['snoozed']],
    [{ kind: 'no-answer-needed' as const }, ['theirs']],
    [{ kind: 'assign' as const, member: { memberId: 'x', name: 'X' } }, ['ours']],
    [{ kind: 'mark-ours' as const }, ['ours']],
  ])('%o', (act, views) => {
    expect(viewOf(expected(aRow(), act))).toEqual(views);
  });

  it('keeps the clock of what is snoozed running', () => {
    expect(expected(aRow(), { kind: 'snooze', until: null }).waitingSince).toBe(aRow().waitingSince);
    expect(expected(aRow(), { kind: 'close' }).waitingSince).toBeNull();
  });
});

describe('an act is taken back by another', () => {
  const tag = { id: 't', name: 'VIP', color: '#000000' };
  const member = { memberId: 'x', name: 'X' };
  const before = [
    aRow(),
    aRow({ status: 'snoozed', snoozedUntil: '2026-02-01T00:00:00.000Z' }),
    aRow({ assignee: member, tags: [tag], priority: 'high' }),
    aRow({ status: 'closed', side: 'theirs', waitingSince: null, answerBy: null }),
  ];
  const acts: Act[] = [
    { kind: 'close' },
    { kind: 'reopen' },
    { kind: 'snooze', until: '2026-03-01T00:00:00.000Z' },
    { kind: 'unsnooze' },
    { kind: 'assign', member: null },
    { kind: 'assign', member },
    { kind: 'tags', tags: [] },
    { kind: 'priority', priority: 'urgent' },
  ];
  it.each(acts.map((act) => [act]))('%o', (act) => {
    for (const row of before) {
      // Closed ones are neither snoozed nor woken.
      if (row.status === 'closed' && act.kind.endsWith('snooze')) continue;
      const back = inverse(row, act);
      const done = expected(row, act);
      const { status, snoozedUntil, assignee, tags, priority } = row;
      if (back)
        expect(expected(done, back)).toMatchObject({ status, snoozedUntil, assignee, tags, priority });
      // What nothing takes back has changed nothing.
      else expect(done).toMatchObject({ status, snoozedUntil, assignee, tags, priority });
    }
  });

  it('what waits is said to need no answer, and is ours again', () => {
    expect(inverse(aRow(), { kind: 'no-answer-needed' })).toEqual({ kind: 'mark-ours' });
    expect(inverse(aRow({ side: 'theirs' }), { kind: 'mark-ours' })).toEqual({ kind: 'no-answer-needed' });
    expect(inverse(aRow(), { kind: 'merge', intoId: 'b' })).toEqual({ kind: 'unmerge' });
    expect(inverse(aRow(), { kind: 'needs-answer' })).toBeNull();
  });
});
