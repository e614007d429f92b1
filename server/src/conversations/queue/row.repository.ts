import { Injectable } from '@nestjs/common';
import type { Medium, Tag } from '@parley/shared/brands.js';
import type { Priority, QueueQuery, View, Waits } from '@parley/shared/conversations.js';
import { Clock } from '../../platform/clock/clock.js';
import { checkedBrand } from '../../platform/database/checked-brand.js';
import { Database } from '../../platform/database/database.js';
import type { InstantCursor } from '../../platform/http/cursor.js';

/** A row of the queue with everything it shows. */
export interface QueueRow {
  id: string;
  brand_id: string;
  version: number;
  medium: Medium;
  channel_id: string;
  channel_kind: string;
  channel_name: string;
  /** Only listed members see it. */
  restricted: boolean;
  person_id: string;
  person_name: string;
  person_avatar: string | null;
  person_handle: string | null;
  subject: string | null;
  post_id: string | null;
  status: 'open' | 'snoozed' | 'closed';
  side: 'ours' | 'theirs';
  set_aside: string | null;
  priority: Priority;
  assignee_id: string | null;
  assignee_name: string | null;
  tags: Tag[];
  last_words: string;
  last_words_by: 'person' | 'brand';
  last_at: Date;
  waiting_since: Date | null;
  answer_by: Date | null;
  target_ms: string | null;
  settles_at: Date | null;
  snoozed_until: Date | null;
  unconfirmed: boolean;
  message_count: number;
  utterance_seq: number;
  /** See `ConversationDetail.splits`. */
  splits: boolean;
  merged_into_id: string | null;
  /** How far the asking member has read. */
  read_seq: number;
}

/** Which channels and whose unread marks count. */
export interface Looker {
  brandId: string;
  /** Null: nobody in particular (a row that is pushed). */
  memberId: string | null;
  channels: readonly string[] | 'all';
}

export type QueueFilter = Omit<QueueQuery, 'cursor' | 'limit'>;

/** Word for word the predicates of the partial indexes, so that a page is one index scan. */
const VIEWS: Record<View, string> = {
  ours: `c.side = 'ours' AND c.status = 'open' AND c.set_aside IS NULL`,
  mine: `c.side = 'ours' AND c.status = 'open' AND c.set_aside IS NULL`,
  unassigned: `c.side = 'ours' AND c.status = 'open' AND c.set_aside IS NULL AND c.assignee_id IS NULL`,
  theirs: `c.side = 'theirs' AND c.status = 'open' AND c.set_aside IS NULL`,
  snoozed: `c.status = 'snoozed' AND c.set_aside IS NULL`,
  closed: `c.status = 'closed' AND c.set_aside IS NULL`,
  set_aside: 'c.set_aside IS NOT NULL',
};

/** As the board of who waits now counts them; `now` gives the place of the moment. */
const WAITS: Record<Waits, (now: () => string) => string[]> = {
  overdue: (now) => [`c.side = 'ours'`, `c.answer_by <= ${now()}`],
  due_soon: (now) => {
    const at = now();
    const soonAt = 'c.answer_by - (c.answer_by - c.waiting_since) / 4';
    return [`c.side = 'ours'`, `c.answer_by > ${at}`, `${soonAt} <= ${at}`];
  },
  any: () => [`c.side = 'ours'`],
};

/** Views whose rows come by `answer_by`; all others newest first. */
const BY_ANSWER: ReadonlySet<View> = new Set(['ours', 'mine', 'unassigned']);

const SHOWN = `c.id, c.brand_id, c.version, c.medium, c.channel_id, ch.kind AS channel_kind, ch.name AS channel_name,
  ch.restricted, c.person_id, p.name AS person_name, p.avatar_attachment_id AS person_avatar, i.handle AS person_handle,
  coalesce(nullif(c.subject, ''), po.title, nullif(po.excerpt, '')) AS subject, c.post_id, c.status, c.side, c.set_aside,
  c.priority, c.assignee_id, u.name AS assignee_name, coalesce(t.tags, '[]') AS tags, c.last_words, c.last_words_by, c.last_at,
  c.waiting_since, c.answer_by, c.target_ms, c.settles_at, c.snoozed_until, c.unconfirmed, c.message_count, c.utterance_seq,
  (c.external_id IS NULL AND c.medium NOT IN ('dm', 'chat')) AS splits, c.merged_into_id, coalesce(r.seq, 0) AS read_seq`;

