import type { CalendarInput } from './settings-api.js';

export const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Week = NonNullable<CalendarInput['week']>;
export type Interval = Week['mon'][number];

export const usualWeek = (): Week => ({
  mon: [{ from: '09:00', to: '17:00' }],
  tue: [{ from: '09:00', to: '17:00' }],
  wed: [{ from: '09:00', to: '17:00' }],
  thu: [{ from: '09:00', to: '17:00' }],
  fri: [{ from: '09:00', to: '17:00' }],
  sat: [],
  sun: [],
});

/** A sensible next interval of a day: an hour after the last one, as far as the day goes. */
export function nextInterval(day: Interval[]): Interval {
  const last = day[day.length - 1];
  if (!last) return { from: '09:00', to: '17:00' };
  const hour = Math.min(22, Number(last.to.slice(0, 2)) + 1);
  const clock = (value: number) => `${String(value).padStart(2, '0')}:00`;
  return { from: clock(hour), to: clock(Math.min(23, hour + 3)) };
}

export const isOvernight = (interval: Interval) => interval.to < interval.from;
