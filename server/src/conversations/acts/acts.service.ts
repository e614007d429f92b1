import { Injectable } from '@nestjs/common';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import type { ConversationRecord } from '../conversation.repository.js';
import { SNOOZE_ENDED } from '../desk.events.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';
import { MessagePresenter } from '../messages/message.presenter.js';
import { MessageViewRepository } from '../messages/message-view.repository.js';
import { type ActDetails, type ActKind, ActsRepository } from './acts.repository.js';
import { type Change, ConversationChanges } from './conversation-changes.service.js';
import { RepliesOnTheirWay } from './replies-on-their-way.repository.js';

/** A snooze ends within this. */
const LONGEST_SNOOZE_MS = 366 * 86_400_000;

/** What members do that turns and the queue's order follow from. Every one of them stands in the history. */
@Injectable()
export class ActsService {
  constructor(
    private readonly database: Database,
    private readonly changes: ConversationChanges,
    private readonly entries: ConversationEntries,
    private readonly acts: ActsRepository,
    private readonly leaving: RepliesOnTheirWay,
    private readonly messages: MessageViewRepository,
    private readonly presenter: MessagePresenter,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  close(
    seat: CallerSeat,
    id: string,
    seenSeq: number | undefined,
    reason?: string,
  ): Promise<ConversationDetail> {
    return this.changes.change(seat, id, this.closing(seat, seenSeq, reason));
  }

  /**
   * Whoever waits while an answer is on its way is not closed unanswered: the conversation is closed by that answer, once
   * the platform has it.
   *
   * @param seenSeq the newest utterance the member had seen
   * @throws AppError stale when the person has written since; not_possible_now with a reason, which only an act can keep
   */
  closing(seat: CallerSeat, seenSeq?: number, reason?: string): Change {
    return async (conversation) => {
      await this.requireSeen(conversation, seenSeq);
      if (conversation.status === 'closed') return;
      const reply = conversation.side === 'ours' ? await this.leaving.closeWithThem(conversation) : undefined;
      if (reply === undefined)
        await this.act(conversation, seat.memberId, 'closed', reason ? { reason } : {});
      else if (reason)
        throw new AppError(
          'not_possible_now',
          'A reply is on its way here: say why you close it when it has left.',
        );
      else await this.entries.announce(conversation.brand_id, conversation.id, reply);
    };
  }

  reopen(seat: CallerSeat, id: string): Promise<ConversationDetail> {
    return this.changes.change(seat, id, this.reopening(seat));
  }

  reopening(seat: CallerSeat): Change {
    return async (conversation) => {
      await this.keepOpen(conversation);
      if (conversation.status === 'closed') await this.act(conversation, seat.memberId, 'reopened', {});
      else if (conversation.status === 'snoozed')
        await this.act(conversation, seat.memberId, 'unsnoozed', {});
    };
  }

  async snooze(seat: CallerSeat, id: string, until: string | null): Promise<ConversationDetail> {
    return this.changes.change(seat, id, this.snoozing(seat, until));
  }

  /**
   * @param until null: until the person writes
   * @throws AppError invalid_request when that is not in the future, or too far in it
   */
  snoozing(seat: CallerSeat, until: string | null, seenSeq?: number): Change {
    const end = until === null ? null : new Date(until);
    const now = this.clock.nowMs();
    if (end !== null && (end.getTime() <= now || end.getTime() > now + LONGEST_SNOOZE_MS)) {
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['until'], message: 'A snooze ends in the future, within a year.' }],
      });
    }
    return async (conversation) => {
      await this.requireSeen(conversation, seenSeq);
      if (conversation.status === 'closed')
        throw new AppError(
          'not_possible_now',
          'A closed conversation cannot be snoozed: open it again first.',
        );
      await this.keepOpen(conversation);
      await this.act(conversation, seat.memberId, 'snoozed', { until: end?.toISOString() ?? null });
    };
  }

  unsnooze(seat: CallerSeat, id: string): Promise<ConversationDetail> {
    return this.changes.change(seat, id, this.unsnoozing(seat));
  }

  unsnoozing(seat: CallerSeat): Change {
    return async (conversation) => {
      if (conversation.status === 'snoozed') await this.act(conversation, seat.memberId, 'unsnoozed', {});
    };
  }

  noAnswerNeeded(seat: CallerSeat, id: string, personId: string | undefined): Promise<ConversationDetail> {
    return this.changes.change(seat, id, this.lettingGo(seat, personId));
  }

  /** @param personId whose open turn needs no answer; everyone's when undefined */
  lettingGo(seat: CallerSeat, personId?: string, seenSeq?: number): Change {
    return async (conversation) => {
      await this.requireSeen(conversation, seenSeq);
      const meant = await this.meant(conversation, personId);
      if (conversation.side === 'theirs') return;
      await this.act(conversation, seat.memberId, 'no_answer_needed', meant);
    };
  }

  markAsOurs(seat: CallerSeat, id: string, personId: string | undefined): Promise<ConversationDetail> {
    return this.changes.change(seat, id, this.claiming(seat, personId));
  }

  /** @param personId whose turn becomes ours; else of those who were answered or wrote last */
  claiming(seat: CallerSeat, personId?: string): Change {
    return async (conversation) => {
      const meant = await this.meant(conversation, personId);
      // Whoever still owes an answer here need not be told; somebody else in it may be meant, though.
      if (conversation.side === 'ours' && personId === undefined && conversation.status === 'open') return;
      await this.act(conversation, seat.memberId, 'marked_as_ours', meant);
    };
  }

  /** A person was taken for a machine: their newest message opens the turn at its own time. */
  needsAnswer(seat: CallerSeat, id: string, personId: string | undefined): Promise<ConversationDetail> {
    return this.changes.change(seat, id, async (conversation) => {
      const message = await this.database.one<{ id: string }>(
        `SELECT m.id FROM message m JOIN identity i ON i.id = m.identity_id
         WHERE m.brand_id = $1 AND m.conversation_id = $2 AND m.direction = 'in' AND m.deleted_at IS NULL
           AND ($3::uuid IS NULL OR i.person_id = (SELECT coalesce(merged_into_id, id) FROM person WHERE brand_id = $1 AND id = $3))
         ORDER BY m.occurred_at DESC, m.arrival DESC LIMIT 1`,
        [conversation.brand_id, conversation.id, personId ?? null],
      );
      if (message === undefined)
        throw new AppError('not_possible_now', 'There is no message here that could be answered.');
      const known = await this.database.one(
        `SELECT 1 FROM conversation_act WHERE brand_id = $1 AND conversation_id = $2 AND kind = 'needs_answer'
           AND details->>'messageId' = $3`,
        [conversation.brand_id, conversation.id, message.id],
      );
      if (known !== undefined && conversation.set_aside === null) return;
      await this.acts.insert(conversation, seat.memberId, 'needs_answer', { messageId: message.id });
      await this.entries.advance(conversation, { refold: true, setAside: null });
    });
  }

  /** Opens every conversation whose snooze has run out by now. @returns how many */
  async wakeSnoozed(): Promise<number> {
    const due = await this.database.query<{ id: string; brand_id: string }>(
      `SELECT id, brand_id FROM conversation -- any brand: snoozes of all run out
       WHERE status = 'snoozed' AND snoozed_until IS NOT NULL AND snoozed_until <= $1 ORDER BY snoozed_until LIMIT 200`,
      [this.clock.now()],
    );
    for (const { id, brand_id } of due) await this.wake(brand_id, id);
    return due.length;
  }

  private wake(brandId: string, id: string): Promise<void> {
    return this.database.transaction(async () => {
      const conversation = await this.entries.lock(brandId, id);
      const { status, snoozed_until } = conversation;
      // Another worker, or the person, may have been first.
      if (status !== 'snoozed' || snoozed_until === null || snoozed_until > this.clock.now()) return;
      await this.act(conversation, null, 'unsnoozed', { woke: true });
      const { assignee_id: memberId } = conversation;
      if (memberId !== null) {
        await this.events.publish(SNOOZE_ENDED, { brandId, conversationId: conversation.id, memberId });
      }
    });
  }

  /** Whatever is on its way does not close it. */
  private async keepOpen(conversation: ConversationRecord): Promise<void> {
    for (const reply of await this.leaving.stayOpen(conversation))
      await this.entries.announce(conversation.brand_id, conversation.id, reply);
  }

  private async act<K extends ActKind>(
    conversation: ConversationRecord,
    memberId: string | null,
    kind: K,
    details: ActDetails[K],
  ): Promise<void> {
    const act = await this.acts.insert(conversation, memberId, kind, details);
    await this.entries.advance(conversation, { entry: await this.entries.ofAct(conversation, act) });
  }

  private async requireSeen(conversation: ConversationRecord, seenSeq: number | undefined): Promise<void> {
    if (seenSeq === undefined) return;
    const news = await this.messages.utterancesAfter(conversation.brand_id, conversation.id, seenSeq);
    if (news.length === 0) return;
    throw new AppError('stale', 'The person has written since you looked.', {
      details: {
        utteranceSeq: conversation.utterance_seq,
        news: await this.presenter.present(conversation.brand_id, news),
      },
    });
  }

  /**
   * Whom an act names: who they live on as, and the identities they have here.
   * @throws AppError not_found when they do not take part
   */
  private async meant(
    { brand_id, id, person_id }: ConversationRecord,
    personId: string | undefined,
  ): Promise<ActDetails['no_answer_needed']> {
    if (personId === undefined) return { personId: null };
    const [person] = await this.database.query<{ id: string }>(
      'SELECT coalesce(merged_into_id, id) AS id FROM person WHERE brand_id = $1 AND id = $2',
      [brand_id, personId],
    );
    if (person === undefined) throw notFound('The person');
    const found = await this.database.query<{ id: string }>(
      `SELECT i.id FROM conversation_participant cp JOIN identity i ON i.id = cp.identity_id
       WHERE cp.brand_id = $1 AND cp.conversation_id = $2 AND i.person_id = $3 ORDER BY i.id`,
      [brand_id, id, person.id],
    );
    if (found.length === 0 && person.id !== person_id) throw notFound('The person');
    return { personId: person.id, identityIds: found.map((identity) => identity.id) };
  }
}
