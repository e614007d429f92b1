import { IANAZone } from 'luxon';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Instants beyond this are outside what a JavaScript Date can hold. */
const LAST_INSTANT = 8.64e15;

/**
 * Opening hours, in minutes since local midnight: `start` 0 to 1439, `end` 1 to 1440.
 * An `end` at or before `start` is on the next day (22:00 to 06:00; equal: around the clock).
 */
export interface HoursInterval {
  readonly start: number;
  readonly end: number;
}

/**
 * One local date on which exactly `hours` hold instead of the week's: empty or absent means closed all day,
 * `[{ start: 480, end: 720 }]` a half day. It also cuts what reaches into it from the night before.
 */
export interface Holiday {
  /** `YYYY-MM-DD`, local. */
  readonly date: string;
  readonly hours?: readonly HoursInterval[];
}

/** When the brand answers. An instant is business time when the wall clock of `timeZone` shows open hours. */
export interface BusinessCalendar {
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** Seven lists, Monday first; an interval belongs to the day it starts on. No interval at all: no hours. */
  readonly week: readonly (readonly HoursInterval[])[];
  readonly holidays: readonly Holiday[];
}

/** A value and the instant (ms) from which it holds, until the next one's. */
export interface Versioned<T> {
  readonly validFrom: number;
  readonly value: T;
}

/** The version valid at `instant`, whatever the order of the list; undefined before the first. */
export function versionAt<T>(versions: readonly Versioned<T>[], instant: number): T | undefined {
  let found: Versioned<T> | undefined;
  for (const version of versions) {
    if (version.validFrom <= instant && (!found || version.validFrom >= found.validFrom)) found = version;
  }
  return found?.value;
}

/** Whether business time differs from wall time: a calendar without a single weekly interval counts as none. */
export function hasHours(calendar: BusinessCalendar | null): calendar is BusinessCalendar {
  return calendar?.week.some((day) => day.length > 0) ?? false;
}

/**
 * The business time between two instants.
 * @param from ms since the epoch
 * @param to ms since the epoch; at or before `from` gives 0
 * @returns ms; without hours, the wall time
 * @throws RangeError when the calendar's zone, hours or dates are invalid
 */
export function businessMs(from: number, to: number, calendar: BusinessCalendar | null): number {
  if (to <= from) return 0;
  if (!hasHours(calendar)) return to - from;
  let total = 0;
  for (const [open, close] of openPieces(from, compiled(calendar), to)) {
    total += Math.min(close, to) - open;
  }
  return total;
}

/**
 * The earliest instant at which `ms` of business time have passed since `from`.
 * An exhausted day ends at its closing, not at the next opening.
 * @param from ms since the epoch
 * @param ms business time, 0 or more; 0 gives `from`
 * @throws RangeError when the calendar is invalid, `from` or `ms` is no number, or the instant is beyond what a date can hold
 */
export function addBusinessMs(from: number, ms: number, calendar: BusinessCalendar | null): number {
  if (!Number.isFinite(from + ms)) throw new RangeError(`not a time: ${from} and ${ms} ms`);
  if (ms <= 0) return from;
  if (!hasHours(calendar)) return from + ms;
  let left = ms;
  for (const [open, close] of openPieces(from, compiled(calendar), LAST_INSTANT)) {
    if (close - open >= left) return open + left;
    left -= close - open;
  }
  throw new RangeError('the business hours do not suffice within the range of dates');
}

/** Whether the brand is open at this instant; without hours, always. */
export function isOpenAt(instant: number, calendar: BusinessCalendar | null): boolean {
  if (!hasHours(calendar)) return true;
  return businessMs(instant, instant + 1, calendar) > 0;
}

/** Pieces of open time within one local day, ms since its midnight, sorted and disjoint. */
type DayPieces = readonly (readonly [open: number, close: number])[];

interface CompiledCalendar {
  readonly zone: IANAZone;
  readonly week: readonly DayPieces[];
  /** The intervals starting on each local day (days since 1970-01-01) that is a holiday. */
  readonly holidays: ReadonlyMap<number, readonly HoursInterval[]>;
  /** Pieces of the days that are a holiday or follow one. */
  readonly irregular: Map<number, DayPieces>;
  readonly hours: readonly (readonly HoursInterval[])[];
}

const compiledCalendars = new WeakMap<BusinessCalendar, CompiledCalendar>();

