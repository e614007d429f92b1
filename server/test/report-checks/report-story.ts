import { randomUUID } from 'node:crypto';
import type { Medium } from '@parley/shared/brands.js';
import { CalendarsService } from '../../src/brands/calendars.service.js';
import { TargetsService } from '../../src/brands/targets.service.js';
import type { MessageEvent } from '../../src/channels/core/inbound-event.js';
import { ActsService } from '../../src/conversations/acts/acts.service.js';
import { MergeService } from '../../src/conversations/acts/merge.service.js';
import { SortingService } from '../../src/conversations/acts/sorting.service.js';
import { SplitService } from '../../src/conversations/acts/split.service.js';
import { ConversationEntries } from '../../src/conversations/entries/conversation-entries.service.js';
import type { IntakeChannel } from '../../src/conversations/intake/intake-channel.js';
import { PersonMerging } from '../../src/people/person-merging.service.js';
import { AppError } from '../../src/platform/errors/app-error.js';
import type { CallerSeat } from '../../src/platform/http/caller.js';
import type { InboxBench, Signed } from '../builders/inbox-bench.js';
import { DAY, HOURS, MINUTE, type Step } from './report-script.js';

const MEDIA: Medium[] = ['dm', 'email', 'chat', 'email', 'comment'];
/** Of a thread, the one it can be merged with: the other mail beside it. */
const BESIDE: Record<number, number> = { 1: 2, 3: -2 };
const kindOf = (thread: number) => thread % 10;

const HOUR_MS = 60 * MINUTE;
/** What people say, and what is special about it. */
const IN = {
  in: {},
  autoIn: { automatic: 'auto_reply' },
  history: { history: true },
  imported: { history: true, queueIfUnanswered: true },
  tooOld: { redeliveryMs: HOUR_MS },
} as const satisfies Record<string, Partial<MessageEvent>>;
const isSaid = (what: Step['what']): what is keyof typeof IN => what in IN;

/** One brand in which all of it happens. */
export class ReportStory {
  /** How often the thing was really done. */
  readonly done = { split: 0, people: 0 };
  private peopleMerge: string | null = null;
  private readonly ids = new Map<number, string>();
  private readonly said: string[] = [];
  private readonly lastIn = new Map<number, string>();
  private readonly tag = randomUUID();

  private constructor(
    readonly bench: InboxBench,
    readonly owner: Signed,
    readonly colleague: Signed,
    private readonly seat: CallerSeat,
    private readonly channels: IntakeChannel[],
    private readonly zone: string,
  ) {}

  static async begin(bench: InboxBench, timezone: string): Promise<ReportStory> {
    const owner = await bench.brandWithOwner('Olga');
    await owner.client.patch('/api/v1/brand', { timezone });
    await owner.client.put('/api/v1/reports/settings', { perMember: true });
    const colleague = await bench.member('agent', 'Ada', owner.brandId);
    const seat = { brandId: owner.brandId, memberId: owner.memberId, role: 'owner' as const };
    const channels = [
      await bench.aChannel({ brandId: owner.brandId }),
      await bench.aChannel({ brandId: owner.brandId }),
    ];
    return new ReportStory(bench, owner, colleague, seat, channels, timezone);
  }