/** `$1` is the brand, `$2` the member. */
const JOINED = `JOIN channel ch ON ch.brand_id = $1 AND ch.id = c.channel_id
  JOIN person p ON p.brand_id = $1 AND p.id = c.person_id
  LEFT JOIN LATERAL (SELECT pi.handle FROM identity pi WHERE pi.brand_id = $1 AND pi.person_id = c.person_id AND pi.handle IS NOT NULL
    AND (pi.id = c.identity_id OR EXISTS (SELECT 1 FROM conversation_participant cp
      WHERE cp.brand_id = $1 AND cp.conversation_id = c.id AND cp.identity_id = pi.id))
    ORDER BY pi.last_seen_at DESC, pi.id LIMIT 1) i ON true
  LEFT JOIN post po ON po.brand_id = $1 AND po.id = c.post_id
  LEFT JOIN member m ON m.brand_id = $1 AND m.id = c.assignee_id
  LEFT JOIN app_user u ON u.id = m.user_id
  LEFT JOIN conversation_read r ON r.brand_id = $1 AND r.conversation_id = c.id AND r.member_id = $2
  LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('id', tag.id, 'name', tag.name, 'color', tag.color) ORDER BY lower(tag.name)) AS tags
    FROM conversation_tag ct JOIN tag ON tag.id = ct.tag_id WHERE ct.brand_id = $1 AND ct.conversation_id = c.id) t ON true`;

/** Conditions of a statement and their parameters, numbered as they come. */
class Conditions {
  readonly params: unknown[];
  readonly parts: string[] = [];

  constructor(brandId: string, memberId: string | null) {
    this.params = [brandId, memberId];
  }

  /** The place of a new parameter. */
  param(value: unknown): string {
    this.params.push(value);
    return `$${this.params.length}`;
  }

  equal(column: string, value: unknown): void {
    if (value !== undefined) this.parts.push(`${column} = ${this.param(value)}`);
  }

  channels(channels: Looker['channels']): void {
    if (channels !== 'all') this.parts.push(`c.channel_id = ANY(${this.param(channels)}::uuid[])`);
  }

  get sql(): string {
    return this.parts.map((part) => ` AND ${part}`).join('');
  }
}

/** Reads rows of the queue. */
@Injectable()
export class RowRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** One more row than `limit`, where there is one. */
  view(
    looker: Looker,
    filter: QueueFilter,
    page: { after: InstantCursor | null; limit: number },
  ): Promise<QueueRow[]> {
    const where = new Conditions(looker.brandId, looker.memberId);
    where.parts.push(VIEWS[filter.view]);
    where.channels(looker.channels);
    if (filter.view === 'mine') where.equal('c.assignee_id', looker.memberId);
    where.equal('c.channel_id', filter.channelId);
    where.equal('c.medium', filter.medium);
    where.equal('c.assignee_id', filter.memberId);
    where.equal('c.post_id', filter.postId);
    where.equal('c.priority', filter.priority);
    if (filter.waits !== undefined) {
      const now = () => `${where.param(this.clock.now())}::timestamptz`;
      where.parts.push(...WAITS[filter.waits](now));
    }
    if (filter.tagId !== undefined) {
      where.parts.push(
        `EXISTS (SELECT 1 FROM conversation_tag f WHERE f.brand_id = $1 AND f.conversation_id = c.id AND f.tag_id = ${where.param(filter.tagId)})`,
      );
    }
    return this.page(where, BY_ANSWER.has(filter.view) ? 'answer_by' : 'last_at', page);
  }

  /** A person's conversations on every visible channel, newest first. */
  ofPerson(
    looker: Looker,
    personId: string,
    page: { after: InstantCursor | null; limit: number },
  ): Promise<QueueRow[]> {
    const where = new Conditions(looker.brandId, looker.memberId);
    const person = where.param(personId);
    where.parts.push(
      `(c.person_id = ${person} OR c.id IN (SELECT cp.conversation_id FROM conversation_participant cp
         JOIN identity pi ON pi.id = cp.identity_id WHERE cp.brand_id = $1 AND pi.brand_id = $1 AND pi.person_id = ${person}))`,
    );
    where.channels(looker.channels);
    return this.page(where, 'last_at', page);
  }

  /** In no particular order; merged ones included. */
  byIds(looker: Looker, ids: readonly string[]): Promise<QueueRow[]> {
    if (ids.length === 0) return Promise.resolve([]);
    const where = new Conditions(looker.brandId, looker.memberId);
    where.parts.push(`c.id = ANY(${where.param(ids)}::uuid[])`);
    where.channels(looker.channels);
    return this.database.query<QueueRow>(
      `SELECT ${SHOWN} FROM conversation c ${JOINED} WHERE ${checkedBrand('c')}${where.sql}`,
      where.params,
    );
  }

  private page(
    where: Conditions,
    sort: 'answer_by' | 'last_at',
    { after, limit }: { after: InstantCursor | null; limit: number },
  ): Promise<QueueRow[]> {
    const up = sort === 'answer_by';
    if (after !== null) {
      where.parts.push(
        `(c.${sort}, c.id) ${up ? '>' : '<'} (${where.param(after.at)}::timestamptz, ${where.param(after.id)}::uuid)`,
      );
    }
    const order = up ? `c.answer_by, c.id` : `c.last_at DESC, c.id DESC`;
    return this.database.query<QueueRow>(
      `SELECT ${SHOWN} FROM (
         SELECT c.* FROM conversation c WHERE c.brand_id = $1 AND c.merged_into_id IS NULL${where.sql}
         ORDER BY ${order} LIMIT ${where.param(limit + 1)}
       ) c ${JOINED} ORDER BY ${order}`,
      where.params,
    );
  }
}
