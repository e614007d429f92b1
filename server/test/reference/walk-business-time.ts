// Business time the slow way: ask every minute what the wall clock shows. For tests; shares nothing with the
// product but the shape of a calendar.

interface Hours {
  start: number;
  end: number;
}

interface Calendar {
  timeZone: string;
  week: readonly (readonly Hours[])[];
  holidays: readonly { date: string; hours?: readonly Hours[] | undefined }[];
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** `from` and `to` must be whole minutes. */
export function walkBusinessMs(from: number, to: number, calendar: Calendar): number {
  let total = 0;
  for (let minute = from; minute < to; minute += 60_000) if (isOpenOnce(minute, calendar)) total += 60_000;
  return total;
}

const asked = new WeakMap<Calendar, Map<number, boolean>>();

/** Asked once for each minute of a calendar: many waits go through the same ones. */
function isOpenOnce(minute: number, calendar: Calendar): boolean {
  const known = asked.get(calendar) ?? new Map<number, boolean>();
  asked.set(calendar, known);
  const open = known.get(minute) ?? isOpen(minute, calendar);
  known.set(minute, open);
  return open;
}

function isOpen(instant: number, calendar: Calendar): boolean {
  const { date, minuteOfDay } = wallClock(instant, calendar.timeZone);
  const specialDay = calendar.holidays.some((holiday) => holiday.date === date);
  for (const { start, end } of hoursStartingOn(date, calendar)) {
    const overnight = end <= start;
    if (minuteOfDay >= start && (overnight || minuteOfDay < end)) return true;
  }
  if (specialDay) return false;
  for (const { start, end } of hoursStartingOn(dayBefore(date), calendar)) {
    if (end <= start && minuteOfDay < end) return true;
  }
  return false;
}

function hoursStartingOn(date: string, calendar: Calendar): readonly Hours[] {
  const holiday = calendar.holidays.find((candidate) => candidate.date === date);
  if (holiday) return holiday.hours ?? [];
  const sundayFirst = new Date(`${date}T12:00:00Z`).getUTCDay();
  return calendar.week[(sundayFirst + 6) % 7] ?? [];
}

function dayBefore(date: string): string {
  const noon = new Date(`${date}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() - 1);
  return noon.toISOString().slice(0, 10);
}

function wallClock(instant: number, timeZone: string): { date: string; minuteOfDay: number } {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(timeZone, clock);
  }
  const parts = Object.fromEntries(clock.formatToParts(instant).map((part) => [part.type, part.value]));
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    minuteOfDay: Number(parts.hour) * 60 + Number(parts.minute),
  };
}
