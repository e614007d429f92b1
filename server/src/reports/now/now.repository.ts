import { Injectable } from '@nestjs/common';
import { nowWaitsMost } from '@parley/shared/now.js';
import { Database } from '../../platform/database/database.js';
import { localDay, startOfDay } from '../cohort/local-days.js';
import type { NowChannelFacts, NowPart, NowReading, Waiting } from './now-reading.js';

type InJson<T, Instants extends keyof T> = Omit<T, Instants> & {
  [K in Instants]: string | (null extends T[K] ? null : never);
};

interface Row {
  channels: NowChannelFacts[] | null;
  parts:
    | (InJson<Omit<NowPart, 'snoozed' | 'answeredToday'>, 'waitingSince' | 'firstDue'> & {
        changesAt: string | null;
      })[]
    | null;
  snoozed: Count[] | null;
  answered: Count[] | null;
  waits: InJson<Waiting, 'waitingSince' | 'answerBy'>[] | null;
}

type Count = Pick<NowPart, 'channelId' | 'medium'> & { count: number };

@Injectable()
export class NowRepository {
  constructor(private readonly database: Database) {}

  /** One statement counts everything, so that all of it is of the same moment. Days begin as those of reports do. */
  async read(brandId: string, at: Date): Promise<Omit<NowReading, 'raised' | 'tookMs'>> {
    const [brand] = await this.database.query<{ timezone: string }>(ZONE, [brandId], 'fresh');
    if (brand === undefined) throw new Error(`there is no brand ${brandId}`);
    const today = localDay(at.getTime(), brand.timezone);
    const begins = new Date(startOfDay(today, brand.timezone));
    const [row] = await this.database.query<Row>(READ, [brandId, at, nowWaitsMost, begins], 'fresh');
    if (row === undefined) throw new Error('one row was asked for');
    const changes = (row.parts ?? []).flatMap(({ changesAt }) => changesAt ?? []);
    return {
      brandId,
      at: at.getTime(),
      channels: row.channels ?? [],
      parts: joined(row),
      waits: (row.waits ?? []).map((wait) => ({
        ...wait,
        waitingSince: Date.parse(wait.waitingSince),
        answerBy: Date.parse(wait.answerBy),
      })),
      changesAt: Math.min(
        startOfDay(today + 1, brand.timezone),
        ...changes.map((moment) => Date.parse(moment)),
      ),
    };
  }
}

/** The three countings, put together by channel and medium. */
function joined(row: Row): NowPart[] {
  const parts = new Map<string, NowPart>();
  const of = ({ channelId, medium }: Pick<NowPart, 'channelId' | 'medium'>): NowPart => {
    const key = `${channelId} ${medium}`;
    const part = parts.get(key) ?? {
      ...{ channelId, medium, ours: 0, overdue: 0, dueSoon: 0, unassigned: 0, snoozed: 0, answeredToday: 0 },
      ...{ waitingSince: null, firstDue: null },
    };
    parts.set(key, part);
    return part;
  };
  for (const { changesAt: _, waitingSince, firstDue, ...counted } of row.parts ?? []) {
    Object.assign(of(counted), counted, {
      waitingSince: waitingSince === null ? null : Date.parse(waitingSince),
      firstDue: firstDue === null ? null : Date.parse(firstDue),
    });
  }
  for (const count of row.snoozed ?? []) of(count).snoozed = count.count;
  for (const count of row.answered ?? []) of(count).answeredToday = count.count;
  return [...parts.values()];
}

/** Word for word the predicate of the index `conversation_waiting`, of a conversation `c`; `$1` is the brand. */
const OURS = `c.brand_id = $1 AND c.side = 'ours' AND c.status = 'open' AND c.set_aside IS NULL AND c.merged_into_id IS NULL
    AND c.waiting_since IS NOT NULL AND c.answer_by IS NOT NULL`;

/** Due soon is the last quarter of the promised time, as the ring in the queue shows it. */
const SOON_AT = 'c.answer_by - (c.answer_by - c.waiting_since) / 4';

const ZONE = 'SELECT timezone FROM brand WHERE id = $1';

/** Counting reads the index alone; the rows of those who have waited longest are the only ones that are looked at. */
const READ = `
WITH parts AS (
  SELECT c.channel_id AS "channelId", c.medium, count(*)::int AS ours,
    (count(*) FILTER (WHERE c.answer_by <= $2))::int AS overdue,
    (count(*) FILTER (WHERE c.answer_by > $2 AND ${SOON_AT} <= $2))::int AS "dueSoon",
    (count(*) FILTER (WHERE c.assignee_id IS NULL))::int AS unassigned,
    min(c.waiting_since) AS "waitingSince", min(c.answer_by) AS "firstDue",
    least(min(${SOON_AT}) FILTER (WHERE ${SOON_AT} > $2), min(c.answer_by) FILTER (WHERE c.answer_by > $2)) AS "changesAt"
  FROM conversation c WHERE ${OURS} GROUP BY 1, 2
), snoozed AS (
  SELECT channel_id AS "channelId", medium, count(*)::int AS count FROM conversation
  WHERE brand_id = $1 AND status = 'snoozed' AND side = 'ours' AND set_aside IS NULL AND merged_into_id IS NULL GROUP BY 1, 2
), answered AS (
  SELECT t.channel_id AS "channelId", t.medium, count(*)::int AS count FROM turn t
  WHERE t.brand_id = $1 AND t.outcome = 'answered' AND t.in_figures
    AND t.answered_at >= $4 GROUP BY 1, 2
), longest AS (
  SELECT l.* FROM (SELECT DISTINCT "channelId" FROM parts) ch CROSS JOIN LATERAL (
    SELECT c.* FROM conversation c WHERE ${OURS} AND c.channel_id = ch."channelId" ORDER BY c.waiting_since, c.id LIMIT $3
  ) l
), waits AS (
  SELECT l.id AS "conversationId", l.channel_id AS "channelId", l.medium, p.id AS "personId", p.name AS "personName",
    p.avatar_attachment_id AS "personAvatar", coalesce(nullif(l.subject, ''), po.title, nullif(po.excerpt, '')) AS subject,
    l.last_words AS "lastWords", l.waiting_since AS "waitingSince", l.answer_by AS "answerBy",
    l.target_ms AS "targetMs", l.assignee_id IS NOT NULL AS assigned
  FROM longest l JOIN person p ON p.brand_id = $1 AND p.id = l.person_id
  LEFT JOIN post po ON po.brand_id = $1 AND po.id = l.post_id
), channels AS (
  SELECT id, name, kind, status, restricted FROM channel WHERE brand_id = $1
    AND (removed_at IS NULL OR id IN (SELECT "channelId" FROM parts))
)
SELECT (SELECT jsonb_agg(to_jsonb(c) ORDER BY lower(c.name), c.id) FROM channels c) AS channels,
  (SELECT jsonb_agg(to_jsonb(p)) FROM parts p) AS parts,
  (SELECT jsonb_agg(to_jsonb(s)) FROM snoozed s) AS snoozed,
  (SELECT jsonb_agg(to_jsonb(a)) FROM answered a) AS answered,
  (SELECT jsonb_agg(to_jsonb(w) ORDER BY w."waitingSince", w."conversationId") FROM waits w) AS waits`;
