import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Channel } from '../../channels/channel.js';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import type { OutboundMessage } from '../../channels/core/outbound-message.js';
import { PROFILE_RECEIVED } from '../../conversations/conversations.events.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { DomainEvents } from '../../platform/events/events.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { type Task, type TaskResult, Tasks } from '../../platform/queue/tasks.js';
import { OutboundMessages } from '../gate/outbound-messages.service.js';
import { isOwn, type OwnReply } from '../gate/reply.js';
import { ReplyRepository } from '../gate/reply.repository.js';
import { SendContexts, type SendingChannel } from '../gate/send-contexts.service.js';
import { outcomeOf } from '../gate/send-outcome.js';
import { REPLY_SENT } from '../outbound.events.js';
import { FOLLOW_UP_BY_MAIL } from '../outbound.tasks.js';
import { followUpText } from './follow-up.format.js';
import { type FollowUp, FollowUpRepository, type LastWords } from './follow-up.repository.js';

const MINUTE_MS = 60_000;
const DEFAULT_MINUTES = 3;
/** While replies keep coming they wait for each other, but the first no longer than so many times the pause. */
const MOST_PAUSES = 3;
/** Later than this a mail would surprise more than help. */
const WORTH_MS = 24 * 3_600_000;
const LOOK_AGAIN_MS = MINUTE_MS;
/** Longer than a try may take: who has not said by then what came of it is dead. */
const GIVEN_UP_MS = 10 * MINUTE_MS;
const DIED = 'Whoever sent it was interrupted; nobody knows whether it left.';
const log = loggerFor('outbound');

interface Place {
  channel: Channel;
  mailChannelId: string;
  pauseMs: number;
}

/**
 * Replies that nobody has read in the chat follow by mail, together, where the person left an address. A reply is in one
 * mail at most: it is taken for it, with the mail's id, before the first byte leaves, and only what surely did not leave is
 * let go again.
 */
@Injectable()
export class FollowUps implements OnModuleInit {
  constructor(
    private readonly events: DomainEvents,
    private readonly tasks: Tasks,
    private readonly rows: FollowUpRepository,
    private readonly replies: ReplyRepository,
    private readonly messages: OutboundMessages,
    private readonly channels: SendContexts,
    private readonly directory: ChannelDirectory,
    private readonly connectors: ConnectorRegistry,
    private readonly entries: ConversationEntries,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(REPLY_SENT, async ({ brandId, channelId, conversationId, memberId }) => {
      if (memberId !== null) await this.plan(brandId, channelId, conversationId);
    });
    this.events.inTransaction(PROFILE_RECEIVED, async ({ brandId, channelId, identityId }) => {
      if ((await this.placeOf(channelId)) === undefined) return;
      for (const id of await this.rows.waiting(brandId, channelId, identityId))
        await this.plan(brandId, channelId, id);
    });
    this.tasks.handle(FOLLOW_UP_BY_MAIL, (task) => this.followUp(task));
  }

  /** In the transaction that lets the reply go: whatever ends then, it is looked at again. */
  private async plan(brandId: string, channelId: string, conversationId: string): Promise<void> {
    const place = await this.placeOf(channelId);
    if (place === undefined) return;
    const delayMs = await this.delayOf(brandId, conversationId, place);
    await this.tasks.add(FOLLOW_UP_BY_MAIL, { brandId, subjectId: conversationId, data: {}, delayMs });
  }

  private async delayOf(brandId: string, conversationId: string, { pauseMs }: Place): Promise<number> {
    const [oldest] = await this.unread(brandId, conversationId);
    if ((await this.rows.lastWords(brandId, conversationId))?.mail != null) return 0;
    if (oldest === undefined) return pauseMs;
    const latest = oldest.sentAt.getTime() + MOST_PAUSES * pauseMs - this.clock.nowMs();
    return Math.max(0, Math.min(pauseMs, latest));
  }

  private unread(brandId: string, conversationId: string) {
    return this.rows.unread(brandId, conversationId, new Date(this.clock.nowMs() - WORTH_MS));
  }

