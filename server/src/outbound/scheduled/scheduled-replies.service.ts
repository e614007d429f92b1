import { Injectable } from '@nestjs/common';
import type { Message } from '@parley/shared/messages.js';
import type { EditScheduled, ScheduledQuery, ScheduledReply } from '@parley/shared/scheduled.js';
import { DraftsService } from '../../conversations/desk/drafts.service.js';
import { ConversationAccess } from '../../conversations/detail/conversation-access.service.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { MessagesService } from '../../conversations/messages/messages.service.js';
import { QueueService } from '../../conversations/queue/queue.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { CallerSeat, Member } from '../../platform/http/caller.js';
import { decodeCursor, pageOfRows } from '../../platform/http/cursor.js';
import { Cancellations } from '../gate/cancellations.service.js';
import { Holds } from '../gate/holds.service.js';
import { isOwn, isScheduled, type OwnReply, refOf } from '../gate/reply.js';
import { type ReplyChange, ReplyRepository } from '../gate/reply.repository.js';
import { ReplyWakes } from '../gate/reply-wakes.service.js';
import { SCHEDULE_CHANGED } from '../outbound.events.js';
import { RepliesService } from '../posting/replies.service.js';
import { ReplyAddressing } from '../posting/reply-addressing.service.js';
import { ReplyFiles } from '../posting/reply-files.service.js';
import { writtenOf } from '../posting/written.js';
import { ScheduledRepository } from './scheduled.repository.js';

type Conversation = Awaited<ReturnType<ConversationEntries['lock']>>;

/**
 * Replies for later: listed, changed, sent at once, cancelled. Each change is one act under the lock under which the
 * reply would be let out: either it comes first, and only what is new ever leaves, or it comes too late and is refused.
 */
