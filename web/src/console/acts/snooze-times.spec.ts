import { expect, it } from 'vitest';
import { snoozeTimes, toLocalInput } from './snooze-times.js';

it('names the next mornings', () => {
  const friday = new Date(2026, 2, 20, 16, 7);
  const times = snoozeTimes(friday);
  expect(times.later).toEqual(new Date(2026, 2, 20, 19, 15));
  expect(times.tomorrow).toEqual(new Date(2026, 2, 21, 8, 30));
  expect(times.monday).toEqual(new Date(2026, 2, 23, 8, 30));
});

it.each([
  [new Date(2026, 2, 22, 12), 23],
  [new Date(2026, 2, 23, 12), 30],
])('monday after %s is the %d.', (now, day) => {
  expect(snoozeTimes(now).monday.getDate()).toBe(day);
});

it('writes local times as the field wants them', () => {
  expect(toLocalInput(new Date(2026, 0, 5, 9, 3))).toBe('2026-01-05T09:03');
});
