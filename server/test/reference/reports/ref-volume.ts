import {
  comparedQuery,
  isAbout,
  isInPeriod,
  localTime,
  periodOf,
  piecesOf,
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