  async take(one: Step): Promise<void> {
    const { thread, what, number } = one;
    const id = this.ids.get(thread);
    const members = [this.owner.memberId, this.colleague.memberId];
    try {
      if (isSaid(what)) await this.says(one, 'in', IN[what]);
      else if (what === 'hours') await this.hours(number % HOURS.length);
      else if (what === 'targets') await this.targets(number);
      else if (what === 'deletion') await this.deletes(number);
      else if (what === 'putAway') await this.putsAway(number);
      else if (what === 'people') await this.mergePeople();
      else if (what === 'recompute') await this.recompute();
      else if (what === 'rush') await this.rush(one);
      else if (what === 'takeBack') await this.takesBack(thread);
      else if (id === undefined) return;
      else if (what === 'native' || what === 'rule')
        await this.says(one, 'out', { automatic: what === 'rule' ? 'auto_reply' : null });
      else if (what === 'takeBackAtTarget') {
        await this.untilTarget(id);
        await this.takesBack(thread);
      } else if (what === 'split') await this.split(thread, id, number);
      else if (what === 'reply' || what === 'bounced' || what === 'replyAtTarget') {
        if (what === 'replyAtTarget') await this.untilTarget(id);
        const messageId = await this.says(one, 'out', {});
        await this.credit(messageId, members[number % 2] ?? '', what === 'bounced');
      } else if (what === 'merge') await this.merge(id, this.ids.get(thread + (BESIDE[kindOf(thread)] ?? 0)));
      else if (what === 'assign')
        await this.bench.get(SortingService).assign(this.seat, id, members[number % 2] ?? null);
      else if (what === 'snooze') await this.bench.get(ActsService).snooze(this.seat, id, null);
      else if (what === 'reopen') await this.bench.get(ActsService).reopen(this.seat, id);
      else await this.bench.get(ActsService)[what](this.seat, id, undefined);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'not_possible_now')) throw error;
    }
  }

  async hours(index: number): Promise<void> {
    const { brandId, memberId } = this.owner;
    const input = { timezone: this.zone, week: HOURS[index] ?? null, holidays: [] };
    await this.bench.get(CalendarsService).replace(brandId, memberId, input);
  }

  /** Some conversations get tags and priorities, straight into the tables. */
  async sort(): Promise<string> {
    const { brandId } = this.owner;
    await this.bench.database.run('INSERT INTO tag (id, brand_id, name) VALUES ($1::uuid, $2, $1::text)', [
      this.tag,
      brandId,
    ]);
    await this.bench.database.run(
      `INSERT INTO conversation_tag (conversation_id, tag_id, brand_id)
       SELECT id, $2, $1 FROM conversation WHERE brand_id = $1 AND medium <> 'dm'`,
      [brandId, this.tag],
    );
    await this.bench.database.run(
      `UPDATE conversation SET priority = 'high' WHERE brand_id = $1 AND medium = 'email'`,
      [brandId],
    );
    return this.tag;
  }

  private async targets(number: number): Promise<void> {
    const minutes = (some: number) => (some + number) * MINUTE;
    await this.bench.get(TargetsService).replace(this.owner.brandId, this.owner.memberId, {
      chat: minutes(2),
      dm: minutes(30),
      comment: minutes(60),
      email: minutes(200),
    });
  }

  private async says(
    one: Step,
    direction: 'in' | 'out',
    more: Partial<MessageEvent>,
    person = `${one.person} of ${this.owner.brandId}`,
  ): Promise<string> {
    const { thread, late } = one;
    const medium = MEDIA[kindOf(thread)] ?? 'dm';
    const event = this.bench.message({
      externalId: randomUUID(),
      thread: `thread ${thread}`,
      ...{ medium, person, direction },
      at: new Date(this.bench.clock.nowMs() - late * MINUTE).toISOString(),
      ...(medium === 'comment' && {
        post: { externalId: 'post', title: 'Our new shop' },
        visibility: 'public' as const,
        inReplyTo: direction === 'out' ? (this.lastIn.get(thread) ?? null) : null,
      }),
      ...more,
    });
    const { conversationId, messageId } = await this.bench.received(event, this.channel(thread));
    this.ids.set(thread, conversationId);
    if (direction === 'in') {
      this.said.push(event.externalId);
      this.lastIn.set(thread, event.externalId);
    }
    return messageId;
  }

  private channel(thread: number): IntakeChannel {
    const channel = this.channels[kindOf(thread) % 4 === 0 ? 0 : 1];
    if (channel === undefined) throw new Error('there is no such channel');
    return channel;
  }

  /** Lets time pass until exactly what was promised, unless that is far away or over. */
  private async untilTarget(conversationId: string): Promise<void> {
    const row = await this.bench.database.one<{ by: Date | null }>(
      'SELECT min(answer_by) AS by FROM turn WHERE brand_id = $1 AND conversation_id = $2 AND outcome IS NULL',
      [this.owner.brandId, conversationId],
    );
    const left = (row?.by?.getTime() ?? 0) - this.bench.clock.nowMs();
    if (left > 0 && left < 3 * DAY) this.bench.clock.advance(left);
  }

  /** Lets time pass until the last closing is exactly a week ago, or the last answer a fortnight. */
  async untilOldEnough(what: 'week' | 'fortnight'): Promise<void> {
    const [table, column, days] = what === 'week' ? ['episode', 'closed_at', 7] : ['turn', 'answered_at', 14];
    const row = await this.bench.database.one<{ at: Date | null }>(
      `SELECT max(${column}) AS at FROM ${table} WHERE brand_id = $1`,
      [this.owner.brandId],
    );
    const left = (row?.at?.getTime() ?? 0) + Number(days) * DAY - this.bench.clock.nowMs();
    if (left > 0) this.bench.clock.advance(left);
  }

  /** Eleven questions at once, all answered by one member half an hour later. */
  private async rush({ number, ...one }: Step): Promise<void> {
    const member = number % 2 === 0 ? this.owner.memberId : this.colleague.memberId;
    const threads = Array.from({ length: 11 }, (_, n) => one.thread * 1_000 + n * 10);
    const who = (thread: number) => `caller ${thread} of ${this.owner.brandId}`;
    for (const thread of threads) await this.says({ ...one, number, thread }, 'in', {}, who(thread));
    this.bench.clock.advance(30 * MINUTE);
    for (const thread of threads)
      await this.credit(await this.says({ ...one, number, thread }, 'out', {}, who(thread)), member, false);
  }

  private async takesBack(thread: number): Promise<void> {
    const externalId = this.lastIn.get(thread);
    if (externalId !== undefined) await this.deletes(this.said.indexOf(externalId));
  }

  private async split(thread: number, id: string, number: number): Promise<void> {
    const { brandId } = this.owner;
    // Where the platform knows one thread there is nothing to split: from now on these mails are found by what they refer to.
    await this.bench.database.run(
      `UPDATE conversation SET external_id = NULL WHERE brand_id = $1 AND id = $2 AND medium = 'email'`,
      [brandId, id],
    );
    const messages = await this.bench.database.query<{ id: string }>(
      'SELECT id FROM message WHERE brand_id = $1 AND conversation_id = $2 ORDER BY occurred_at, arrival',
      [brandId, id],
    );
    const from = messages[1 + (number % Math.max(1, messages.length - 1))];
    if (from === undefined) return;
    const part = await this.bench.get(SplitService).split(this.seat, id, { messageId: from.id, only: false });
    this.ids.set(thread, part.id);
    this.done.split += 1;
  }

  /** Anna and Ben turn out to be one; the next time, they do not. */
  private async mergePeople(): Promise<void> {
    const { brandId } = this.owner;
    if (this.peopleMerge !== null) {
      await this.bench.get(PersonMerging).undo(this.seat, this.peopleMerge);
      this.peopleMerge = null;
      return;
    }
    const people = await this.bench.database.query<{ person_id: string }>(
      'SELECT person_id FROM identity WHERE brand_id = $1 AND external_id = ANY($2) ORDER BY external_id',
      [brandId, ['anna', 'ben'].map((name) => `${name} of ${brandId}`)],
    );
    const [into, from] = people.map(({ person_id }) => person_id);
    if (into === undefined || from === undefined) return;
    const merged = await this.bench.get(PersonMerging).merge(this.seat, { intoId: into, fromId: from }, {});
    this.peopleMerge = merged.mergeId;
    this.done.people += 1;
  }

  /** The last three days get the hours and targets of now. */
  private async recompute(): Promise<void> {
    const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const now = this.bench.clock.nowMs();
    const period = { from: date(now - 3 * DAY), to: date(now - DAY) };
    await this.owner.client.post('/api/v1/reports/recomputations', period);
    await this.bench.queue.run();
  }

  private async credit(messageId: string, memberId: string, bounced: boolean): Promise<void> {
    const { brandId } = this.owner;
    await this.bench.database.transaction(async () => {
      const row = await this.bench.database.one<{ conversation_id: string }>(
        `UPDATE message SET member_id = $3, state = CASE WHEN $4 THEN 'failed' ELSE 'sent' END, sent_at = $5,
           failure_arrival = CASE WHEN $4 THEN nextval('arrival_seq') END
         WHERE brand_id = $1 AND id = $2 RETURNING conversation_id`,
        [brandId, messageId, memberId, bounced, this.bench.clock.now()],
      );
      const entries = this.bench.get(ConversationEntries);
      await entries.advance(await entries.lock(brandId, row?.conversation_id ?? ''), { refold: true });
    });
  }

  private async deletes(number: number): Promise<void> {
    const found = await this.earlier(number);
    if (found === undefined) return;
    const { externalId, channel } = found;
    const at = this.bench.clock.now().toISOString();
    await this.bench.apply({ type: 'delete', key: randomUUID(), account: 'test', externalId, at }, channel);
  }

  /** Something said earlier is put away on its platform, or comes back. */
  private async putsAway(number: number): Promise<void> {
    const found = await this.earlier(number);
    if (found === undefined) return;
    const state = (['spam', 'trashed', 'removed', 'visible'] as const)[number % 4] ?? 'spam';
    const at = this.bench.clock.now().toISOString();
    await this.bench.apply(
      {
        ...{ type: 'moderation', key: randomUUID(), account: 'test', at },
        ...{ externalId: found.externalId, state, by: null },
      },
      found.channel,
    );
  }

  /** A message somebody wrote and has not deleted. */
  private async earlier(number: number): Promise<{ externalId: string; channel: IntakeChannel } | undefined> {
    const externalId = this.said[number % Math.max(1, this.said.length)];
    if (externalId === undefined) return;
    const row = await this.bench.database.one<{ channel_id: string }>(
      'SELECT channel_id FROM message WHERE brand_id = $1 AND external_id = $2 AND deleted_at IS NULL',
      [this.owner.brandId, externalId],
    );
    const channel = this.channels.find(({ id }) => id === row?.channel_id);
    return channel === undefined ? undefined : { externalId, channel };
  }

  private async merge(id: string, other: string | undefined): Promise<void> {
    if (other === undefined || other === id) return;
    const { id: remaining } = await this.bench.get(MergeService).merge(this.seat, id, other);
    for (const [thread, known] of this.ids)
      if (known === id || known === other) this.ids.set(thread, remaining);
  }
}