  /** Undefined where nothing follows. */
  private async placeOf(channelId: string): Promise<Place | undefined> {
    const channel = await this.directory.recall(channelId);
    if (channel === undefined || channel.removedAt !== null) return undefined;
    const connector = this.connectors.all().find(({ manifest }) => manifest.kind === channel.kind);
    if (connector?.manifest.capabilities.includes('follows_up_by_email') !== true) return undefined;
    const { followUpChannel, followUpMinutes } = channel.settings;
    if (typeof followUpChannel !== 'string' || followUpChannel === '') return undefined;
    const minutes = typeof followUpMinutes === 'number' ? followUpMinutes : DEFAULT_MINUTES;
    return { channel, mailChannelId: followUpChannel, pauseMs: minutes * MINUTE_MS };
  }

  private async followUp({ brandId, subjectId: conversationId }: Task<unknown>): Promise<TaskResult> {
    if (conversationId === null) return 'done';
    const underWayMs = await this.giveUp(brandId, conversationId);
    const result = await this.followUpNew(brandId, conversationId);
    if (result !== 'done' || underWayMs === null) return result;
    return { kind: 'again', inMs: underWayMs, reason: 'a mail is still under way' };
  }

  /**
   * A sender that died in the middle leaves replies that were taken for its mail: whether that left, nobody knows.
   * @returns in how many milliseconds the next one is given up, null where none is under way
   */
  private async giveUp(brandId: string, conversationId: string): Promise<number | null> {
    const sending = await this.rows.sending(brandId, conversationId);
    const leftMs = ({ followUp }: (typeof sending)[number]) =>
      Date.parse(followUp.at) + GIVEN_UP_MS - this.clock.nowMs();
    for (const { id, followUp } of sending.filter((one) => leftMs(one) <= 0)) {
      await this.database.transaction(async () => {
        await this.rows.settle(brandId, [id], { ...followUp, state: 'unknown', reason: DIED });
        await this.entries.announce(brandId, conversationId, id);
      });
    }
    const left = sending.map(leftMs).filter((ms) => ms > 0);
    return left.length === 0 ? null : Math.min(...left);
  }

  private async followUpNew(brandId: string, conversationId: string): Promise<TaskResult> {
    const unread = await this.unread(brandId, conversationId);
    const to = await this.rows.address(brandId, conversationId);
    const replies: OwnReply[] = [];
    for (const { id } of unread) {
      const reply = await this.replies.find(brandId, id);
      if (isOwn(reply)) replies.push(reply);
    }
    const last = replies.at(-1);
    if (to === null || last === undefined) return 'done';
    const place = await this.placeOf(last.channelId);
    const open = place === undefined ? undefined : await this.mailbox(brandId, place);
    if (place === undefined) return 'done';
    if (open === undefined) return { kind: 'again', inMs: LOOK_AGAIN_MS, reason: 'the mailbox cannot send' };
    return this.send(open, { replies, last, to });
  }

  /** Only one of the same brand that can send, and may at this moment. */
  private async mailbox(brandId: string, { mailChannelId }: Place): Promise<SendingChannel | undefined> {
    const open = await this.channels.open(mailChannelId);
    if (open === undefined || open.channel.brandId !== brandId) return undefined;
    if (!open.connector.manifest.capabilities.includes('recipients')) return undefined;
    const status = (await this.directory.find(mailChannelId))?.status;
    return status === 'paused' || status === 'disconnected' ? undefined : open;
  }

