import { referenceFold } from '../reference-fold.js';
import { allTurns } from './ref-turns.js';
import { referencePercentile, share } from './ref-values.js';
import { DAY, isAbout, isInPeriod, type RefConversation, type RefQuery, type RefWorld } from './ref-world.js';

type RefEpisodeOf = ReturnType<typeof episodesOf>[number];

function episodesOf(world: RefWorld, query: RefQuery) {
  return world.conversations
    .filter(isAbout(query))
    .flatMap((conversation) =>
      referenceFold(conversation.entries).episodes.map((episode) => ({ ...episode, conversation })),
    )
    .filter(({ openedAt }) => isInPeriod(openedAt, world, query));
}

/** Resolution, and what episodes cost the people in them; only where nothing was merged. */
export const referenceResolution = (world: RefWorld, query: RefQuery) =>
  figuresOf(episodesOf(world, query), world);

/** The same for each row of a breakdown. */
export function referenceResolutionBreakdown(
  world: RefWorld,
  query: RefQuery,
  by: 'medium' | 'priority' | 'channel' | 'tag',
) {
  const episodes = episodesOf(world, query);
  const keysOf = ({ conversation }: RefEpisodeOf): (string | null)[] => {
    if (by === 'tag') return conversation.tagIds.length === 0 ? [null] : conversation.tagIds;
    if (by === 'channel') return [conversation.channelId];
    return [conversation[by]];
  };
  const keys = [...new Set(episodes.flatMap(keysOf))];
  return new Map(
    keys.map((key) => [
      key,
      figuresOf(
        episodes.filter((episode) => keysOf(episode).includes(key)),
        world,
      ),
    ]),
  );
}

function figuresOf(episodes: readonly RefEpisodeOf[], world: RefWorld) {
  const turns = allTurns(world);
  const closed = episodes.flatMap((episode) =>
    episode.closedAt === null ? [] : [{ ...episode, closedAt: episode.closedAt }],
  );
  const of = ({ key, conversation }: { key: string; conversation: RefConversation }) =>
    turns.filter((turn) => turn.conversation === conversation && turn.episode?.key === key);
  const judged = closed.filter(
    ({ closedAt, reopenedAt }) => reopenedAt !== null || closedAt + 7 * DAY <= world.now,
  );
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
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
  return {
    counts: { opened: episodes.length, closed: closed.length, open: episodes.length - closed.length },
    median: percentile(50),
    p90: percentile(90),
    solvedAtFirstAnswer: share(firstAnswer.length, judged.length),
    reopened: share(judged.filter(({ solved }) => solved === false).length, judged.length),
    messagesWritten: share(
      sum(closed.flatMap((one) => of(one).map(({ inboundCount }) => inboundCount))),
      closed.length,
    ),
    waitedMs: share(
      sum(
        closed.flatMap((one) =>
          of(one)
            .filter(({ outcome }) => outcome !== null && outcome !== 'no_answer_needed')
            .map(({ openedAt, closedAt }) => (closedAt ?? 0) - openedAt),
        ),
      ),
      closed.length,
    ),
    handOvers: share(sum(handOvers), closed.length),
  };
}
