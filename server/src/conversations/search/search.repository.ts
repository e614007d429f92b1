import { Injectable } from '@nestjs/common';
import type { SearchState } from '@parley/shared/search-query.parse.js';
import { checkedBrand } from '../../platform/database/checked-brand.js';
import { Database, sqlState } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Condition, Place, SearchPlan, Source } from './search-plan.js';

export interface FoundMessage extends Place {
  conversationId: string;
  /** Found for what its conversation is (name, tag, filters), not for anything in it. */
  asConversation: boolean;
}

/** A search that takes longer than this is given up, so that nobody keeps the database busy with one. */
const PATIENCE_MS = 3_000;
/** PostgreSQL: the statement was cancelled, here by its timeout. */
const CANCELLED = '57014';

const STATES: Record<SearchState, (me: () => string) => string> = {
  ours: () => `c.side = 'ours' AND c.status = 'open' AND c.set_aside IS NULL`,
  mine: (me) => `c.side = 'ours' AND c.status = 'open' AND c.set_aside IS NULL AND c.assignee_id = ${me()}`,
  unassigned: () => `c.side = 'ours' AND c.status = 'open' AND c.set_aside IS NULL AND c.assignee_id IS NULL`,
  theirs: () => `c.side = 'theirs' AND c.status = 'open' AND c.set_aside IS NULL`,
  snoozed: () => `c.status = 'snoozed' AND c.set_aside IS NULL`,
  closed: () => `c.status = 'closed' AND c.set_aside IS NULL`,
  set_aside: () => 'c.set_aside IS NOT NULL',
  unread: (me) =>
    `NOT EXISTS (SELECT 1 FROM conversation_read r WHERE r.brand_id = $1 AND r.conversation_id = c.id AND r.member_id = ${me()}
       AND r.seq >= c.utterance_seq)`,
};

/** Finds messages, newest first. */
@Injectable()
export class SearchRepository {
  constructor(private readonly database: Database) {}

  /**
   * One view of the database for all statements of a search.
   * @throws AppError not_possible_now when one of them takes too long
   */
  async within<T>(fn: () => Promise<T>): Promise<T> {
    try {
      return await this.database.transaction(async () => {
        await this.database.run(
          `SELECT set_config('statement_timeout', $1, true), set_config('enable_seqscan', 'off', true)`,
          [String(PATIENCE_MS)],
        );
        return fn();
      });
    } catch (error) {
      if (sqlState(error) !== CANCELLED) throw error;
      throw new AppError('not_possible_now', 'This search takes too long. Add a word or a filter.', {
        cause: error,
      });
    }
  }

  /** The newest `limit` messages from any of the sources behind a place; none of these conversations. */
  async messages(
    plan: SearchPlan,
    { after, without, limit }: { after: Place | null; without: ReadonlySet<string>; limit: number },
  ): Promise<FoundMessage[]> {
    const found: FoundMessage[] = [];
    for (const source of plan.sources) {
      const where = new MessageConditions(plan, source);
      if (after !== null) where.place('<', after);
      if (without.size > 0) {
        where.parts.push(`s.conversation_id <> ALL(${where.param([...without])}::uuid[])`);
      }
      const most = where.param(limit);
      const look = (sql: string) =>
        this.database.query<{ at: Date; id: string; conversation_id: string }>(sql, where.params, 'fresh');
      // A person has few messages: they are found from there.
      let rows = source.personIds === undefined ? await look(where.amongNewest(most)) : [];
      if (rows.length < limit) rows = await look(where.amongAll(most));
      for (const { at, id, conversation_id } of rows) {
        found.push({ at, id, conversationId: conversation_id, asConversation: where.asConversation });
      }
    }
    return found.sort(newestFirst).slice(0, limit);
  }

