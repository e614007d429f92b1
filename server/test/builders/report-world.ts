import { CalendarsService } from '../../src/brands/calendars.service.js';
import { TargetsService } from '../../src/brands/targets.service.js';
import type { Database } from '../../src/platform/database/database.js';
import type { RefEntry } from '../reference/reference-fold.js';
import type { RefCalendar, RefConversation, RefWorld } from '../reference/reports/ref-world.js';
import type { InboxBench } from './inbox-bench.js';

interface MessageRow {
  id: string;
  thread_id: string;
  direction: string;
  occurred_at: Date;
  arrival: string;
  external_id: string | null;
  in_reply_to_id: string | null;
  automatic: string | null;
  moderation: string | null;
  out_of_figures: string | null;
  history: boolean;
  imported: boolean;
  person_id: string | null;
  member_id: string | null;
  state: string | null;
  answers: string[] | null;
  answered: string[];
  deleted_at: Date | null;
  deleted_arrival: string | null;
  failure_arrival: string | null;
}

interface ActRow {
  id: string;
  thread_id: string;
  kind: string;
  at: Date;
  arrival: string;
  details: Record<string, string | null>;
}

const minuteOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const interval = ({ from, to }: { from: string; to: string }) => ({
  start: minuteOf(from),
  end: to === '00:00' ? 1_440 : minuteOf(to),
});

