// Turns the slow and obvious way, written from the product's rules and not from its code: every person is read
// on their own through the whole list, every question is answered by searching what came before. For tests.

import { referenceEpisodes } from './reference-episodes.js';

export interface RefEntry {
  kind: string;
  id: string;
  threadId: string;
  at: number;
  arrival: number;
  platformId?: string | null;
  replyTo?: string | null;
  personId?: string;
  personIds?: readonly string[] | null;
  medium?: string;
  automatic?: boolean;
  origin?: string;
  outOfFigures?: string | null;
  answers?: 'everyone' | readonly string[];
  memberId?: string | null;
  state?: string;
  failureArrival?: number | null;
  messageId?: string;
  until?: number | null;
  fromThreadId?: string;
}

export interface RefTurn {
  person: string;
  thread: string;
  openedBy: RefEntry;
  openedIndex: number;
  byMember: boolean;
  messages: RefEntry[];
  /** The acts of members that made it, also those of a turn that joined it. */
  wishes: RefEntry[];
  failed: RefEntry[];
  unconfirmed: RefEntry[];
  /** Every ending, also those taken back. */
  endings: { index: number; entry: RefEntry; outcome: string }[];
  ended: boolean;
  broughtBack: { index: number }[];
  joinedAnother: boolean;
  /** By which entry it joined another. */
  joinedAt: number | null;
}

interface Place {
  status: string;
  until: number | null;
  closedBy: string | null;
}

const SETTLE: Record<string, number> = { chat: 8_000, dm: 20_000, comment: 0, email: 0 };
const TARGET: Record<string, number> = {
  chat: 120_000,
  dm: 3_600_000,
  comment: 7_200_000,
  email: 28_800_000,
};