function compiled(calendar: BusinessCalendar): CompiledCalendar {
  const known = compiledCalendars.get(calendar);
  if (known) return known;
  if (!IANAZone.isValidZone(calendar.timeZone))
    throw new RangeError(`unknown time zone ${calendar.timeZone}`);
  if (calendar.week.length !== 7) throw new RangeError('a week has seven days');
  for (const hours of [...calendar.week, ...calendar.holidays.map((h) => h.hours ?? [])]) {
    for (const { start, end } of hours) {
      if (!(start >= 0 && start < 1440 && end >= 0 && end <= 1440)) {
        throw new RangeError(`hours outside the day: ${start} to ${end}`);
      }
    }
  }
  const result: CompiledCalendar = {
    zone: IANAZone.create(calendar.timeZone),
    hours: calendar.week,
    week: calendar.week.map((hours, day) => piecesOf(hours, calendar.week[(day + 6) % 7] ?? [])),
    holidays: new Map(calendar.holidays.map((h) => [localDay(h.date), h.hours ?? []])),
    irregular: new Map(),
  };
  compiledCalendars.set(calendar, result);
  return result;
}

function localDay(date: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new RangeError(`not a date: ${date}`);
  return at / DAY;
}

/** One day's pieces: what starts on it up to midnight, and what reaches in from the day before. */
function piecesOf(today: readonly HoursInterval[], yesterday: readonly HoursInterval[]): DayPieces {
  const pieces: [number, number][] = [];
  for (const { start, end } of yesterday) if (end <= start && end > 0) pieces.push([0, end * MINUTE]);
  for (const { start, end } of today) pieces.push([start * MINUTE, end <= start ? DAY : end * MINUTE]);
  pieces.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last && piece[0] <= last[1]) last[1] = Math.max(last[1], piece[1]);
    else merged.push(piece);
  }
  return merged;
}

function piecesOn(day: number, calendar: CompiledCalendar): DayPieces {
  // Day 0, 1970-01-01, was a Thursday; Monday is 0.
  const weekday = (((day + 3) % 7) + 7) % 7;
  const own = calendar.holidays.get(day);
  const before = calendar.holidays.get(day - 1);
  if (!own && !before) return calendar.week[weekday] ?? [];
  let pieces = calendar.irregular.get(day);
  if (!pieces) {
    const yesterday = before ?? calendar.hours[(weekday + 6) % 7] ?? [];
    pieces = own ? piecesOf(own, []) : piecesOf(calendar.hours[weekday] ?? [], yesterday);
    calendar.irregular.set(day, pieces);
  }
  return pieces;
}

/**
 * The open pieces of time from `from` on, in order; the last may reach past `until`.
 * Between two changes of the zone's offset local time is plain arithmetic, so hours a clock change skips do
 * not count and hours it repeats count twice.
 */
function* openPieces(
  from: number,
  calendar: CompiledCalendar,
  until: number,
): Generator<[open: number, close: number]> {
  let at = from;
  while (at < until) {
    const span = spanAt(calendar.zone, at);
    const spanEnd = Math.min(span.end, until);
    for (let day = Math.floor((at + span.offset) / DAY); ; day++) {
      const midnight = day * DAY - span.offset;
      if (midnight >= spanEnd) break;
      for (const [open, close] of piecesOn(day, calendar)) {
        const start = Math.max(midnight + open, at);
        const end = Math.min(midnight + close, spanEnd);
        if (start < end) yield [start, end];
      }
    }
    at = spanEnd;
  }
}

/** A stretch of time, at most one UTC year, over which a zone's offset from UTC (ms) does not change. */
interface OffsetSpan {
  readonly end: number;
  readonly offset: number;
}

const offsetSpans = new Map<string, readonly OffsetSpan[]>();

function spanAt(zone: IANAZone, at: number): OffsetSpan {
  const year = new Date(at).getUTCFullYear();
  const key = `${zone.name} ${year}`;
  let spans = offsetSpans.get(key);
  if (!spans) {
    spans = spansOfYear(zone, year);
    // Years far away only come from senders' nonsense; they must not grow the cache without bound.
    if (offsetSpans.size > 2000) offsetSpans.clear();
    offsetSpans.set(key, spans);
  }
  const span = spans.find(({ end }) => at < end);
  if (!span) throw new RangeError('the instant is outside the range of dates');
  return span;
}

function spansOfYear(zone: IANAZone, year: number): OffsetSpan[] {
  const yearEnd = Math.min(utcYearStart(year + 1), LAST_INSTANT);
  const spans: OffsetSpan[] = [];
  let at = Math.max(utcYearStart(year), -LAST_INSTANT);
  let offset = offsetMs(zone, at);
  while (at < yearEnd) {
    // No zone has changed its offset twice within a day.
    const next = Math.min(at + DAY, yearEnd);
    const nextOffset = offsetMs(zone, next);
    if (nextOffset !== offset) {
      let [low, high] = [at, next];
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (offsetMs(zone, middle) === offset) low = middle;
        else high = middle;
      }
      spans.push({ end: high, offset });
      offset = nextOffset;
    }
    at = next;
  }
  spans.push({ end: yearEnd, offset });
  return spans;
}

function utcYearStart(year: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, 0, 1);
  const at = date.getTime();
  return Number.isNaN(at) ? Math.sign(year) * LAST_INSTANT : at;
}

function offsetMs(zone: IANAZone, at: number): number {
  return Math.round(zone.offset(at) * MINUTE);
}
