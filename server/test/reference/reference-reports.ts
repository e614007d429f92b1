// Reports the slow and obvious way: every figure from what was said and done, each answered by looking through all of it. Written from
// the product's rules, not from its code. For tests; all times are whole minutes.
import { type RefEntry, referenceFold } from './reference-fold.js';
import { walkBusinessMs } from './walk-business-time.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

export interface RefCalendar {
  timeZone: string;
  week: { start: number; end: number }[][];
  holidays: { date: string; hours?: { start: number; end: number }[] }[];
}

export interface RefConversation {
  channelId: string;
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
  medium?: string;
  tagId?: string;
  priority?: string;
  memberId?: string;
}

const valid = <T extends { from: number }>(versions: readonly T[], at: number): T | undefined =>
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

const known = new WeakMap<RefWorld, RefTurn[]>();

function allTurns(world: RefWorld): RefTurn[] {
  const turns = known.get(world) ?? turnsOf(world);
  known.set(world, turns);
  return turns;
}

function turnsOf(world: RefWorld) {
  return world.conversations.flatMap((conversation) => {
    const folded = referenceFold(conversation.entries);
    return folded.turns.map((turn) => {
      const hours = valid(world.calendars, turn.openedAt)?.hours ?? null;
      const business = (to: number) => {
        const none = hours === null || hours.week.every((day) => day.length === 0);
        return none ? Math.max(0, to - turn.openedAt) : walkBusinessMs(turn.openedAt, to, hours);
      };
      const due = dueAt(world, turn.openedAt, conversation.medium);
      const ended = turn.outcome === 'answered' ? turn.answeredAt : turn.closedAt;
      const late =
        turn.outcome === 'closed_unanswered' ||
        (turn.outcome !== 'no_answer_needed' && (turn.outcome === null ? world.now : (ended ?? 0)) > due);
      const to = turn.outcome === 'answered' ? (turn.answeredAt ?? 0) : world.now;
      const isOpen =
        hours === null || hours.week.every((day) => day.length === 0) || business(turn.openedAt + MINUTE) > 0;
      const episodes = folded.episodes.filter(({ openedAt }) => openedAt <= turn.openedAt);
      return {
        ...turn,
        conversation,
        due,
        late,
        wall: to - turn.openedAt,
        business: business(to),
        first: folded.episodes.some(({ key }) => turn.key.startsWith(`${key}:`)),
        episode: turn.madeByMember ? undefined : episodes.at(-1),
        outsideHours: turn.outcome === 'answered' && business(to) === 0 && !isOpen,
        local: localTime(turn.openedAt, world.timeZone),
      };
    });
  });
}
type RefTurn = ReturnType<typeof turnsOf>[number];

/** Nearest rank, with open turns at the time waited so far and without end. */
export function referencePercentile(
  percent: number,
  ended: readonly number[],
  open: readonly number[],
  never: number,
) {
  const endless = (count: number) => Array.from({ length: count }, () => Number.POSITIVE_INFINITY);
  const at = (waits: number[]) =>
    waits.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))[Math.ceil((percent * waits.length) / 100) - 1];
  const n = ended.length + open.length + never;
  if (n === 0) return { value: null, atLeast: false, never: false, n };
  const lower = at([...ended, ...open, ...endless(never)]) ?? Number.NaN;
  const upper = at([...ended, ...endless(open.length + never)]) ?? Number.NaN;
  const none = lower === Number.POSITIVE_INFINITY;
  return { value: none ? null : lower, atLeast: !none && lower !== upper, never: none, n };
}

const share = (part: number, n: number, atLeast = false) => ({
  value: n === 0 ? null : part / n,
  atLeast: n > 0 && atLeast,
  never: false,
  n,
});

function figuresOf(turns: readonly RefTurn[], clock: 'wall' | 'business') {
  const counted = turns.filter(({ inFigures }) => inFigures);
  const of = (outcome: string | null) => counted.filter((turn) => turn.outcome === outcome);
  const late = (some: readonly RefTurn[]) => some.filter((turn) => turn.late).length;
  const [answered, open, closed, gone, none] = [
    of('answered'),
    of(null),
    of('closed_unanswered'),
    of('withdrawn'),
    of('no_answer_needed'),
  ];
  const percentile = (percent: number) =>
    referencePercentile(
      percent,
      answered.map((turn) => turn[clock]),
      open.map((turn) => turn[clock]),
      closed.length,
    );
  return {
    counts: {
      opened: counted.length,
      answered: answered.length,
      answeredLate: late(answered),
      open: open.length,
      openOverdue: late(open),
      closedUnanswered: closed.length,
      withdrawn: gone.length,
      withdrawnLate: late(gone),
      noAnswerNeeded: none.length,
      outsideHours: answered.filter((turn) => turn.outsideHours).length,
    },
    median: percentile(50),
    p75: percentile(75),
    p90: percentile(90),
    p95: percentile(95),
    withinTarget: share(
      answered.length - late(answered),
      answered.length + closed.length + late(gone) + open.length,
      late(open) < open.length,
    ),
    coverage: share(answered.length, answered.length + closed.length + open.length),
    noAnswerNeeded: share(none.length, counted.length),
  };
}

function asked(world: RefWorld, query: RefQuery): RefTurn[] {
  return allTurns(world).filter(
    ({ local, first, conversation, outcome, answeredBy }) =>
      local.date >= query.from &&
      local.date <= query.to &&
      (query.turns === 'all' || first) &&
      (query.medium === undefined || conversation.medium === query.medium) &&
      (query.priority === undefined || conversation.priority === query.priority) &&
      (query.tagId === undefined || conversation.tagIds.includes(query.tagId)) &&
      (query.memberId === undefined || (outcome === 'answered' && memberOf(answeredBy) === query.memberId)),
  );
}