  /** Which of these conversations have such a message at that place or before it, where an earlier page shows them. */
  async shownBefore(plan: SearchPlan, ids: readonly string[], place: Place): Promise<Set<string>> {
    const shown = new Set<string>();
    if (ids.length === 0) return shown;
    for (const source of plan.sources) {
      const where = new MessageConditions(plan, source);
      where.place('>=', place);
      where.parts.push(`s.conversation_id = ANY(${where.param(ids)}::uuid[])`);
      const rows = await this.database.query<{ conversation_id: string }>(
        `SELECT DISTINCT s.conversation_id ${where.sql}`,
        where.params,
        'fresh',
      );
      for (const { conversation_id } of rows) shown.add(conversation_id);
    }
    return shown;
  }

  /** What these messages say, as far as an excerpt is taken from it. */
  async texts(
    brandId: string,
    ids: readonly string[],
  ): Promise<Map<string, { text: string; subject: string }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; text: string; subject: string }>(
      `SELECT m.id, left(m.text, ${READ}) AS text, coalesce(m.mail->>'subject', c.subject, po.title, po.excerpt, '') AS subject
       FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN post po ON po.id = c.post_id
       WHERE m.id = ANY($2) AND m.deleted_at IS NULL AND ${checkedBrand('m')}`,
      [brandId, ids],
    );
    return new Map(rows.map(({ id, ...said }) => [id, said]));
  }
}

const READ = 20_000;
/** So many of the newest messages are looked through before the index is asked for all. */
const NEWEST = 10_000;

const and = (parts: readonly string[]): string => parts.map((part) => ` AND ${part}`).join('');

