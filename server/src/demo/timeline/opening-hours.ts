import { type BusinessCalendar, businessMs, type HoursInterval } from '../../brands/business-time.js';
import { sampleHours } from '../sample-brand.js';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const DAY_MS = 86_400_000;

/** The sample brand's hours in the form time is counted with. */
export const openingHours: BusinessCalendar = {
  timeZone: sampleHours.timezone,
  week: DAYS.map((day) =>
    (sampleHours.week?.[day] ?? []).map(
      ({ from, to }): HoursInterval => ({ start: minutes(from), end: minutes(to) }),
    ),
  ),
  holidays: [],
};

function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(':').map(Number);
  return hours * 60 + rest;
}

/**
 * The latest moment from which `ms` of business time have passed until `now`; looks back four weeks at most.
 * @param now ms since the epoch
 */
export function businessBefore(now: number, ms: number): number {
  let [early, late] = [now - 28 * DAY_MS, now];
  while (late - early > 500) {
    const middle = (early + late) / 2;
    if (businessMs(middle, now, openingHours) >= ms) early = middle;
    else late = middle;
  }
  return Math.floor(early);
}
