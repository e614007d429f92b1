import { randomUUID } from 'node:crypto';
import type { Medium } from '@parley/shared/brands.js';
import { CalendarsService } from '../../src/brands/calendars.service.js';
import { TargetsService } from '../../src/brands/targets.service.js';
import { ActsService } from '../../src/conversations/acts/acts.service.js';
import { MergeService } from '../../src/conversations/acts/merge.service.js';
import { SortingService } from '../../src/conversations/acts/sorting.service.js';
import { ConversationEntries } from '../../src/conversations/entries/conversation-entries.service.js';
import type { IntakeChannel } from '../../src/conversations/intake/intake-channel.js';
import { AppError } from '../../src/platform/errors/app-error.js';
import type { CallerSeat } from '../../src/platform/http/caller.js';
import type { InboxBench, Signed } from '../builders/inbox-bench.js';
import { HOURS, MINUTE, type Step } from './report-script.js';

const MEDIA: Medium[] = ['dm', 'email', 'chat'];

/** One brand in which all of it happens. */
export class ReportStory {
  merged = false;
  private readonly ids = new Map<number, string>();
  private readonly said: string[] = [];
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
      if (what === 'in' || what === 'autoIn') await this.says(one, 'in', what === 'autoIn');
      else if (what === 'hours') await this.hours(number % HOURS.length);
      else if (what === 'targets') await this.targets(number);
      else if (what === 'deletion') await this.deletes(number);
      else if (what === 'putAway') await this.putsAway(number);
      else if (id === undefined) return;
      else if (what === 'native' || what === 'rule') await this.says(one, 'out', what === 'rule');
      else if (what === 'reply' || what === 'bounced') {
        const messageId = await this.says(one, 'out', false);
        await this.credit(messageId, members[number % 2] ?? '', what === 'bounced');
      } else if (what === 'merge') await this.merge(id, this.ids.get((thread + 1) % 3));
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

  private async says(one: Step, direction: 'in' | 'out', automatic: boolean): Promise<string> {
    const { thread, person, late } = one;
    const event = this.bench.message({
      externalId: randomUUID(),
      thread: `thread ${thread}`,
      medium: MEDIA[thread] ?? 'dm',
      person: `${person} of ${this.owner.brandId}`,
      direction,
      automatic: automatic ? 'auto_reply' : null,
      at: new Date(this.bench.clock.nowMs() - late * MINUTE).toISOString(),
    });
    const { conversationId, messageId } = await this.bench.received(event, this.channel(thread));
    this.ids.set(thread, conversationId);
    if (direction === 'in') this.said.push(event.externalId);
    return messageId;
  }

  private channel(thread: number): IntakeChannel {
    const channel = this.channels[thread === 0 ? 0 : 1];
    if (channel === undefined) throw new Error('there is no such channel');
    return channel;
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
    this.merged = true;
  }
}