@Injectable()
export class ScheduledReplies {
  constructor(
    private readonly database: Database,
    private readonly scheduled: ScheduledRepository,
    private readonly rows: ReplyRepository,
    private readonly access: ConversationAccess,
    private readonly queue: QueueService,
    private readonly messages: MessagesService,
    private readonly entries: ConversationEntries,
    private readonly drafts: DraftsService,
    private readonly replies: RepliesService,
    private readonly addressing: ReplyAddressing,
    private readonly files: ReplyFiles,
    private readonly holds: Holds,
    private readonly cancellations: Cancellations,
    private readonly wakes: ReplyWakes,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** What the caller may see of all of the brand's, the next to leave first. */
  async page(caller: Member, { mine, conversationId, cursor, limit }: ScheduledQuery) {
    const { brandId, memberId } = caller.seat;
    const { channels } = await this.queue.lookerOf(caller);
    const found = await this.scheduled.page(
      brandId,
      { channels, memberId: mine === 'true' ? memberId : null, conversationId: conversationId ?? null },
      { after: decodeCursor(cursor), limit },
    );
    const { items, nextCursor } = pageOfRows(
      found,
      limit,
      (row) => row,
      (row) => row,
    );
    const messages = await this.messages.byIds(
      brandId,
      items.map(({ id }) => id),
    );
    const byId = new Map(messages.map((message) => [message.id, message]));
    const conversations = await this.queue.byIds(
      caller,
      items.map((item) => item.conversationId),
    );
    return {
      items: items.flatMap(({ id, conversationId: of }): ScheduledReply[] => {
        const [message, conversation] = [byId.get(id), conversations.get(of)];
        return message === undefined || conversation === undefined ? [] : [{ message, conversation }];
      }),
      nextCursor,
    };
  }

  /**
   * Words, recipients, files and time, all or nothing.
   * @throws AppError not_possible_now when it has left; conflict when it was changed meanwhile; stale as for a new reply
   */
  edit(caller: Member, id: string, input: EditScheduled): Promise<Message> {
    return this.change(caller.seat, id, async (conversation, reply) => {
      this.requireWriter(caller.seat, reply, 'Only its writer can change its words.');
      if (reply.version !== input.version)
        throw new AppError('conflict', 'This reply was changed meanwhile: look at it again.');
      await this.replies.requireFresh(conversation, input.seenSeq, caller.seat.memberId);
      const where = { conversation, ...(await this.replies.sendingChannel(reply.channelId)) };
      await this.replies.requireWindow(conversation, where.connector, input.sendAt);
      const { forward } = reply.outgoing;
      const written = writtenOf(input);
      const content = { ...input, forward, written };
      const addressing = await this.addressing.address(where, {
        ...content,
        inReplyToId: reply.inReplyToId ?? undefined,
      });
      const { brandId, memberId } = caller.seat;
      const files = await this.files.exchange(brandId, memberId, id, input.attachments, written.pictures);
      const { outgoing, ...rest } = this.replies.contentOf(where, content, addressing, files);
      // What is written anew is written in knowledge of all that stands here now, and belongs here.
      const seq =
        reply.seq === conversation.utterance_seq ? reply.seq : await this.entries.takeNumber(conversation);
      await this.put(reply, {
        ...rest,
        ...(outgoing === null ? {} : { outgoing }),
        ...this.timeOf(input.sendAt),
        seq,
        seenSeq: Math.min(input.seenSeq, conversation.utterance_seq),
        threadId: conversation.id,
        closeAfter: input.closeAfter,
        cancelIfTheyWrite: input.cancelIfTheyWrite,
      });
      if (rest.text !== reply.text) await this.rows.findAnew(brandId, id);
    });
  }

  /** Another time; also for a colleague's. */
  reschedule({ seat }: Member, id: string, sendAt: string): Promise<Message> {
    return this.change(seat, id, async (conversation, reply) => {
      const { connector } = await this.replies.sendingChannel(reply.channelId);
      await this.replies.requireWindow(conversation, connector, sendAt);
      await this.put(reply, this.timeOf(sendAt));
    });
  }

  /** @throws AppError stale when something new was said since the caller looked */
  sendNow({ seat }: Member, id: string, seenSeq: number): Promise<Message> {
    return this.change(seat, id, async (conversation, reply) => {
      this.requireWriter(seat, reply, 'Only its writer can send it now.');
      await this.replies.requireFresh(conversation, seenSeq, seat.memberId);
      const { connector } = await this.replies.sendingChannel(reply.channelId);
      await this.replies.requireWindow(conversation, connector);
      await this.put(reply, {
        threadId: conversation.id,
        seenSeq: Math.min(seenSeq, conversation.utterance_seq),
      });
      await this.holds.queue(conversation, reply);
    });
  }

  /** Its words return to the draft of whoever wrote them, before what stands there. */
  async cancel({ seat }: Member, id: string): Promise<Message> {
    await this.access.requireByMessage(seat, id);
    await this.database.transaction(async () => {
      const seen = await this.rows.find(seat.brandId, id);
      if (!isOwn(seen)) throw notFound('The reply');
      // Locked before its files are read: an edit at this moment gives it others.
      await this.entries.lock(seat.brandId, seen.conversationId);
      const known = await this.rows.find(seat.brandId, id);
      if (!isOwn(known)) throw notFound('The reply');
      // Taken back before it is known by its words: asked for twice, they return once.
      if (known.state === 'cancelled' && known.reason === null) return;
      const own = await this.files.uploaded(seat.brandId, id);
      const reply = await this.cancellations.takeBack(seat.brandId, id, seat.memberId);
      if (reply.state === 'cancelled' && reply.reason === null) return;
      await this.drafts.bringBack({ brandId: seat.brandId, memberId: reply.memberId }, reply.conversationId, {
        body: reply.text,
        ...(reply.html === null ? {} : { html: reply.html }),
        visibility: reply.visibility,
        ...(reply.outgoing.envelope ?? {}),
        attachmentIds: own,
        ...(reply.inReplyToId === null ? {} : { inReplyToId: reply.inReplyToId }),
        ...(reply.outgoing.forward ? { forward: true } : {}),
      });
    });
    return this.replies.view(seat.brandId, id);
  }

  private async change(
    seat: CallerSeat,
    id: string,
    work: (conversation: Conversation, reply: OwnReply) => Promise<void>,
  ): Promise<Message> {
    await this.access.requireByMessage(seat, id);
    await this.database.transaction(async () => {
      const seen = await this.rows.find(seat.brandId, id);
      if (!isOwn(seen)) throw notFound('The reply');
      const conversation = await this.entries.lock(seat.brandId, seen.conversationId);
      const reply = await this.rows.find(seat.brandId, id);
      if (!isOwn(reply)) throw notFound('The reply');
      if (!isScheduled(reply)) throw new AppError('not_possible_now', tooLate(reply));
      await work(conversation, reply);
    });
    return this.replies.view(seat.brandId, id);
  }

  private async put(reply: OwnReply, change: ReplyChange): Promise<void> {
    const { brandId, id, conversationId } = reply;
    const changed = await this.rows.move(brandId, id, ['held'], change);
    if (changed === undefined)
      throw new Error('the state of a reply changed under the lock of its conversation');
    await this.entries.announce(brandId, conversationId, id);
    await this.events.publish(SCHEDULE_CHANGED, refOf(changed));
    if (changed.heldUntil !== null)
      this.wakes.at(changed, changed.heldUntil.getTime() - this.clock.nowMs(), `at-${changed.version}`);
  }

  private timeOf(sendAt: string): { sendAt: Date; heldUntil: Date } {
    const heldUntil = this.replies.holdOf({ sendAt, sendNow: true }, 0);
    return { sendAt: new Date(sendAt), heldUntil };
  }

  private requireWriter(seat: CallerSeat, reply: OwnReply, message: string): void {
    if (reply.memberId !== seat.memberId) throw new AppError('forbidden', message);
  }
}

/** Why nothing can be changed about it any more. */
function tooLate({ state, sendAt }: OwnReply): string {
  if (state === 'cancelled') return 'It was cancelled meanwhile and does not leave.';
  if (state === 'held' && sendAt === null) return 'It leaves in a moment: take it back to change it.';
  if (state === 'failed') return 'It was kept back and did not leave: see why in the conversation.';
  return 'It is on its way already, as it was.';
}
