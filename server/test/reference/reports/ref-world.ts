// What reports are made from, the slow and obvious way: everything said, done and promised, in the order it happened. Written from the
// product's rules, not from its code. For tests; all times are whole minutes.
import type { RefEntry } from '../reference-fold.js';

export const MINUTE = 60_000;
export const DAY = 86_400_000;

export interface RefCalendar {
  timeZone: string;
  week: { start: number; end: number }[][];
  holidays: { date: string; hours?: { start: number; end: number }[] }[];
}

export interface RefConversation {
  channelId: string;
  postId: string | null;
  medium: string;
  priority: string;
  tagIds: string[];
  entries: RefEntry[];
  /** Who was assigned, in order. */
  assigned: { at: number; memberId: string }[];
  messages: RefMessage[];
}

export interface RefMessage {
  at: number;
  personId: string | null;
  memberId: string | null;
  out: boolean;
  automatic: boolean;
  deleted: boolean;
  /** Said before the channel was connected, or brought by a backfill. */
  history: boolean;
  accepted: boolean;
  /** Put away on its platform: spam, trashed or removed. */
  putAway: boolean;
  /** Of ours: the people it answers. */
  answers: string[] | 'everyone';
}

export interface RefWorld {
  timeZone: string;
  now: number;
  /** In the order they were made; null: no hours. */
  calendars: { from: number; hours: RefCalendar | null }[];
  targets: { from: number; ms: Record<string, number> }[];
  /** Periods counted anew, in that order: what held at `at` holds for what was opened in them. */
  recomputed: { from: number; to: number; at: number }[];
  conversations: RefConversation[];
  /** What things are called, by id. */
  names: Record<string, string>;
}

export interface RefQuery {
  from: string;
  to: string;
  turns: 'all' | 'first';
  clock: 'wall' | 'business';
  channelId?: string;
  postId?: string;
  medium?: string;
  tagId?: string;
  priority?: string;
  memberId?: string | undefined;
  granularity?: 'day' | 'week';
  compare?: 'previous' | 'period';
  compareFrom?: string;
  compareTo?: string;
}

/** The version that holds for what was opened at an instant. */
export function valid<K extends 'calendars' | 'targets'>(
  world: RefWorld,
  of: K,
  openedAt: number,
): RefWorld[K][number] | undefined {
  const anew = world.recomputed.filter(({ from, to }) => openedAt >= from && openedAt < to).at(-1);
  // What was decided in the very instant of the asking counts, too.
  const at = anew === undefined ? openedAt : anew.at;
  return (world[of] as RefWorld[K][number][]).filter(({ from }) => from <= at).at(-1);
}

const nextDay = (date: string, days = 1) =>
  new Date(Date.parse(`${date}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** All dates of the question, in order. */
export function datesOf({ from, to }: { from: string; to: string }): string[] {
  const dates: string[] = [];
  for (let date = from; date <= to; date = nextDay(date)) dates.push(date);
  return dates;
}

/** The question about the period compared with; null without one. */
export function comparedQuery(query: RefQuery): RefQuery | null {
  const { compare, compareFrom, compareTo, ...rest } = query;
  if (compare === 'period') return { ...rest, from: compareFrom ?? '', to: compareTo ?? '' };
  if (compare !== 'previous') return null;
  const days = datesOf(query).length;
  return { ...rest, from: nextDay(query.from, -days), to: nextDay(query.from, -1) };
}

/** Days, or weeks from Monday to Sunday as far as they are in the period. */
export function piecesOf(query: RefQuery): { from: string; to: string }[] {
  const pieces: { from: string; to: string }[] = [];
  for (const date of datesOf(query)) {
    const last = pieces.at(-1);
    const isMonday = new Date(`${date}T12:00:00Z`).getUTCDay() === 1;
    if (last === undefined || isMonday || query.granularity !== 'week') pieces.push({ from: date, to: date });
    else last.to = date;
  }
  return pieces;
}

/** The period as a report says it: its first instant is the first on that date. */
export function periodOf(world: RefWorld, { from, to }: { from: string; to: string }) {
  const startOf = (date: string) => {
    let at = Date.parse(`${date}T00:00:00Z`) - DAY;
    while (localTime(at, world.timeZone).date < date) at += 15 * MINUTE;
    return new Date(at).toISOString();
  };
  return { from, to, timezone: world.timeZone, startsAt: startOf(from), endsAt: startOf(nextDay(to)) };
}

/** The local date, hour and weekday (1 Monday) of an instant. */
export function localTime(at: number, timeZone: string) {
  const parts = clockOf(timeZone).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    hour: Number(part('hour')),
    weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part('weekday')) + 1,
  };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    weekday: 'short',
    hourCycle: 'h23',
  });
  clocks.set(timeZone, made);
  return made;
}

/** Whether an instant is on one of the local days asked for. */
export function isInPeriod(at: number, world: RefWorld, query: RefQuery): boolean {
  const { date } = localTime(at, world.timeZone);
  return date >= query.from && date <= query.to;
}

/** Whether a conversation fits the filters that are about it. */
export const isAbout = (query: RefQuery) => (conversation: RefConversation) =>
  (query.channelId === undefined || conversation.channelId === query.channelId) &&
  (query.medium === undefined || conversation.medium === query.medium) &&
  (query.priority === undefined || conversation.priority === query.priority) &&
  (query.postId === undefined || conversation.postId === query.postId) &&
  (query.tagId === undefined || conversation.tagIds.includes(query.tagId));
