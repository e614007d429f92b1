import {
  comparedQuery,
  isAbout,
  isInPeriod,
  localTime,
  periodOf,
  piecesOf,
  type RefConversation,
  type RefMessage,
  type RefQuery,
  type RefWorld,
} from './ref-world.js';

const messagesOf = (world: RefWorld, query: RefQuery): RefMessage[] =>
  world.conversations
    .filter(isAbout(query))
    .flatMap((conversation) => conversation.messages)
    .filter(({ at, history }) => !history && isInPeriod(at, world, query));

function totalsOf(messages: readonly RefMessage[]) {
  const count = (of: (message: RefMessage) => boolean) => messages.filter(of).length;
  return {
    in: count(({ out, automatic, deleted }) => !out && !automatic && !deleted),
    outByMembers: count(
      ({ out, accepted, automatic, memberId }) => out && accepted && !automatic && memberId !== null,
    ),
    outOutside: count(
      ({ out, accepted, automatic, memberId }) => out && accepted && !automatic && memberId === null,
    ),
    outByRules: count(({ out, accepted, automatic }) => out && accepted && automatic),
  };
}

/** What was written in the period: the whole report. */
export function referenceVolume(world: RefWorld, query: RefQuery) {
  const messages = messagesOf(world, query).map((message) => ({
    ...message,
    local: localTime(message.at, world.timeZone),
  }));
  const earlier = comparedQuery(query);
  return {
    period: periodOf(world, query),
    compared: earlier === null ? null : periodOf(world, earlier),
    totals: totalsOf(messages),
    comparedTotals: earlier === null ? null : totalsOf(messagesOf(world, earlier)),
    granularity: 'day',
    points: piecesOf(query).map(({ from, to }) => ({
      from,
      to,
      ...totalsOf(messages.filter(({ local }) => local.date === from)),
    })),
    heat: [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
      Array.from({ length: 24 }, (_, hour) => {
        const here = messages.filter(({ local }) => local.weekday === weekday && local.hour === hour);
        const totals = totalsOf(here);
        return { weekday, hour, in: totals.in, out: totals.outByMembers + totals.outOutside };
      }),
    ),
  };
}

/** What was said for each channel, medium, tag, post or priority: the whole report. */
export function referenceVolumeBreakdown(
  world: RefWorld,
  query: RefQuery,
  by: 'channel' | 'medium' | 'tag' | 'post' | 'priority',
) {
  const earlier = comparedQuery(query);
  const keysOf = (conversation: RefConversation): (string | null)[] => {
    if (by === 'tag') return conversation.tagIds.length === 0 ? [null] : conversation.tagIds;
    if (by === 'channel') return [conversation.channelId];
    return [by === 'post' ? conversation.postId : conversation[by]];
  };
  const totalsIn = (key: string | null, asked: RefQuery) => {
    const conversations = world.conversations.filter((one) => keysOf(one).includes(key));
    return totalsOf(messagesOf({ ...world, conversations }, asked));
  };
  const sum = (totals: ReturnType<typeof totalsOf>) => Object.values(totals).reduce((a, b) => a + b, 0);
  const rows = [...new Set(world.conversations.flatMap(keysOf))]
    .map((key) => ({
      key,
      name: key === null || by === 'medium' || by === 'priority' ? null : (world.names[key] ?? null),
      ...totalsIn(key, query),
      compared: earlier === null ? null : totalsIn(key, earlier),
    }))
    .filter(({ key }) => sum(totalsIn(key, query)) > 0);
  const size = (key: string | null) => sum(totalsIn(key, query));
  rows.sort((a, b) => size(b.key) - size(a.key) || (String(a.key) < String(b.key) ? -1 : 1));
  return { by, rows, otherRows: 0 };
}
