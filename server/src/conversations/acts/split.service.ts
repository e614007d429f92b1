import { Injectable } from '@nestjs/common';
import type { ConversationDetail, splitSchema } from '@parley/shared/conversations.js';
import type { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { type ConversationRecord, ConversationRepository } from '../conversation.repository.js';
import { MESSAGE_CHANGED } from '../conversations.events.js';
import { ConversationAccess } from '../detail/conversation-access.service.js';
import { DetailService } from '../detail/detail.service.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';
import { ActsRepository } from './acts.repository.js';
import { ANNOUNCED } from './merge.service.js';
import { isUnderWay, type PartMessage, PartsRepository } from './parts.repository.js';

/**
 * Makes a part of a conversation one of its own. What is said later finds its part by what it refers to; where the platform
 * has one thread with the person, both parts would be that one thread to them: there nothing is split.
 */
@Injectable()
export class SplitService {
  constructor(
    private readonly database: Database,
    private readonly access: ConversationAccess,
    private readonly details: DetailService,
    private readonly entries: ConversationEntries,
    private readonly conversations: ConversationRepository,
    private readonly acts: ActsRepository,
    private readonly parts: PartsRepository,
    private readonly events: DomainEvents,
  ) {}

  /** @returns the new conversation; merging it into the old one undoes it */
  async split(
    seat: CallerSeat,
    id: string,
    { messageId, only, subject }: z.infer<typeof splitSchema>,
  ): Promise<ConversationDetail> {
    await this.access.require(seat, id);
    const made = await this.database.transaction(async () => {
      const conversation = await this.entries.lock(seat.brandId, id);
      if (conversation.external_id !== null || conversation.medium === 'dm' || conversation.medium === 'chat')
        throw notPossible(
          'The platform knows only one thread here: an answer from a second conversation could not be told apart.',
        );
      const messages = await this.parts.messages(seat.brandId, conversation.id);
      const { moved, stays } = partsOf(messages, messageId, only);
      const newId = await this.move(seat, conversation, { moved, stays, subject: subject ?? null });
      for (const message of moved.slice(-ANNOUNCED)) {
        // Told to those who look at where it stood.
        await this.events.publish(MESSAGE_CHANGED, {
          brandId: seat.brandId,
          conversationId: conversation.id,
          messageId: message.id,
        });
      }
      return newId;
    });
    return this.details.get(seat, made);
  }

  private async move(
    seat: CallerSeat,
    conversation: ConversationRecord,
    { moved, stays, subject }: { moved: PartMessage[]; stays: PartMessage[]; subject: string | null },
  ): Promise<string> {
    const { brandId } = seat;
    const speaker = moved.find(({ person_id }) => person_id !== null)?.person_id;
    const toId = await this.parts.insertBeside(conversation, {
      personId: speaker ?? conversation.person_id,
      subject: subject ?? conversation.subject,
    });
    const pair = { brandId, fromId: conversation.id, toId };
    const acts = await this.actsThatGo(conversation, moved, stays);
    await this.parts.moveMessages(
      pair,
      moved.map(({ id }) => id),
      { threadId: toId, seqBy: 0 },
    );
    await this.parts.moveActs(pair, { ids: acts.map((act) => act.id) }, toId);
    await this.parts.copyActs(pair, earliestOf(moved));
    await this.parts.addParticipants(brandId, toId, await this.parts.participants(brandId, conversation.id));
    await this.conversations.link(brandId, toId, conversation.id, 'split');
    const part = await this.entries.lock(brandId, toId);
    const count = moved.length;
    await this.acts.insert(conversation, seat.memberId, 'split', {
      intoId: toId,
      subject: part.subject,
      count,
    });
    await this.acts.insert(part, seat.memberId, 'split', {
      fromId: conversation.id,
      subject: conversation.subject,
      count,
      atSeq: conversation.utterance_seq,
      threads: byThread(moved.filter(({ thread_id }) => thread_id !== conversation.id)),
      acts: byThread(acts),
    });
    for (const one of [conversation, part]) {
      await this.parts.recount(brandId, one.id);
      await this.entries.recallWords(one);
      await this.entries.advance({ ...one, message_count: 1 }, { refold: true });
    }
    return toId;
  }

  /** "Needs an answer" goes with its message, "mark as ours" with what had been said last. */
  private async actsThatGo(
    conversation: ConversationRecord,
    moved: readonly PartMessage[],
    stays: readonly PartMessage[],
  ): Promise<{ id: string; thread_id: string }[]> {
    const ids = new Set(moved.map(({ id }) => id));
    const said = [...moved, ...stays].filter(({ direction }) => direction !== 'note');
    const acts = await this.parts.pointingActs(conversation.brand_id, conversation.id);
    return acts.filter(({ kind, at, message_id }) => {
      if (kind === 'needs_answer') return message_id !== null && ids.has(message_id);
      const before = said.filter(({ occurred_at }) => occurred_at <= at);
      const last = before.reduce<PartMessage | null>(
        (a, b) => (a !== null && a.occurred_at > b.occurred_at ? a : b),
        null,
      );
      return last !== null && ids.has(last.id);
    });
  }
}

function partsOf(messages: readonly PartMessage[], messageId: string, only: boolean) {
  const at = messages.findIndex(({ id }) => id === messageId);
  if (at < 0) throw notFound('The message');
  const moved = only ? messages.slice(at, at + 1) : messages.slice(at);
  const stays = only ? messages.toSpliced(at, 1) : messages.slice(0, at);
  const speaks = ({ direction, state }: PartMessage) => direction !== 'note' && state !== 'cancelled';
  if (!moved.some(speaks)) throw notPossible('Notes alone are no conversation.');
  if (!stays.some(speaks)) throw notPossible('Nothing would be left here: choose a later message.');
  if (moved.some(isUnderWay))
    throw notPossible('A reply is on its way here: take it back, or split when its outcome is known.');
  return { moved, stays };
}

const earliestOf = (messages: readonly PartMessage[]): Date =>
  new Date(Math.min(...messages.map(({ occurred_at }) => occurred_at.getTime())));

function byThread(rows: readonly { id: string; thread_id: string }[]): Record<string, string[]> {
  const threads: Record<string, string[]> = {};
  for (const { id, thread_id } of rows) threads[thread_id] = [...(threads[thread_id] ?? []), id];
  return threads;
}

const notPossible = (message: string) => new AppError('not_possible_now', message);