  private async send(
    { sends, channel }: SendingChannel,
    { replies, last, to }: { replies: OwnReply[]; last: OwnReply; to: string },
  ): Promise<TaskResult> {
    const { brandId, conversationId } = last;
    const ids = replies.map(({ id }) => id);
    const words = await this.rows.lastWords(brandId, conversationId);
    let message = await this.compose({ id: newId(), replies, last, to, words, channelId: channel.id });
    const fixed = sends.prepare?.(channel, message);
    message = { ...message, prepared: fixed?.prepared ?? null };
    const formatted = sends.format(channel, message);
    const about = { id: message.id, to, subject: message.mail?.subject ?? '' };
    const taken = await this.database.transaction(async () => {
      const followUp: FollowUp = { ...about, at: this.clock.now().toISOString(), state: 'sending' };
      if ((await this.rows.take(brandId, ids, followUp)) !== ids.length) return false;
      const where = { brandId, conversationId, messageId: last.id, channelId: channel.id };
      await this.rows.addReferences(where, fixed?.references ?? []);
      return true;
    });
    // Some were read, or taken, just now.
    if (!taken) return { kind: 'again', inMs: 1_000 };
    const settle = async (followUp: FollowUp | null) => {
      await this.database.transaction(async () => {
        await this.rows.settle(brandId, ids, followUp);
        for (const id of ids) await this.entries.announce(brandId, conversationId, id);
      });
    };
    const settled = (state: FollowUp['state'], reason?: string): FollowUp => ({
      ...about,
      at: this.clock.now().toISOString(),
      state,
      ...(reason === undefined ? {} : { reason }),
    });
    try {
      await this.channels.within(channel, sends.timeoutMs, (context) =>
        sends.send(channel, formatted, message, context),
      );
    } catch (error) {
      const outcome = outcomeOf(error, true);
      log.warn({ err: error, conversationId, outcome: outcome.kind }, 'a follow-up did not leave');
      if (outcome.kind === 'ambiguous') await settle(settled('unknown', outcome.reason.message));
      else if (outcome.kind === 'rejected') await settle(settled('failed', outcome.reason.message));
      else {
        await settle(null);
        const inMs = outcome.kind === 'rate_limited' ? outcome.retryAfterMs : LOOK_AGAIN_MS;
        return { kind: 'again', inMs, reason: outcome.reason.message };
      }
      return 'done';
    }
    await settle(settled('sent'));
    await this.fileCopy({ sends, channel }, formatted, message);
    return 'done';
  }

  private async fileCopy(
    { sends, channel }: Pick<SendingChannel, 'sends' | 'channel'>,
    formatted: unknown,
    message: OutboundMessage,
  ): Promise<void> {
    const afterSent = sends.afterSent?.bind(sends);
    if (afterSent === undefined) return;
    try {
      await this.channels.within(channel, sends.timeoutMs, (context) =>
        afterSent(channel, formatted, message, context),
      );
    } catch (error) {
      log.warn({ err: error, channelId: channel.id }, 'no copy of a follow-up was kept in the mailbox');
    }
  }

  private async compose(given: {
    id: string;
    replies: OwnReply[];
    last: OwnReply;
    to: string;
    words: LastWords | undefined;
    channelId: string;
  }): Promise<OutboundMessage> {
    const { replies, last, to, words } = given;
    const { brandId, conversationId } = last;
    const assembled = await Promise.all(replies.map((reply) => this.messages.assemble(reply)));
    const base = assembled.at(-1);
    if (base === undefined) throw new Error('a mail without a reply in it');
    const answered = words?.mail ?? null;
    const { subject, text } = followUpText(
      replies.map((reply) => reply.text),
      {
        brand: base.brand.name,
        language: words?.page?.language ?? base.brand.locale,
        pageUrl: words?.page?.url ?? null,
        answersMail: answered !== null,
      },
    );
    return {
      ...base,
      id: given.id,
      clientId: given.id,
      conversation: { id: conversationId, externalId: null, medium: 'email', subject: null, post: null },
      visibility: 'private',
      text,
      html: null,
      attachments: assembled.flatMap(({ attachments }) => attachments),
      inReplyTo:
        words === undefined ? null : { ...words, direction: 'in', visibility: 'private', details: null },
      threadReferences: await this.rows.mailReferences(brandId, conversationId, given.channelId),
      recipients: [],
      mail: { to: [to], cc: [], bcc: [], subject: answered?.subject ?? subject },
      forward: false,
      prepared: null,
    };
  }
}
