/** Where reading a folder stands; moved in the transaction that stores what the move covers. */
export interface FolderCursor {
  /** RFC 9051, section 2.3.1.1: with another one, every UID means something else. */
  uidValidity: string;
  /** All up to here has been read. */
  lastUid: number;
  /** UIDs below were there when these UIDs were first seen: of those only what arrived since `since` is new. */
  born: number;
  /** ISO 8601. */
  since: string;
  /** When the cursor was last moved; ISO 8601. */
  seenAt: string;
  /** When reading it began, ISO 8601: what arrived before is history. The channel's connection where it is missing. */
  startedAt?: string;
  /** UIDs below were there when reading it began: they are history. Missing where only dates tell. */
  historyBelow?: number;
  /** A mail the server would not hand out, and how often it was asked. */
  stuck?: { uid: number; tries: number } | null;
}

/** Where a backfill of a folder stands, oldest first. */
export interface BackfillCursor {
  /** Which backfill: that from this date; ISO 8601. */
  since: string;
  uidValidity: string;
  lastUid: number;
  finished: boolean;
}

export const folderCursorName = (path: string) => `folder:${path}`;
export const backfillCursorName = (path: string) => `backfill:${path}`;

const DAY_MS = 86_400_000;
/** What arrived longer ago than this before the last look has been seen. */
const RESCAN_MS = 30 * DAY_MS;

/**
 * From when on a folder is read again after its UIDs have changed. What was read before is known again by what it
 * says, so reading too much only costs time; servers that change UIDs at every restart exist.
 */
export function rescanSince(startedAt: Date, seenAt: string): Date {
  return new Date(Math.max(startedAt.getTime(), new Date(seenAt).getTime() - RESCAN_MS));
}

/** A mail server's clock, or its time zone, may be wrong by up to a day; what is older was moved here. */
export const isRecent = (at: Date | null, startedAt: Date): boolean =>
  at !== null && at.getTime() >= startedAt.getTime() - DAY_MS;

/** INTERNALDATE knows whole seconds: the very second of connecting is not history. */
export const isBefore = (at: Date, startedAt: Date): boolean =>
  at.getTime() < Math.floor(startedAt.getTime() / 1_000) * 1_000;

/** SEARCH SINCE and BEFORE know whole days in the server's zone only (RFC 9051, section 6.4.4): two more on each side. */
export const dayBefore = (moment: Date) => new Date(moment.getTime() - 2 * DAY_MS);
export const dayAfter = (moment: Date) => new Date(moment.getTime() + 2 * DAY_MS);

/** `1:4,7,9:10` for ascending UIDs. */
export function uidSet(uids: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < uids.length; ) {
    const first = uids[at] as number;
    let last = first;
    at += 1;
    while (uids[at] === last + 1) {
      last += 1;
      at += 1;
    }
    parts.push(first === last ? String(first) : `${first}:${last}`);
  }
  return parts.join(',');
}
