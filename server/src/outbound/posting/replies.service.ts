import { Injectable } from '@nestjs/common';
import { channelLimits } from '@parley/shared/channel-manifest.js';
import type { Message, SendMessage } from '@parley/shared/messages.js';
import { UsersService } from '../../auth/users.service.js';
import type { Channel } from '../../channels/channel.js';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import type { Connector } from '../../channels/core/connector.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { DraftsService } from '../../conversations/desk/drafts.service.js';
import { ReadsService } from '../../conversations/desk/reads.service.js';
import { ConversationAccess } from '../../conversations/detail/conversation-access.service.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { MessagesService } from '../../conversations/messages/messages.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database, isUniqueViolation } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { Member } from '../../platform/http/caller.js';
import { Holds } from '../gate/holds.service.js';
import { refOf } from '../gate/reply.js';
import { type NewReply, ReplyRepository } from '../gate/reply.repository.js';
import { ReplyWakes } from '../gate/reply-wakes.service.js';
import { SCHEDULE_CHANGED } from '../outbound.events.js';
import { NotesService } from './notes.service.js';
import { type Addressing, ReplyAddressing } from './reply-addressing.service.js';
import { type ReplyFile, ReplyFiles } from './reply-files.service.js';
import { limitIssues } from './reply-limits.js';
import { type Written, writtenOf } from './written.js';

type Conversation = Awaited<ReturnType<ConversationEntries['lock']>>;

/** A reply waits for its time at most this long. */
const LONGEST_HOLD_MS = 366 * 86_400_000;

