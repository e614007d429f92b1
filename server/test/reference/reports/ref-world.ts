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
  conversations: RefConversation[];
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
}

/** The version that held at an instant. */
export const valid = <T extends { from: number }>(versions: readonly T[], at: number): T | undefined =>
  versions.filter(({ from }) => from <= at).at(-1);

/** The local date, hour and weekday (1 Monday) of an instant. */
export function localTime(at: number, timeZone: string) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    weekday: 'short',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    hour: Number(part('hour')),
    weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part('weekday')) + 1,
  };
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
