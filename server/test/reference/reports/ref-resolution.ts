import { referenceFold } from '../reference-fold.js';
import { allTurns } from './ref-turns.js';
import { referencePercentile, share } from './ref-values.js';
import {
  comparedQuery,
  DAY,
  isAbout,
  isInPeriod,
  periodOf,
  type RefConversation,
  type RefQuery,
  type RefWorld,
} from './ref-world.js';

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

/** Every episode, and where it stands. */
function episodesOf(world: RefWorld, query: RefQuery) {
  return world.conversations
    .filter(isAbout(query))
    .flatMap((conversation) =>
      referenceFold(conversation.entries).episodes.map((episode) => ({ ...episode, conversation })),
    )
    .filter(({ openedAt }) => isInPeriod(openedAt, world, query));
}

type RefEpisode = ReturnType<typeof episodesOf>[number];

/** The figures of some episodes. */
function figuresOf(world: RefWorld, all: readonly RefEpisode[]) {
  const turns = allTurns(world);
  const episodes = all.filter(({ leftOutBecause }) => leftOutBecause === null);
  const closed = episodes.flatMap((episode) =>
    episode.closedAt === null ? [] : [{ ...episode, closedAt: episode.closedAt }],
  );
  const of = ({ key, conversation }: { key: string; conversation: RefConversation }) =>
    turns.filter((turn) => turn.conversation === conversation && turn.episode === key);
  const judged = closed.filter(
    ({ closedAt, reopenedAt }) => reopenedAt !== null || closedAt + 7 * DAY <= world.now,
  );
  const percentile = (percent: number) =>
    referencePercentile(
      percent,
      closed.map(({ openedAt, closedAt }) => closedAt - openedAt),
      episodes.filter(({ closedAt }) => closedAt === null).map(({ openedAt }) => world.now - openedAt),
      0,
    );
  const firstAnswer = judged.filter((episode) => {
    const outcomes = of(episode).map(({ outcome }) => outcome);
    const count = (one: string) => outcomes.filter((outcome) => outcome === one).length;
    return episode.solved === true && count('answered') === 1 && count('closed_unanswered') === 0;
  });
  const handOvers = closed.map(({ openedAt, closedAt, conversation }) => {
    const until = conversation.assigned.filter(({ at }) => at <= closedAt);
    return until.filter(
      ({ at, memberId }, n) => at >= openedAt && n > 0 && until[n - 1]?.memberId !== memberId,
    ).length;
  });
  const waits = closed.flatMap((one) =>
    of(one)
      .filter(({ outcome }) => outcome !== null && outcome !== 'no_answer_needed')
      .map(({ openedAt, closedAt }) => (closedAt ?? 0) - openedAt),
  );
  return {
    counts: { opened: episodes.length, closed: closed.length, open: episodes.length - closed.length },
    young: closed.length - judged.length,
    figures: {
      median: percentile(50),
      p75: percentile(75),
      p90: percentile(90),
      p95: percentile(95),
      solvedAtFirstAnswer: share(firstAnswer.length, judged.length),
      reopened: share(judged.filter(({ solved }) => solved === false).length, judged.length),
      messagesWritten: share(
        sum(closed.flatMap((one) => of(one).map(({ inboundCount }) => inboundCount))),
        closed.length,
      ),
      waitedMs: share(sum(waits), closed.length),
      handOvers: share(sum(handOvers), closed.length),
    },
  };
}

/** Resolution, and what episodes cost the people in them: the whole report. */
export function referenceResolution(world: RefWorld, query: RefQuery) {
  const episodes = episodesOf(world, query);
  const { counts, young, figures } = figuresOf(world, episodes);
  const earlier = comparedQuery(query);
  const before = earlier === null ? null : figuresOf(world, episodesOf(world, earlier)).figures;
  const reasons = [...new Set(episodes.flatMap(({ leftOutBecause }) => leftOutBecause ?? []))].sort();
  const kept = reasons.map((reason) => ({
    reason,
    count: episodes.filter(({ leftOutBecause }) => leftOutBecause === reason).length,
  }));
  const leftOutOf = (name: string) => {
    const judges = name === 'solvedAtFirstAnswer' || name === 'reopened';
    const beside = [
      { reason: 'open', count: counts.open },
      { reason: 'too_young', count: judges ? young : 0 },
    ].filter(({ count }) => count > 0);
    return [...(/^(median|p\d+)$/.test(name) ? [] : beside), ...kept];
  };
  return {
    period: periodOf(world, query),
    compared: earlier === null ? null : periodOf(world, earlier),
    at: new Date(world.now).toISOString(),
    figures: Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [
        name,
        {
          ...value,
          leftOut: leftOutOf(name),
          precision: 'exact',
          compared: before?.[name as keyof typeof figures] ?? null,
        },
      ]),
    ),
    counts,
  };
}

/** Resolution for each channel, medium, tag, post or priority: the whole report. */
export function referenceResolutionBreakdown(
  world: RefWorld,
  query: RefQuery,
  by: (typeof PLAIN_DIMENSIONS)[number],
) {
  const earlier = comparedQuery(query);
  const now = groupsOf(world, query, by);
  const before = earlier === null ? null : groupsOf(world, earlier, by);
  const rowOf = (episodes: readonly RefEpisode[] = []) => {
    const { counts, figures } = figuresOf(world, episodes);
    const { p75, p95, ...shown } = figures;
    return { counts, ...shown };
  };
  const rows = [...now].map(([key, episodes]) => ({
    key,
    name: key === null || by === 'medium' || by === 'priority' ? null : (world.names[key] ?? null),
    ...rowOf(episodes),
    compared: before === null ? null : rowOf(before.get(key)),
  }));
  rows.sort((a, b) => b.counts.opened - a.counts.opened || (String(a.key) < String(b.key) ? -1 : 1));
  return { by, precision: 'exact', rows, otherRows: 0 };
}

/** What is not about single answers can be broken down by these. */
export const PLAIN_DIMENSIONS = ['channel', 'medium', 'tag', 'post', 'priority'] as const;

function groupsOf(world: RefWorld, query: RefQuery, by: (typeof PLAIN_DIMENSIONS)[number]) {
  const episodes = episodesOf(world, query).filter(({ leftOutBecause }) => leftOutBecause === null);
  const keysOf = ({ conversation }: RefEpisode): (string | null)[] => {
    if (by === 'tag') return conversation.tagIds.length === 0 ? [null] : conversation.tagIds;
    if (by === 'channel') return [conversation.channelId];
    return [by === 'post' ? conversation.postId : conversation[by]];
  };
  const keys = [...new Set(episodes.flatMap(keysOf))];
  return new Map(keys.map((key) => [key, episodes.filter((one) => keysOf(one).includes(key))]));
}