/** What a member writes into a conversation: replies, which pass the gate, and notes, which never leave the house. */
@Injectable()
export class RepliesService {
  constructor(
    private readonly database: Database,
    private readonly access: ConversationAccess,
    private readonly entries: ConversationEntries,
    private readonly messages: MessagesService,
    private readonly drafts: DraftsService,
    private readonly reads: ReadsService,
    private readonly users: UsersService,
    private readonly directory: ChannelDirectory,
    private readonly registry: ConnectorRegistry,
    private readonly replies: ReplyRepository,
    private readonly addressing: ReplyAddressing,
    private readonly files: ReplyFiles,
    private readonly notes: NotesService,
    private readonly holds: Holds,
    private readonly wakes: ReplyWakes,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * The same `clientId` twice is one message, with the same answer.
   * @throws AppError not_found, invalid_request, stale, reply_not_allowed, conflict
   */
  async post(caller: Member, conversationId: string, input: SendMessage): Promise<Message> {
    const { seat } = caller;
    await this.access.require(seat, conversationId);
    const known = await this.known(caller, input.clientId);
    if (known !== undefined) return this.view(seat.brandId, known);
    const undoMs = (await this.users.get(caller.userId)).undo_ms;
    try {
      const id = await this.database.transaction(async () => {
        const conversation = await this.entries.lock(seat.brandId, conversationId);
        const earlier = await this.known(caller, input.clientId);
        if (earlier !== undefined) return earlier;
        if (conversation.id !== conversationId) throw merged(conversation.id);
        const made =
          input.kind === 'note'
            ? await this.notes.write(caller, conversation, input)
            : await this.reply(caller, conversation, input, undoMs);
        await this.reads.noteOwn(seat, conversationId, conversation.utterance_seq);
        await this.drafts.discard(seat, conversationId);
        return made;
      });
      return await this.view(seat.brandId, id);
    } catch (error) {
      if (!isUniqueViolation(error, 'message_client')) throw error;
      const first = await this.known(caller, input.clientId);
      if (first === undefined) throw error;
      return this.view(seat.brandId, first);
    }
  }

  /**
   * The message of that client id, if there is one.
   * @throws AppError conflict when another member's client made it
   */
  async known(caller: Member, clientId: string): Promise<string | undefined> {
    const found = await this.replies.byClientId(caller.seat.brandId, clientId);
    if (found === undefined) return undefined;
    if (found.memberId !== caller.seat.memberId) {
      throw new AppError('conflict', 'This clientId belongs to another message: make a new one.');
    }
    return found.id;
  }

  /** @throws AppError reply_not_allowed when nothing can be sent there */
  async sendingChannel(channelId: string): Promise<{ channel: Channel; connector: Connector }> {
    const channel = await this.directory.find(channelId);
    if (channel === undefined || channel.removedAt !== null) {
      throw new AppError('reply_not_allowed', 'The channel of this conversation is no longer connected.');
    }
    const connector = this.registry.get(channel.kind);
    if (connector.sends === undefined || !connector.manifest.capabilities.includes('sends')) {
      throw new AppError('reply_not_allowed', 'Nothing can be answered on this channel.');
    }
    return { channel, connector };
  }

  /**
   * Writes a reply into its locked conversation, held or on its way.
   * @throws AppError invalid_request for what the channel does not allow
   */
  async write(
    caller: Member,
    where: { conversation: Conversation; channel: Channel; connector: Connector },
    input: Omit<SendMessage, 'kind' | 'mentions'>,
    addressing: Addressing,
    undoMs: number,
  ): Promise<string> {
    const { conversation, channel } = where;
    const { brandId, memberId } = caller.seat;
    const uploads = await this.files.uploads(brandId, memberId, input.attachments);
    const passedOn =
      input.forward && addressing.inReplyToId !== null
        ? await this.files.ofMessage(brandId, addressing.inReplyToId)
        : [];
    const written = writtenOf(input);
    const content = this.contentOf(where, { ...input, written }, addressing, [...uploads, ...passedOn]);

    // In this order: what is not held is never held for the moment between them, else the next reply would overtake it.
    const heldUntil = this.holdOf(input, undoMs);
    const now = this.clock.now();
    const held = heldUntil > now;
    const sendAt = input.sendAt === undefined ? null : new Date(input.sendAt);
    const id = await this.replies.insert({
      ...content,
      brandId,
      channelId: channel.id,
      conversationId: conversation.id,
      seq: await this.entries.takeNumber(conversation),
      memberId,
      clientId: input.clientId,
      direction: 'out',
      at: now,
      state: held ? 'held' : 'queued',
      heldUntil,
      sendAt,
      cancelIfTheyWrite: sendAt !== null && (input.cancelIfTheyWrite ?? true),
      closeAfter: input.closeAfter,
      seenSeq: input.seenSeq === undefined ? null : Math.min(input.seenSeq, conversation.utterance_seq),
      mentions: null,
    });
    await this.files.attach(brandId, id, uploads, written.pictures);
    await this.files.copy(brandId, id, passedOn, uploads.length);
    const reply = await this.replies.find(brandId, id);
    if (reply === undefined) throw new Error('the reply just written is gone');
    if (held) {
      await this.entries.announce(brandId, conversation.id, id);
      this.wakes.at(reply, heldUntil.getTime() - now.getTime());
      if (sendAt !== null) await this.events.publish(SCHEDULE_CHANGED, refOf(reply));
    } else {
      await this.holds.announceQueued(conversation, reply);
    }
    return id;
  }

  /**
   * What is written of a reply: its words, whom they are for, and what sending needs to know.
   * @throws AppError invalid_request for what the channel does not allow
   */
  contentOf(
    where: { conversation: Conversation; channel: Channel; connector: Connector },
    input: Pick<SendMessage, 'html' | 'visibility' | 'forward' | 'to' | 'cc' | 'bcc' | 'subject'> & {
      written: Written;
    },
    { envelope, inReplyToId, answers, costs }: Addressing,
    files: readonly ReplyFile[],
  ): Pick<NewReply, 'text' | 'html' | 'visibility' | 'inReplyToId' | 'answers' | 'mail' | 'outgoing'> {
    const visibility = visibilityOf(input, where.conversation, where.connector);
    this.requireLimits(where, { ...input, visibility, files, costs });
    return {
      text: input.written.text,
      html: input.written.html,
      visibility,
      inReplyToId,
      answers,
      mail:
        envelope === null ? null : { from: [], ...envelope, messageId: null, date: null, invitations: [] },
      outgoing: { envelope, forward: input.forward, prepared: null },
    };
  }

  private async reply(
    caller: Member,
    conversation: Conversation,
    input: SendMessage,
    undoMs: number,
  ): Promise<string> {
    const { memberId } = caller.seat;
    if (input.seenSeq === undefined) {
      throw faulty(['seenSeq'], 'Say which message you had seen last: its utteranceSeq.');
    }
    await this.requireFresh(conversation, input.seenSeq, memberId);
    const where = { conversation, ...(await this.sendingChannel(conversation.channel_id)) };
    await this.requireWindow(conversation, where.connector, input.sendAt);
    const addressing = await this.addressing.address(where, input);
    return this.write(caller, where, input, addressing, undoMs);
  }

  /** @throws AppError stale with what is new */
  async requireFresh(conversation: Conversation, seenSeq: number, memberId: string): Promise<void> {
    const news = await this.replies.newsSince({
      brandId: conversation.brand_id,
      conversationId: conversation.id,
      seq: seenSeq,
      memberId,
    });
    if (news.length === 0) return;
    throw new AppError('stale', 'Something new was said since you looked.', {
      details: {
        utteranceSeq: conversation.utterance_seq,
        news: await this.messages.byIds(conversation.brand_id, news),
      },
    });
  }

  /** @param at when it is to leave; now when left out. @throws AppError reply_not_allowed */
  async requireWindow(
    conversation: Pick<Conversation, 'brand_id' | 'id'>,
    { manifest }: Connector,
    at?: string,
  ): Promise<void> {
    if (manifest.replyWindowMs === null) return;
    const last = await this.replies.lastInboundAt(conversation.brand_id, conversation.id);
    const until = last === null ? 0 : last.getTime() + manifest.replyWindowMs;
    if (this.clock.nowMs() > until) {
      throw new AppError(
        'reply_not_allowed',
        'The platform no longer allows a reply here: the person wrote too long ago.',
      );
    }
    if (at !== undefined && Date.parse(at) > until)
      throw faulty(
        ['sendAt'],
        'The platform will not allow a reply at that time any more: choose an earlier one.',
      );
  }

  private requireLimits(
    {
      conversation,
      channel,
      connector,
    }: { conversation: Conversation; channel: Channel; connector: Connector },
    reply: Pick<SendMessage, 'html' | 'forward' | 'to' | 'cc' | 'bcc' | 'subject'> & {
      written: Written;
      visibility: 'public' | 'private';
      files: readonly ReplyFile[];
      costs: number;
    },
  ): void {
    const { capabilities, limits } = connector.manifest;
    const issues = limitIssues(
      { capabilities, limits: channelLimits(limits, channel.limits) },
      {
        medium: conversation.medium,
        text: reply.written.text,
        formatted: reply.html !== undefined,
        visibility: reply.visibility,
        attachments: reply.files,
        forward: reply.forward,
        recipients: [reply.to, reply.cc, reply.bcc].some((field) => field !== undefined),
        subject: reply.subject !== undefined,
        costs: reply.costs,
      },
    );
    if (issues.length > 0) throw new AppError('invalid_request', 'The request does not fit.', { issues });
  }

  /** Until when it can be taken back. @throws AppError invalid_request for a time nobody can mean */
  holdOf(input: { sendAt?: string | undefined; sendNow: boolean }, undoMs: number): Date {
    const now = this.clock.nowMs();
    const undoable = now + (input.sendNow ? 0 : undoMs);
    if (input.sendAt === undefined) return new Date(undoable);
    const at = Date.parse(input.sendAt);
    if (at <= now || at > now + LONGEST_HOLD_MS) {
      throw faulty(['sendAt'], 'A reply is sent in the future, within a year.');
    }
    return new Date(Math.max(at, undoable));
  }

  async view(brandId: string, messageId: string): Promise<Message> {
    const [message] = await this.messages.byIds(brandId, [messageId]);
    if (message === undefined) throw new Error('a message that was just there is gone');
    return message;
  }
}

/** Comments are answered in public unless said otherwise, everything else in private. */
function visibilityOf(
  { visibility }: Pick<SendMessage, 'visibility'>,
  { medium }: Conversation,
  { manifest }: Connector,
): 'public' | 'private' {
  if (visibility !== undefined) return visibility;
  return medium === 'comment' && manifest.capabilities.includes('replies_publicly') ? 'public' : 'private';
}

const faulty = (path: string[], message: string) =>
  new AppError('invalid_request', 'The request does not fit.', { issues: [{ path, message }] });

const merged = (intoId: string) =>
  new AppError('conflict', 'This conversation was merged into another one: answer there.', {
    details: { mergedIntoId: intoId },
  });