/** What the turns, the episodes and the standing of a conversation must be. */
export function referenceFold(given: readonly RefEntry[]) {
  const entries = line(given);
  const persons = [...new Set(entries.flatMap((e) => [e.personId ?? [], e.personIds ?? []].flat()))];
  const placesMemo = new Map<number, Map<string, Place>>();
  const turnsMemo = new Map<string, RefTurn[]>();

  const byMachine = (message: RefEntry) =>
    message.automatic && !entries.some((e) => e.kind === 'needs_answer' && e.messageId === message.id);
  const speaks = (e: RefEntry) => e.kind === 'inbound' && !byMachine(e) && e.origin !== 'history';
  /** When we knew of a message as a person's. */
  const knownFrom = (message: RefEntry) =>
    Math.max(
      message.arrival,
      ...entries.filter((e) => e.kind === 'needs_answer' && e.messageId === message.id).map((e) => e.arrival),
    );

  /** The thread that `thread` is part of before entry number `index`. */
  function root(thread: string, index: number): string {
    let name = thread;
    for (const e of entries.slice(0, index)) {
      if (e.kind !== 'merged') continue;
      const from = rootOf(e.fromThreadId ?? '', e, index);
      if (from === name) name = rootOf(e.threadId, e, index);
    }
    return name;
  }
  function rootOf(thread: string, merge: RefEntry, index: number): string {
    return root(thread, Math.min(index, entries.indexOf(merge)));
  }

  function unseen(turn: RefTurn, act: RefEntry): boolean {
    const news = [
      ...turn.messages.map(knownFrom),
      ...turn.failed.map((reply) => reply.failureArrival ?? reply.arrival),
      ...turn.wishes.map((act) => act.arrival),
    ];
    return news.some((arrival) => arrival > act.arrival);
  }

  /** The person's turns after the first `count` entries. */
  function turnsOf(person: string, count: number): RefTurn[] {
    const memoKey = `${person} ${count}`;
    const known = turnsMemo.get(memoKey);
    if (known) return known;
    const turns: RefTurn[] = [];
    for (let i = 0; i < count; i++) {
      const e = entries[i] as RefEntry;
      const here = turns.filter((t) => !t.joinedAnother && root(t.thread, i) === root(e.threadId, i));
      const open = here.find((t) => !t.ended);
      const begin = (byMember: boolean) =>
        turns.push({
          person,
          thread: e.threadId,
          openedBy: e,
          openedIndex: i,
          byMember,
          messages: byMember ? [] : [e],
          wishes: byMember ? [e] : [],
          failed: [],
          unconfirmed: [],
          endings: [],
          ended: false,
          broughtBack: [],
          joinedAnother: false,
          joinedAt: null,
        });
      const end = (turn: RefTurn, outcome: string) => {
        turn.ended = true;
        turn.endings.push({ index: i, entry: e, outcome });
      };
      const bringBack = (turn: RefTurn) => {
        turn.ended = false;
        turn.broughtBack.push({ index: i });
      };
      /** Ended by an act, and the person has had no turn there since. */
      const unanswered = here
        .filter(
          (t) =>
            t.ended && ['no_answer_needed', 'closed_unanswered'].includes(t.endings.at(-1)?.outcome ?? ''),
        )
        .filter(
          (t) =>
            !turns.some(
              (u) =>
                u.openedIndex > t.openedIndex &&
                root(u.thread, u.openedIndex) === root(t.thread, u.openedIndex),
            ),
        )
        .sort((a, b) => (a.endings.at(-1)?.index ?? 0) - (b.endings.at(-1)?.index ?? 0))
        .at(-1);

      if (e.kind === 'inbound' && e.personId === person && speaks(e)) {
        if (open) open.messages.push(e);
        else begin(false);
      }
      if (
        e.kind === 'reply' &&
        open &&
        !e.automatic &&
        (e.answers === 'everyone' || e.answers?.includes(person))
      ) {
        if (e.state === 'accepted') end(open, 'answered');
        if (e.state === 'unconfirmed') open.unconfirmed.push(e);
        if (e.state === 'failed_later') open.failed.push(e);
      }
      if (
        e.kind === 'deletion' &&
        open &&
        !open.byMember &&
        open.messages.some((m) => m.id === e.messageId)
      ) {
        const soFar = entries.slice(0, i + 1);
        const gone = (m: RefEntry) => soFar.some((d) => d.kind === 'deletion' && d.messageId === m.id);
        const before = entries.slice(0, i).some((d) => d.kind === 'deletion' && d.messageId === e.messageId);
        if (!before && open.messages.every(gone)) end(open, 'withdrawn');
      }
      if (e.kind === 'closed' && open && placeAt(i, e.threadId).status !== 'closed' && !unseen(open, e)) {
        end(open, 'closed_unanswered');
      }
      if (
        e.kind === 'no_answer_needed' &&
        open &&
        (e.personIds ?? [person]).includes(person) &&
        !unseen(open, e)
      ) {
        end(open, 'no_answer_needed');
      }
      if (e.kind === 'reopened' && unanswered) {
        if (unanswered.endings.at(-1)?.entry.id === placeAt(i, e.threadId).closedBy && !open)
          bringBack(unanswered);
      }
      if (e.kind === 'marked_as_ours' && !open && meant(e, i).includes(person)) {
        if (unanswered) bringBack(unanswered);
        else begin(true);
      }
      if (e.kind === 'merged') {
        const from = turns.find(
          (t) => !t.ended && !t.joinedAnother && root(t.thread, i) === root(e.fromThreadId ?? '', i),
        );
        if (open && from && from !== open) {
          const [stays, goes] = from.openedBy.at < open.openedBy.at ? [from, open] : [open, from];
          stays.messages.push(...goes.messages);
          stays.wishes.push(...goes.wishes);
          stays.failed.push(...goes.failed);
          stays.unconfirmed.push(...goes.unconfirmed);
          stays.broughtBack.push(...goes.broughtBack);
          goes.joinedAnother = true;
          goes.joinedAt = i;
        }
      }
    }
    turnsMemo.set(memoKey, turns);
    return turns;
  }

  const allTurns = (count: number) => persons.flatMap((person) => turnsOf(person, count));
  const openIn = (thread: string, count: number, asOf: number) =>
    allTurns(count).filter(
      (t) => !t.ended && !t.joinedAnother && root(t.thread, asOf) === root(thread, asOf),
    );

  /** Whom an act without a name means: those whose turns closed last, else who spoke last. */
  function meant(act: RefEntry, index: number): string[] {
    if (act.personIds) return [...act.personIds];
    if (openIn(act.threadId, index, index).length > 0) return [];
    const sameThread = (thread: string) => root(thread, index) === root(act.threadId, index);
    const endings = allTurns(index)
      .filter((t) => sameThread(t.thread))
      .flatMap((t) => t.endings.map((ending) => ({ ...ending, person: t.person })));
    if (endings.length > 0) {
      const last = Math.max(...endings.map((ending) => ending.index));
      return endings.filter((ending) => ending.index === last).map((ending) => ending.person);
    }
    const speakers = entries.slice(0, index).filter((e) => e.kind === 'inbound' && sameThread(e.threadId));
    const last = speakers.at(-1)?.personId;
    return last ? [last] : [];
  }

  function placeAt(count: number, thread: string): Place {
    return placesAt(count).get(root(thread, count)) ?? { status: 'open', until: null, closedBy: null };
  }

  /** The status of every thread after the first `count` entries. */
  function placesAt(count: number): Map<string, Place> {
    const known = placesMemo.get(count);
    if (known) return known;
    if (count === 0) return new Map();
    const i = count - 1;
    const e = entries[i] as RefEntry;
    const places = new Map([...placesAt(i)].map(([name, place]) => [name, { ...place }]));
    for (const place of places.values()) {
      if (place.status === 'snoozed' && place.until !== null && place.until <= timeOf(e, entries)) {
        Object.assign(place, { status: 'open', until: null });
      }
    }
    const name = root(e.threadId, i);
    if (e.kind === 'merged') {
      const fromName = root(e.fromThreadId ?? '', i);
      const [into, from] = [places.get(name), places.get(fromName)];
      if (fromName !== name && from) {
        places.delete(fromName);
        if (!into) places.set(name, from);
        else if (into.status === 'open' || from.status === 'open') {
          places.set(name, { status: 'open', until: null, closedBy: null });
        } else if (into.status === 'snoozed' || from.status === 'snoozed') {
          const ends = [into.until, from.until].filter((until) => until !== null);
          places.set(name, {
            status: 'snoozed',
            until: ends.length ? Math.min(...ends) : null,
            closedBy: null,
          });
        }
      }
    } else if (!(e.kind === 'deletion' && !entries.some((m) => m.id === e.messageId))) {
      const place = places.get(name) ?? { status: 'open', until: null, closedBy: null };
      places.set(name, place);
      const sameThread = (other: RefEntry) => root(other.threadId, i) === name;
      const newsSince = entries
        .slice(0, i)
        .some((m) => speaks(m) && sameThread(m) && knownFrom(m) > e.arrival);
      const unseenTurn = openIn(e.threadId, i, i).some((t) => unseen(t, e));
      if (e.kind === 'closed' && place.status !== 'closed') {
        if (newsSince || unseenTurn) Object.assign(place, { status: 'open', until: null });
        else Object.assign(place, { status: 'closed', until: null, closedBy: e.id });
      }
      if (e.kind === 'snoozed' && !newsSince && !unseenTurn && (e.until == null || e.until > e.at)) {
        Object.assign(place, { status: 'snoozed', until: e.until ?? null, closedBy: null });
      }
      const shows = speaks(e) || e.kind === 'reopened' || e.kind === 'marked_as_ours';
      if (shows || (e.kind === 'unsnoozed' && place.status === 'snoozed')) {
        Object.assign(place, { status: 'open', until: null, closedBy: null });
      }
    }
    placesMemo.set(count, places);
    return places;
  }

  const total = entries.length;
  const turns = allTurns(total).filter((t) => !t.joinedAnother);
  const { episodes, keyOf, isFirst } = referenceEpisodes({
    entries,
    turns: allTurns(total),
    root,
    isClosed: (thread, index) => placeAt(index, thread).status === 'closed',
  });

  const open = turns.filter((t) => !t.ended);
  const statuses = [...placesAt(total).values()];
  const status = ['open', 'snoozed', 'closed'].find((s) => statuses.some((p) => p.status === s)) ?? 'open';
  const untils = statuses.flatMap((p) => (status === 'snoozed' && p.until !== null ? [p.until] : []));
  const rows = turns.map(row);
  const openRows = rows.filter((t) => t.outcome === null);

  function row(t: RefTurn) {
    const medium = t.openedBy.medium ?? '';
    const lastEnding = t.ended ? t.endings.at(-1) : undefined;
    const reply = lastEnding?.outcome === 'answered' ? lastEnding.entry : undefined;
    const imported = !t.byMember && t.openedBy.origin === 'imported';
    const because = t.byMember
      ? 'made_by_member'
      : imported
        ? 'imported'
        : (t.openedBy.outOfFigures ?? reply?.outOfFigures ?? null);
    const settled = t.messages.map((m) => m.at + (SETTLE[m.medium ?? ''] ?? 0));
    const first = t.messages.reduce<RefEntry | null>(
      (a, b) => (a && !(t.byMember === false && b.id === t.openedBy.id) ? a : b),
      null,
    );
    return {
      key: `${t.openedBy.id}:${t.person}`,
      personId: t.person,
      firstInboundEntryId: first?.id ?? null,
      openedAt: t.openedBy.at,
      lastInboundAt: Math.max(t.openedBy.at, ...t.messages.map((m) => m.at)),
      settlesAt: Math.max(t.openedBy.at, ...settled),
      inboundCount: t.messages.length,
      outcome: lastEnding?.outcome ?? null,
      closedAt: lastEnding ? timeOf(lastEnding.entry, entries) : null,
      closedEntryId: lastEnding?.entry.id ?? null,
      answeredAt: reply?.at ?? null,
      answeredBy: reply
        ? reply.memberId
          ? { kind: 'member', memberId: reply.memberId }
          : { kind: 'outside' }
        : null,
      waitMs: reply ? reply.at - t.openedBy.at : null,
      waitBusinessMs: reply ? reply.at - t.openedBy.at : null,
      targetMs: TARGET[medium] ?? Number.NaN,
      answerBy: t.openedBy.at + (TARGET[medium] ?? Number.NaN),
      unconfirmedReplyIds: ['answered', 'withdrawn'].includes(lastEnding?.outcome ?? '')
        ? []
        : t.unconfirmed.map((e) => e.id).sort(),
      reopened: t.failed.length > 0 || t.broughtBack.length > 0,
      madeByMember: t.byMember,
      imported,
      inFigures: because === null,
      leftOutBecause: because,
      episode: keyOf(t),
      firstOfEpisode: isFirst(t),
    };
  }

  return {
    turns: rows,
    episodes,
    conversation: {
      status,
      snoozedUntil: untils.length ? Math.min(...untils) : null,
      side: open.length > 0 ? 'ours' : 'theirs',
      answerBy: openRows.length ? Math.min(...openRows.map((t) => t.answerBy)) : null,
      waitingSince: openRows.length ? Math.min(...openRows.map((t) => t.openedAt)) : null,
      settlesAt: openRows.length ? Math.max(...openRows.map((t) => t.settlesAt)) : null,
      openTurns: open.length,
      unconfirmed: openRows.some((t) => t.unconfirmedReplyIds.length > 0),
    },
  };
}

