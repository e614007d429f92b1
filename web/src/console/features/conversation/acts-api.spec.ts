import { describe, expect, it } from 'vitest';
import { aRow } from '../../data/row-builder.js';
import { inView } from '../../data/views.js';
import { expected } from './acts-api.js';

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