const memberOf = (by: RefTurn['answeredBy']): string | null =>
  by !== null && 'memberId' in by && typeof by.memberId === 'string' ? by.memberId : null;

/** The overview of a period. */
export function referenceOverview(world: RefWorld, query: RefQuery) {
  const turns = asked(world, query);
  const dates = [
    ...new Set(turns.filter(({ inFigures }) => inFigures).map(({ local }) => local.date)),
  ].sort();
  const reasons = [...new Set(turns.flatMap(({ leftOutBecause }) => leftOutBecause ?? []))].sort();
  return {
    ...figuresOf(turns, query.clock),
    leftOut: reasons.map((reason) => ({
      reason,
      count: turns.filter(({ leftOutBecause }) => leftOutBecause === reason).length,
    })),
    days: dates.map((date) => {
      const { counts, median, p90 } = figuresOf(
        turns.filter(({ local }) => local.date === date),
        query.clock,
      );
      return { from: date, to: date, opened: counts.opened, median, p90 };
    }),
    heat: [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
      Array.from({ length: 24 }, (_, hour) => {
        const here = turns.filter(({ local }) => local.weekday === weekday && local.hour === hour);
        const { counts, median } = figuresOf(here, query.clock);
        return { weekday, hour, opened: counts.opened, median };
      }),
    ),
    never: turns.filter(({ inFigures, outcome }) => inFigures && outcome === 'closed_unanswered').length,
    waits: turns
      .filter(({ inFigures, outcome }) => inFigures && (outcome === null || outcome === 'answered'))
      .map((turn) => ({ ms: turn[query.clock], open: turn.outcome === null })),
  };
}

/** The counts and figures of each row of a breakdown. */
export function referenceBreakdown(
  world: RefWorld,
  query: RefQuery,
  by: 'medium' | 'priority' | 'channel' | 'tag' | 'member',
) {
  const turns = asked(world, query).filter(({ inFigures }) => inFigures);
  const keysOf = (turn: RefTurn): (string | null)[] => {
    const { conversation, outcome, answeredBy } = turn;
    if (by === 'member') return outcome === 'answered' ? [memberOf(answeredBy)] : [];
    if (by === 'tag') return conversation.tagIds.length === 0 ? [null] : conversation.tagIds;
    return [
      by === 'medium'
        ? conversation.medium
        : by === 'priority'
          ? conversation.priority
          : conversation.channelId,
    ];
  };
  const keys = [...new Set(turns.flatMap(keysOf))];
  return new Map(
    keys.map((key) => [
      key,
      figuresOf(
        turns.filter((turn) => keysOf(turn).includes(key)),
        query.clock,
      ),
    ]),
  );
}

/** Resolution, and what episodes cost the people in them; only where nothing was merged. */
export function referenceResolution(world: RefWorld, query: RefQuery) {
  const turns = allTurns(world);
  const episodes = world.conversations
    .filter(({ medium }) => query.medium === undefined || medium === query.medium)
    .flatMap((conversation) =>
      referenceFold(conversation.entries).episodes.map((episode) => ({ ...episode, conversation })),
    )
    .filter(({ openedAt }) => {
      const { date } = localTime(openedAt, world.timeZone);
      return date >= query.from && date <= query.to;
    });
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

/** What was written in the period. */
export function referenceVolume(world: RefWorld, query: RefQuery) {
  const messages = world.conversations
    .flatMap((conversation) => conversation.messages)
    .filter(({ at }) => {
      const { date } = localTime(at, world.timeZone);
      return date >= query.from && date <= query.to;
    });
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

/** Who wrote nothing more for 14 days after their last turn of the period that was late, or answered in time. */
export function referenceQuiet(world: RefWorld, query: RefQuery, late: boolean) {
  const since = (turn: RefTurn) => {
    if (turn.outcome === 'answered') return turn.answeredAt ?? 0;
    if (turn.outcome === 'closed_unanswered') return turn.closedAt ?? 0;
    return turn.due;
  };
  const turns = asked(world, query)
    .filter(
      ({ inFigures, outcome }) =>
        inFigures && (outcome === null || outcome === 'answered' || outcome === 'closed_unanswered'),
    )
    .filter((turn) => (turn.outcome === null ? late && turn.late : turn.late === late));
  const people = [...new Set(turns.map(({ personId }) => personId))];
  const lasts = people.flatMap((person) => {
    const own = turns.filter(({ personId }) => personId === person);
    const latest = Math.max(...own.map(({ openedAt }) => openedAt));
    const last = own.find(({ openedAt }) => openedAt === latest);
    return last === undefined ? [] : [{ person, since: since(last) }];
  });
  const old = lasts.filter(({ since }) => since + 14 * DAY <= world.now);
  const wrote = ({ person, since }: { person: string; since: number }) =>
    world.conversations.some(({ messages }) =>
      messages.some(
        ({ at, personId, out, automatic }) =>
          !out && !automatic && personId === person && at > since && at <= since + 14 * DAY,
      ),
    );
  return {
    ...share(old.filter((one) => !wrote(one)).length, old.length),
    tooYoung: lasts.length - old.length,
  };
}

/** The first instant at which the promised time has passed. */
function dueAt(world: RefWorld, openedAt: number, medium: string): number {
  const hours = valid(world.calendars, openedAt)?.hours ?? null;
  const target = valid(world.targets, openedAt)?.ms[medium] ?? Number.NaN;
  if (hours === null || hours.week.every((day) => day.length === 0)) return openedAt + target;
  let at = openedAt;
  for (let passed = 0; passed < target; at += MINUTE) passed += walkBusinessMs(at, at + MINUTE, hours);
  return at;
}