function timeOf(e: RefEntry, all: readonly RefEntry[]): number {
  if (e.kind !== 'deletion') return e.at;
  const message = all.find((candidate) => candidate.kind === 'inbound' && candidate.id === e.messageId);
  return message && message.at > e.at ? message.at : e.at;
}

/** Stands the entries in line: again and again, whoever is allowed to be next. */
function line(given: readonly RefEntry[]): RefEntry[] {
  const left = [...given];
  const inLine: RefEntry[] = [];
  while (left.length > 0) {
    const soonest = Math.min(...left.map((e) => timeOf(e, given)));
    const now = left.filter((e) => timeOf(e, given) === soonest);
    const waitsFor = (e: RefEntry) => (e.kind === 'deletion' ? e.messageId : e.replyTo);
    const free = now.filter((e) => !now.some((other) => other !== e && other.id === waitsFor(e)));
    const candidates = free.length > 0 ? free : now;
    candidates.sort((a, b) => {
      if ((a.platformId ?? null) !== (b.platformId ?? null)) {
        if (a.platformId == null) return 1;
        if (b.platformId == null) return -1;
        const [x, y] = [Number(a.platformId), Number(b.platformId)];
        if (x !== y) return x - y;
      }
      return a.arrival - b.arrival;
    });
    const next = candidates[0] as RefEntry;
    inLine.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return inLine;
}
