/** A wall-clock time: what stands on a clock and a calendar somewhere. */
export type WallTime = { year: number; month: number; day: number; hour: number; minute: number };

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (zone: string) => {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
};

/** The zone this browser lives in. */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** What clocks in `zone` (an IANA name) show at that instant. */
export function wallTime(at: Date, zone: string): WallTime {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

const asUtc = ({ year, month, day, hour, minute }: WallTime) => Date.UTC(year, month - 1, day, hour, minute);

/** How far clocks in `zone` are ahead of UTC at that instant, in milliseconds, by whole minutes. */
const offsetAt = (ms: number, zone: string) => {
  const whole = Math.floor(ms / 60_000) * 60_000;
  return asUtc(wallTime(new Date(whole), zone)) - whole;
};

/**
 * When clocks in `zone` show that time. A time that is skipped (clocks go forward) is as much later as they jump; of one
 * that comes twice (clocks go back) it is the first.
 */
export function instantOf(wall: WallTime, zone: string): Date {
  const utc = asUtc(wall);
  const day = 86_400_000;
  const [before, after] = [offsetAt(utc - day, zone), offsetAt(utc + day, zone)];
  const first = utc - before;
  if (before === after || offsetAt(first, zone) === before) return new Date(first);
  const second = utc - after;
  return new Date(offsetAt(second, zone) === after ? second : first);
}

/** Days later on the calendar; months and years carry over. */
export function addDays(wall: WallTime, days: number): WallTime {
  const moved = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return { ...wall, year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** 0 is Sunday. */
export const weekdayOf = ({ year, month, day }: WallTime): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay();

const two = (value: number) => String(value).padStart(2, '0');

/** For `<input type="datetime-local">`. */
export const toField = ({ year, month, day, hour, minute }: WallTime): string =>
  `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;

/** From `<input type="datetime-local">`; null where it is empty. */
export function fromField(value: string): WallTime | null {
  const hit = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value);
  if (!hit) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = hit.slice(1).map(Number);
  return { year, month, day, hour, minute };
}
