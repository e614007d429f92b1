import { randomUUID } from 'node:crypto';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { Message, SendMessage } from '@parley/shared/messages.js';
import { ConnectorRegistry } from '../../src/channels/core/connector-registry.js';
import type { IntakeChannel } from '../../src/conversations/intake/intake-channel.js';
import { GateSweeper } from '../../src/outbound/gate/gate-sweeper.service.js';
import { OutboundModule } from '../../src/outbound/outbound.module.js';
import { newId } from '../../src/platform/database/id.js';
import { Storage } from '../../src/platform/storage/storage.js';
import { StrictPlatform } from '../fakes/strict-platform.js';
import type { ApiAnswer } from '../harness/api-client.js';
import { InboxBench, type Signed } from './inbox-bench.js';

/** The whole way out over a fresh database: members call the API, the strict platform receives. */
export class OutboundBench {
  private constructor(
    readonly inbox: InboxBench,
    readonly platform: StrictPlatform,
    readonly channel: IntakeChannel,
  ) {}

  static async open(platform = new StrictPlatform()): Promise<OutboundBench> {
    const inbox = await InboxBench.open({}, [OutboundModule]);
    inbox.get(ConnectorRegistry).register(platform.connector);
    const { brandId } = inbox.owner;
    const channel: IntakeChannel = {
      id: newId(),
      brandId,
      kind: platform.kind,
      account: randomUUID(),
      settings: {},
      settleMs: {},
      connectedAt: new Date(0),
    };
    await inbox.database.run(
      `INSERT INTO channel (id, brand_id, kind, name, account, connected_at, created_at) VALUES ($1, $2, $3, 'Strict', $4, $5, now())`,
      [channel.id, brandId, channel.kind, channel.account, channel.connectedAt],
    );
    return new OutboundBench(inbox, platform, channel);
  }

  close(): Promise<void> {
    return this.inbox.close();
  }

  /** Somebody writes; a conversation of its own unless a thread is named. */
  asked(given: Parameters<InboxBench['received']>[0] = {}) {
    return this.inbox.received(given, this.channel);
  }

  /** A conversation in which somebody has waited for a minute. */
  async waiting(): Promise<string> {
    return (await this.asked({ at: new Date(this.inbox.clock.nowMs() - 60_000).toISOString() }))
      .conversationId;
  }

  /** Lets what an earlier test left behind go its way, then forgets it. */
  async quiet(): Promise<void> {
    const { platform } = this;
    platform.script = [];
    platform.lookupAnswer = undefined;
    await this.inbox.chore('wake-due-replies');
    await this.work();
    for (const list of [platform.taken, platform.tries, platform.copies, platform.lookedUp]) list.splice(0);
  }

  /** As the API answers, whatever it answers. */
  async tryPost(
    conversationId: string,
    given: Partial<SendMessage> = {},
    who: Signed = this.inbox.owner,
  ): Promise<
    ApiAnswer<
      Message & { code?: string; issues?: { path: (string | number)[] }[]; details?: Record<string, unknown> }
    >
  > {
    return who.client.request('POST', `/api/v1/conversations/${conversationId}/messages`, {
      body: {
        clientId: randomUUID(),
        body: 'Good morning!',
        seenSeq: await this.seq(conversationId),
        ...given,
      },
    });
  }

  async post(conversationId: string, given: Partial<SendMessage> = {}, who?: Signed): Promise<Message> {
    const answer = await this.tryPost(conversationId, given, who);
    if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Posts past the undo window and lets the gate work. */
  async sent(conversationId: string, given: Partial<SendMessage> = {}, who?: Signed): Promise<Message> {
    const message = await this.post(conversationId, { sendNow: true, ...given }, who);
    await this.work();
    return this.message(message.id);
  }

  /** Does what waits in the queue, and what that brings. */
  work(): Promise<void> {
    return this.inbox.queue.run();
  }

  async later(ms: number): Promise<void> {
    this.inbox.clock.advance(ms);
    await this.inbox.chore('wake-due-replies');
    await this.inbox.chore('wake-due-tasks');
    await this.work();
  }

  /** Takes the wake-up of a reply as if its job came now. */
  step(messageId: string): Promise<void> {
    return this.inbox.get(GateSweeper).step(this.inbox.owner.brandId, messageId);
  }

  act(messageId: string, act: string, body: unknown = {}, who: Signed = this.inbox.owner) {
    return who.client.request<Message & { code?: string }>('POST', `/api/v1/messages/${messageId}/${act}`, {
      body,
    });
  }

  async message(id: string): Promise<Message> {
    const row = await this.inbox.database.one<{ conversation_id: string }>(
      'SELECT conversation_id FROM message WHERE brand_id = $1 AND id = $2',
      [this.channel.brandId, id],
    );
    const page = await this.inbox.owner.client.get<{ items: Message[] }>(
      `/api/v1/conversations/${row?.conversation_id}/messages`,
    );
    const found = page.items.find((one) => one.id === id);
    if (found === undefined) throw new Error('the message is not there');
    return found;
  }

  conversation(id: string): Promise<
    ConversationRow & {
      utteranceSeq: number;
      turns: {
        outcome: string | null;
        answeredBy: { memberId: string } | null;
        answeredByMessageId: string | null;
      }[];
    }
  > {
    return this.inbox.owner.client.get(`/api/v1/conversations/${id}`);
  }

  /** A file of a member, uploaded and not used yet. */
  async upload(memberId: string, filename: string, content: string, type = 'text/plain'): Promise<string> {
    const { key, size } = await this.inbox.get(Storage).put(this.channel.brandId, Buffer.from(content));
    const id = newId();
    await this.inbox.database.run(
      `INSERT INTO attachment (id, brand_id, uploaded_by, filename, content_type, size, storage_key, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now())`,
      [id, this.channel.brandId, memberId, filename, type, size, key],
    );
    return id;
  }

  /** The sender died in the middle: its lease is over, and the sweeper looks. */
  async leaseOver(messageId: string): Promise<void> {
    await this.inbox.database.run(
      `UPDATE message SET lease_until = clock_timestamp() - interval '1 second' WHERE brand_id = $1 AND id = $2`,
      [this.channel.brandId, messageId],
    );
    await this.inbox.chore('find-lost-sends');
  }

  private async seq(conversationId: string): Promise<number> {
    const row = await this.inbox.database.one<{ seq: number }>(
      'SELECT utterance_seq AS seq FROM conversation WHERE brand_id = $1 AND id = $2',
      [this.channel.brandId, conversationId],
    );
    return row?.seq ?? 0;
  }
}