function newestFirst(a: FoundMessage, b: FoundMessage): number {
  const byTime = b.at.getTime() - a.at.getTime();
  if (byTime !== 0) return byTime;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/** FROM and WHERE of one source, with their parameters. `s` is the message, `c` its conversation. */
class MessageConditions {
  readonly params: unknown[];
  readonly parts: string[] = [];
  /** Where in time. */
  private readonly bounds: string[] = [];
  /** True where nothing is asked of the message itself: its conversation stands at its newest one. */
  readonly asConversation: boolean;

  constructor(
    private readonly plan: SearchPlan,
    source: Source,
  ) {
    this.params = [plan.looker.brandId];
    this.channels();
    this.words(source);
    if (source.personIds !== undefined) this.parts.push(this.conversationsOf(source.personIds));
    if (source.tagIds !== undefined) this.parts.push(this.tagged(source.tagIds));
    for (const condition of plan.conditions) {
      const sql = this.conditionSql(condition);
      const parts = condition.about === 'before' || condition.about === 'after' ? this.bounds : this.parts;
      parts.push(condition.negated ? `(${sql}) IS NOT TRUE` : `(${sql})`);
    }
    const ofMessage = plan.conditions.some(({ about }) => about === 'author' || about === 'file');
    this.asConversation = source.words === null && !ofMessage;
    if (this.asConversation) this.newestOnly();
  }

  /** The place of a new parameter. */
  param(value: unknown): string {
    this.params.push(value);
    return `$${this.params.length}`;
  }

  place(side: '<' | '>=', { at, id }: Place): void {
    this.bounds.push(
      `(s.at, s.message_id) ${side} (${this.param(at)}::timestamptz, ${this.param(id)}::uuid)`,
    );
  }

  get sql(): string {
    return `FROM message_search s ${this.joined} AND s.brand_id = $1${and(this.bounds)}`;
  }

  /** Looks through the newest messages one by one: whatever is common is found there. */
  amongNewest(limit: string): string {
    return `SELECT s.at, s.message_id AS id, s.conversation_id
      FROM (SELECT * FROM message_search s WHERE s.brand_id = $1${and(this.bounds)}
        ORDER BY s.at DESC, s.message_id DESC LIMIT ${NEWEST}) s ${this.joined}
      ORDER BY s.at DESC, s.message_id DESC LIMIT ${limit}`;
  }

  /**
   * Finds all there are and sorts them: by the words' index, or from whatever is rarer than the words. What is not among
   * the newest is not common; how common a word with all its forms is, PostgreSQL guesses badly, so the order is given as
   * an expression: it must not go through all messages from the newest on.
   */
  amongAll(limit: string): string {
    return `SELECT s.at, s.message_id AS id, s.conversation_id ${this.sql}
      ORDER BY s.at + interval '0' DESC, s.message_id DESC LIMIT ${limit}`;
  }

  private get joined(): string {
    return `JOIN conversation c ON c.brand_id = $1 AND c.id = s.conversation_id WHERE c.merged_into_id IS NULL${and(this.parts)}`;
  }

  private channels(): void {
    const { channels } = this.plan.looker;
    if (channels !== 'all') this.parts.push(`c.channel_id = ANY(${this.param(channels)}::uuid[])`);
  }

  private words({ words }: Source): void {
    if (words === null) return;
    this.parts.push(`s.words @@ ${this.param(words.found)}::tsquery`);
    if (words.checked !== null) this.parts.push(`(s.words @@ ${this.param(words.checked)}::tsquery) IS TRUE`);
  }

  private conversationsOf(personIds: readonly string[]): string {
    const ids = this.param(personIds);
    return `c.id IN (SELECT o.id FROM conversation o WHERE o.brand_id = $1 AND o.person_id = ANY(${ids}::uuid[])
      UNION SELECT cp.conversation_id FROM identity i JOIN conversation_participant cp ON cp.brand_id = $1 AND cp.identity_id = i.id
        WHERE i.brand_id = $1 AND i.person_id = ANY(${ids}::uuid[]))`;
  }

  private tagged(tagIds: readonly string[]): string {
    return `EXISTS (SELECT 1 FROM conversation_tag ct WHERE ct.brand_id = $1 AND ct.conversation_id = s.conversation_id
      AND ct.tag_id = ANY(${this.param(tagIds)}::uuid[]))`;
  }

  private conditionSql(condition: Condition): string {
    switch (condition.about) {
      case 'channel':
        return `c.channel_id = ANY(${this.param(condition.ids)}::uuid[])`;
      case 'medium':
        return `c.medium = ANY(${this.param(condition.media)}::text[])`;
      case 'tag':
        return this.tagged(condition.ids);
      case 'state':
        return STATES[condition.state](() => `${this.param(this.plan.looker.memberId)}::uuid`);
      case 'author':
        return `s.message_id IN (SELECT m.id FROM identity i JOIN message m ON m.brand_id = $1 AND m.identity_id = i.id
          WHERE i.brand_id = $1 AND i.person_id = ANY(${this.param(condition.personIds)}::uuid[]))`;
      case 'file':
        return `EXISTS (SELECT 1 FROM attachment a WHERE a.brand_id = $1 AND a.message_id = s.message_id AND NOT a.inline)`;
      case 'before':
      case 'after':
        return this.day('s', condition);
    }
  }

  private day(table: 's' | 'n', { about, day }: { about: 'before' | 'after'; day: string }): string {
    const midnight = `(${this.param(day)}::date::timestamp AT TIME ZONE ${this.param(this.plan.timezone)})`;
    return `${table}.at ${about === 'before' ? '<' : '>='} ${midnight}`;
  }

  private newestOnly(): void {
    const days = this.plan.conditions.flatMap((condition) =>
      condition.about === 'before' || condition.about === 'after'
        ? [`(${this.day('n', condition)}) IS ${condition.negated ? 'NOT TRUE' : 'TRUE'}`]
        : [],
    );
    this.parts.push(
      `NOT EXISTS (SELECT 1 FROM message_search n WHERE n.brand_id = $1 AND n.conversation_id = s.conversation_id
        AND (n.at, n.message_id) > (s.at, s.message_id)${days.map((day) => ` AND ${day}`).join('')})`,
    );
  }
}
