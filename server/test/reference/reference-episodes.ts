import type { RefEntry, RefTurn } from './reference-fold.js';

const DAY = 86_400_000;

/** What is known of a conversation: its turns, also those that joined another, and where a thread stood before an entry. */
export interface EpisodeQuestions {
  readonly entries: readonly RefEntry[];
  readonly turns: readonly RefTurn[];
  root(thread: string, index: number): string;
  isClosed(thread: string, index: number): boolean;
}

interface Story {
  opening: RefEntry;
  openedAt: number;
  closedAt: number | null;
  /** The one before it in its thread. */
  before: Story | null;
  /** From this entry on nobody goes on with it: another one began, or a merge left it behind. */
  until: number;
  wentInto: { story: Story; index: number } | null;
}

/**
 * Episodes the slow and obvious way: one runs from a person's (re)opening to the closing. Where threads are merged, two that run go on
 * as one since the earlier opening; of others the one that ended last is what a further message comes after.
 */
export function referenceEpisodes(given: EpisodeQuestions) {
  const { entries, turns } = given;
  const stories: Story[] = [];
  const began = new Map<RefTurn, Story>();
  const firsts = new Set<RefTurn>();
  const current = new Map<string, Story>();

  const resolved = (story: Story, index: number): Story =>
    story.wentInto !== null && story.wentInto.index < index ? resolved(story.wentInto.story, index) : story;
  /** Its turns as it stood before an entry. */
  const turnsOf = (story: Story, index: number) =>
    turns.filter((turn) => {
      const own = began.get(turn);
      return (
        own !== undefined &&
        turn.openedIndex < index &&
        resolved(own, index) === story &&
        !(turn.joinedAt !== null && turn.joinedAt < index)
      );
    });

  for (const [index, entry] of entries.entries()) {
    if (entry.kind === 'merged') {
      merge(given.root(entry.fromThreadId ?? '', index), given.root(entry.threadId, index), index);
      continue;
    }
    const here = given.root(entry.threadId, index);
    for (const turn of turns.filter((one) => !one.byMember && one.openedIndex === index)) {
      const story = storyFor(entry, here, index);
      if (turnsOf(story, index).length === 0) firsts.add(turn);
      began.set(turn, story);
    }
    const story = current.get(here);
    if (story === undefined) continue;
    const wasClosed = given.isClosed(entry.threadId, index);
    if (story.closedAt === null && !wasClosed && given.isClosed(entry.threadId, index + 1))
      story.closedAt = entry.at;
    const cameBack = turnsOf(story, index).some((turn) =>
      turn.broughtBack.some((one) => one.index === index),
    );
    if (cameBack) story.closedAt = null;
  }

  function storyFor(opening: RefEntry, here: string, index: number): Story {
    const last = current.get(here) ?? null;
    if (last !== null && last.closedAt === null) return last;
    if (last !== null) last.until = index;
    const story = {
      opening,
      openedAt: opening.at,
      closedAt: null,
      before: last,
      until: entries.length,
      wentInto: null,
    };
    stories.push(story);
    current.set(here, story);
    return story;
  }

  function merge(from: string, into: string, index: number): void {
    const [own, other] = [current.get(into), current.get(from)];
    if (from === into || other === undefined) return;
    current.delete(from);
    if (own === undefined) {
      current.set(into, other);
      return;
    }
    if (own.closedAt === null && other.closedAt === null) {
      own.openedAt = Math.min(own.openedAt, other.openedAt);
      other.wentInto = { story: own, index };
      other.until = index;
      return;
    }
    const end = (story: Story) => story.closedAt ?? Number.POSITIVE_INFINITY;
    const [stays, goes] = end(other) > end(own) ? [other, own] : [own, other];
    current.set(into, stays);
    goes.until = index;
  }

  const total = entries.length;
  const isExcused = (turn: RefTurn, until: number) => {
    const ending = turn.endings.filter(({ index }) => index < until).at(-1);
    const back = turn.broughtBack.filter(({ index }) => index < until).at(-1);
    return ending?.outcome === 'no_answer_needed' && (!back || back.index < ending.index);
  };
  const episodes = stories
    .filter(({ wentInto }) => wentInto === null)
    .map((story) => {
      const next = stories.find(({ before }) => before === story);
      const late = next && story.closedAt !== null && next.opening.at - story.closedAt <= 7 * DAY;
      const excused =
        next !== undefined && turnsOf(next, next.until).every((turn) => isExcused(turn, next.until));
      const { opening, openedAt, closedAt } = story;
      return {
        key: opening.id,
        openedAt,
        closedAt,
        resolutionMs: closedAt === null ? null : closedAt - openedAt,
        reopenedAt: late ? next.opening.at : null,
        solved: closedAt === null ? null : !late || excused,
        leftOutBecause: opening.origin === 'imported' ? 'imported' : (opening.outOfFigures ?? null),
      };
    });
  return {
    episodes,
    /** The episode a turn belongs to in the end; none for those a member made. */
    keyOf: (turn: RefTurn): string | null => {
      const story = began.get(turn);
      return story === undefined ? null : resolved(story, total).opening.id;
    },
    isFirst: (turn: RefTurn): boolean => firsts.has(turn),
  };
}
