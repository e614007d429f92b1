import { Injectable } from '@nestjs/common';
import type { ThreadCandidate } from '../../channels/core/connector.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import type { MessageEvent } from '../../channels/core/inbound-event.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { type ConversationRecord, ConversationRepository } from '../conversation.repository.js';
import { MessageRepository } from '../message.repository.js';
import type { Intake } from './intake-channel.js';

export interface FoundThread {
  conversation: ConversationRecord;
  /** Our message it replies to by references, where the kind threads that way. */
  replyToId: string | null;
}

/** Finds the conversation a message belongs to, or makes it; locked either way. */
@Injectable()
export class ThreadFinder {
  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly database: Database,
  ) {}

  async find(
    { event, channel, receivedAt }: Intake<MessageEvent>,
    known: { personId: string; postId: string | null; at: Date; reportedConversationId: string | null },
  ): Promise<FoundThread> {
    if (known.reportedConversationId !== null) {
      const conversation = await this.conversations.lock(channel.brandId, known.reportedConversationId);
      if (conversation !== undefined) return { conversation, replyToId: null };
    }
    const { externalId } = event.conversation;
    const make = (linkedTo: string | null) =>
      this.make({ event, channel, receivedAt }, { ...known, linkedTo });
    if (externalId !== null) {
      const conversation = await this.conversations.lockByThread(channel.brandId, channel.id, externalId);
      return { conversation: conversation ?? (await make(null)), replyToId: null };
    }
    const { threads } = this.registry.get(channel.kind);
    if (threads === undefined) return { conversation: await make(null), replyToId: null };
    // Two messages of one thread at the same moment must not both find nothing.
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [channel.id]);
    const candidates = await this.candidates(channel, [
      ...threads.candidateReferences(event),
      ...(event.ownReferences ?? []),
    ]);
    const decision = threads.decideThread(channel, event, candidates);
    if (decision.kind === 'join') {
      const conversation = await this.conversations.lock(channel.brandId, decision.conversationId);
      if (conversation !== undefined) return { conversation, replyToId: decision.replyToId };
    }
    return { conversation: await make(decision.kind === 'new' ? decision.linkedTo : null), replyToId: null };
  }

  private async candidates(
    channel: { id: string; brandId: string },
    references: string[],
  ): Promise<ThreadCandidate[]> {
    const found = await this.messages.byReferences(channel.brandId, channel.id, [...new Set(references)]);
    const conversationIds = [...new Set(found.map(({ conversation_id }) => conversation_id))];
    const participants = await this.messages.participants(channel.brandId, conversationIds);
    return found
      .filter(({ direction }) => direction !== 'note')
      .map((row) => ({
        reference: row.reference,
        messageId: row.message_id,
        conversationId: row.conversation_id,
        subject: row.subject,
        participants: participants.get(row.conversation_id) ?? [],
        direction: row.direction === 'out' ? 'out' : 'in',
        relation: row.own ? 'bears' : 'names',
      }));
  }

  private async make(
    { event, channel, receivedAt }: Pick<Intake<MessageEvent>, 'event' | 'channel' | 'receivedAt'>,
    known: { personId: string; postId: string | null; at: Date; linkedTo: string | null },
  ): Promise<ConversationRecord> {
    const id = newId();
    const { externalId, medium, subject } = event.conversation;
    const made = await this.conversations.insert({
      id,
      brandId: channel.brandId,
      channelId: channel.id,
      personId: known.personId,
      externalId,
      medium,
      postId: known.postId,
      subject: subject ?? null,
      setAside: event.setAside ?? null,
      at: known.at,
      createdAt: receivedAt,
    });
    const conversation =
      made || externalId === null
        ? await this.conversations.lock(channel.brandId, id)
        : await this.conversations.lockByThread(channel.brandId, channel.id, externalId);
    if (conversation === undefined) throw new Error('the conversation just made is gone');
    if (known.linkedTo !== null)
      await this.conversations.link(channel.brandId, id, known.linkedTo, 'continues');
    return conversation;
  }
}
