import type { Entry } from './entry.js';

/**
 * The order in which entries count: by time; at equal times a reply follows what it replies to (and a deletion
 * what it deletes), then the platform's id, then arrival. A deletion never stands before its message, and knows
 * its time here (`messageAt`) if the message is among the entries.
 */
export function orderEntries(entries: readonly Entry[]): Entry[] {
  const messageTimes = new Map<string, number>();
  for (const entry of entries) if (entry.kind === 'inbound') messageTimes.set(entry.id, entry.at);
  const sorted = entries
    .map((entry): Entry => {
      if (entry.kind !== 'deletion') return entry;
      return { ...entry, messageAt: messageTimes.get(entry.messageId) ?? null };
    })
    .map((entry) => ({ entry, at: timeInOrder(entry) }))
    .sort((a, b) => a.at - b.at || compareAtEqualTimes(a.entry, b.entry));
  const ordered: Entry[] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && sorted[end]?.at === sorted[start]?.at) end++;
    const group = sorted.slice(start, end).map(({ entry }) => entry);
    ordered.push(...(group.length === 1 ? group : followingTheirTargets(group)));
    start = end;
  }
  return ordered;
}

/** Where an entry stands in time; a deletion of a later message stands at that message. */
export function timeInOrder(entry: Entry): number {
  return entry.kind === 'deletion' ? Math.max(entry.at, entry.messageAt ?? entry.at) : entry.at;
}

/** What decides between entries of one time. */
export interface Tie {
  readonly platformId: string | null;
  readonly arrival: number;
  readonly id: string;
}

/** @returns null for an entry that stands after what it speaks of, wherever that is */
export function tieOf(entry: Entry): Tie | null {
  if (targetOf(entry) !== null) return null;
  return { platformId: platformIdOf(entry), arrival: entry.arrival, id: entry.id };
}

/** Negative when `a` comes first. */
export function compareTies(a: Tie, b: Tie): number {
  return (
    comparePlatformIds(a.platformId, b.platformId) ||
    a.arrival - b.arrival ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

const compareAtEqualTimes = (a: Entry, b: Entry): number =>
  compareTies(
    { platformId: platformIdOf(a), arrival: a.arrival, id: a.id },
    { platformId: platformIdOf(b), arrival: b.arrival, id: b.id },
  );

/** Entries of one time, sorted; always the first one whose target has had its turn. */
function followingTheirTargets(group: readonly Entry[]): Entry[] {
  const waiting = new Map(group.map((entry) => [entry.id, entry]));
  const ordered: Entry[] = [];
  while (waiting.size > 0) {
    let next: Entry | undefined;
    for (const entry of waiting.values()) {
      // Without a free one they reply to each other in a circle: then the sorted order decides.
      next ??= entry;
      const target = targetOf(entry);
      if (target === null || target === entry.id || !waiting.has(target)) {
        next = entry;
        break;
      }
    }
    if (!next) break;
    waiting.delete(next.id);
    ordered.push(next);
  }
  return ordered;
}

function targetOf(entry: Entry): string | null {
  if (entry.kind === 'inbound' || entry.kind === 'reply') return entry.replyTo;
  return entry.kind === 'deletion' ? entry.messageId : null;
}

function platformIdOf(entry: Entry): string | null {
  return entry.kind === 'inbound' || entry.kind === 'reply' ? entry.platformId : null;
}

/** Numbers by value, then other ids by code unit, then what has none (acts). */
function comparePlatformIds(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  const [numberA, numberB] = [digitsOf(a), digitsOf(b)];
  if (numberA === null || numberB === null) {
    if (numberA !== null || numberB !== null) return numberA === null ? 1 : -1;
    return a < b ? -1 : 1;
  }
  if (numberA.length !== numberB.length) return numberA.length - numberB.length;
  return numberA < numberB ? -1 : numberA > numberB ? 1 : 0;
}

function digitsOf(id: string): string | null {
  return /^\d+$/.test(id) ? id.replace(/^0+(?=\d)/, '') : null;
}