/** Everything said, done and promised in a brand, as it is stored: what the slow and obvious reports are made from. */
export async function reportWorld(bench: InboxBench, brandId: string): Promise<RefWorld> {
  const { database } = bench;
  const brand = await database.one<{ timezone: string }>('SELECT timezone FROM brand WHERE id = $1', [
    brandId,
  ]);
  const calendars = await bench.get(CalendarsService).versions(brandId);
  const targets = await bench.get(TargetsService).versions(brandId);
  const conversations = await database.query<Record<string, string>>(
    'SELECT * FROM conversation WHERE brand_id = $1 AND merged_into_id IS NULL ORDER BY id',
    [brandId],
  );
  return {
    timeZone: brand?.timezone ?? '',
    now: bench.clock.nowMs(),
    calendars: calendars.map(({ valid_from, timezone, week, holidays }) => ({
      from: valid_from.getTime(),
      hours:
        week === null
          ? null
          : ({
              timeZone: timezone,
              week: (['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const).map((day) =>
                week[day].map(interval),
              ),
              holidays: holidays.map(({ date, hours }) => ({ date, hours: hours.map(interval) })),
            } satisfies RefCalendar),
    })),
    targets: targets.map(({ valid_from, targets: value }) => ({ from: valid_from.getTime(), ms: value })),
    recomputed: await recomputedOf(database, brandId),
    names: await namesOf(database, brandId),
    conversations: await Promise.all(conversations.map((row) => conversationOf(database, brandId, row))),
  };
}

async function recomputedOf(database: Database, brandId: string): Promise<RefWorld['recomputed']> {
  const rows = await database.query<Record<'from_at' | 'to_at' | 'requested_at', Date>>(
    'SELECT from_at, to_at, requested_at FROM recomputation WHERE brand_id = $1 ORDER BY requested_at, id',
    [brandId],
  );
  return rows.map(({ from_at, to_at, requested_at }) => ({
    from: from_at.getTime(),
    to: to_at.getTime(),
    at: requested_at.getTime(),
  }));
}

async function namesOf(database: Database, brandId: string): Promise<Record<string, string>> {
  const rows = await database.query<{ id: string; name: string }>(
    `SELECT id, name FROM channel WHERE brand_id = $1 UNION ALL SELECT id, name FROM tag WHERE brand_id = $1
     UNION ALL SELECT m.id, u.name FROM member m JOIN app_user u ON u.id = m.user_id WHERE m.brand_id = $1
     UNION ALL SELECT id, coalesce(nullif(title, ''), left(excerpt, 120)) FROM post WHERE brand_id = $1`,
    [brandId],
  );
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

async function conversationOf(
  database: Database,
  brandId: string,
  row: Record<string, string>,
): Promise<RefConversation> {
  const of = [brandId, row.id];
  const messages = await database.query<MessageRow>(
    `SELECT m.*, i.person_id, ARRAY(SELECT a.person_id FROM identity a WHERE a.brand_id = $1 AND a.id = ANY(m.answers)) AS answered
     FROM message m LEFT JOIN identity i ON i.id = m.identity_id WHERE m.brand_id = $1 AND m.conversation_id = $2`,
    of,
  );
  const acts = await database.query<ActRow>(
    'SELECT * FROM conversation_act WHERE brand_id = $1 AND conversation_id = $2 ORDER BY at, arrival',
    of,
  );
  const tags = await database.query<{ tag_id: string }>(
    'SELECT tag_id FROM conversation_tag WHERE brand_id = $1 AND conversation_id = $2',
    of,
  );
  return {
    channelId: row.channel_id ?? '',
    postId: row.post_id ?? null,
    medium: row.medium ?? '',
    priority: row.priority ?? '',
    tagIds: tags.map(({ tag_id }) => tag_id),
    assigned: acts
      .filter((act) => act.kind === 'assigned' && act.details.memberId !== null)
      .map((act) => ({ at: act.at.getTime(), memberId: act.details.memberId ?? '' })),
    messages: messages
      .filter(({ direction }) => direction !== 'note')
      .map((message) => ({
        at: message.occurred_at.getTime(),
        personId: message.person_id,
        memberId: message.member_id,
        out: message.direction === 'out',
        automatic: message.automatic !== null,
        deleted: message.deleted_at !== null,
        history: message.history,
        accepted: message.state === null || ['sent', 'delivered', 'read'].includes(message.state),
        putAway: isPutAway(message),
        answers: message.answers === null ? ('everyone' as const) : message.answered,
      })),
    entries: [
      ...messages.flatMap((message) => entriesOf(message, row.medium ?? '')),
      ...acts.flatMap((act) => entryOf(act, row.medium ?? '')),
    ],
  };
}

const isPutAway = ({ moderation }: MessageRow): boolean =>
  ['spam', 'trashed', 'removed'].includes(moderation ?? 'visible');

function entriesOf(message: MessageRow, medium: string): RefEntry[] {
  const base = {
    id: message.id,
    threadId: message.thread_id,
    at: message.occurred_at.getTime(),
    arrival: Number(message.arrival),
    platformId: message.external_id,
    replyTo: message.in_reply_to_id,
    automatic: message.automatic !== null || isPutAway(message),
    outOfFigures: message.out_of_figures,
  };
  if (message.direction === 'in') {
    const said: RefEntry = {
      ...base,
      kind: 'inbound',
      personId: message.person_id ?? '',
      medium,
      origin: message.history ? (message.imported ? 'imported' : 'history') : 'live',
    };
    if (message.deleted_at === null) return [said];
    const at = message.deleted_at.getTime();
    const deletion = {
      kind: 'deletion',
      id: `${base.id}:deleted`,
      threadId: base.threadId,
      messageId: base.id,
      at,
    };
    return [said, { ...deletion, arrival: Number(message.deleted_arrival) }];
  }
  if (message.direction !== 'out') return [];
  const failed = message.state === 'failed';
  return [
    {
      ...base,
      kind: 'reply',
      answers: message.answers === null ? 'everyone' : message.answered,
      memberId: message.member_id,
      state: failed ? 'failed_later' : 'accepted',
      failureArrival: failed ? Number(message.failure_arrival) : null,
    },
  ];
}

const KNOWN = new Set([
  'closed',
  'reopened',
  'no_answer_needed',
  'marked_as_ours',
  'needs_answer',
  'snoozed',
  'unsnoozed',
  'merged',
]);

function entryOf({ kind, details, ...act }: ActRow, medium: string): RefEntry[] {
  if (!KNOWN.has(kind)) return [];
  return [
    {
      kind,
      id: act.id,
      threadId: act.thread_id,
      at: act.at.getTime(),
      arrival: Number(act.arrival),
      medium,
      personIds: null,
      ...(details.messageId ? { messageId: details.messageId } : {}),
      ...(details.fromThreadId ? { fromThreadId: details.fromThreadId } : {}),
      ...(details.until ? { until: Date.parse(details.until) } : {}),
    },
  ];
}
