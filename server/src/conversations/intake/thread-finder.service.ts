import { Injectable } from '@nestjs/common';
import type { ThreadCandidate } from '../../channels/core/connector.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import type { MessageEvent } from '../../channels/core/inbound-event.js';
import type { KnownIdentity } from '../../people/identities.service.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import {
  type ConversationRecord,
  ConversationRepository,
  type NewConversation,
} from '../conversation.repository.js';
import { MessageRepository } from '../message.repository.js';
import type { Intake } from './intake-channel.js';
import { setAsideOf } from './placed-message.js';
import { ThreadNeighbours } from './thread-neighbours.service.js';

export interface FoundThread {
  conversation: ConversationRecord;
  /** Our message it replies to by references, where the kind threads that way. */
  replyToId: string | null;
}

/** What a conversation is made with, should the message open one. */
export interface ThreadFacts {
  /** Who it is shown under. */
  person: Pick<KnownIdentity, 'id' | 'personId'>;
  postId: string | null;
  at: Date;
}

interface ReportFact {
  /** The conversation of the reply that a bounce or receipt speaks of. */
  reportedConversationId: string | null;
}

/** Finds the conversation a message belongs to, or makes it; locked either way. */
@Injectable()
export class ThreadFinder {
  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly neighbours: ThreadNeighbours,
    private readonly database: Database,
  ) {}

  async find(intake: Intake<MessageEvent>, known: ThreadFacts & ReportFact): Promise<FoundThread> {
    const { event, channel } = intake;
    if (known.reportedConversationId !== null) {
      const conversation = await this.conversations.lock(channel.brandId, known.reportedConversationId);
      if (conversation !== undefined) return { conversation, replyToId: null };
    }
    if (event.conversation.externalId !== null) {
      const [conversation] = await this.findByThreads([{ intake, known }]);
      if (conversation === undefined) throw new Error('the thread was not found');
      return { conversation, replyToId: null };
    }
    const { threads } = this.registry.get(channel.kind);
    if (threads === undefined) return { conversation: await this.make(intake, known, null), replyToId: null };
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
    const linkedTo = decision.kind === 'new' ? decision.linkedTo : null;
    return { conversation: await this.make(intake, known, linkedTo), replyToId: null };
  }

  /**
   * For messages of one channel whose platform names their threads.
   * @returns a conversation for each, in their order; the same object for the same conversation
   */
  async findByThreads(
    messages: readonly { intake: Intake<MessageEvent>; known: ThreadFacts }[],
  ): Promise<ConversationRecord[]> {
    const [first] = messages;
    if (first === undefined) return [];
    const { id: channelId, brandId } = first.intake.channel;
    const threadOf = ({ intake }: (typeof messages)[number]) => {
      const { externalId } = intake.event.conversation;
      if (externalId === null) throw new Error('a message without a thread of its own');
      return externalId;
    };
    const found = await this.conversations.lockByThreads(brandId, channelId, [
      ...new Set(messages.map(threadOf)),
    ]);
    const unknown = [...new Set(messages.map(threadOf))].filter((thread) => !found.has(thread));
    for (const [thread, row] of await this.conversations.lockByAliases(brandId, channelId, unknown)) {
      found.set(thread, [...found.values()].find(({ id }) => id === row.id) ?? row);
    }
    const nameless = messages.filter((message) => !found.has(threadOf(message)));
    for (const [thread, row] of await this.neighbours.of(nameless.map(({ intake }) => intake))) {
      found.set(thread, [...found.values()].find(({ id }) => id === row.id) ?? row);
    }
    const opening = new Map<string, (typeof messages)[number]>();
    for (const message of messages) {
      const thread = threadOf(message);
      if (!found.has(thread) && !opening.has(thread)) opening.set(thread, message);
    }
    if (opening.size > 0) {
      const made = await this.conversations.insertAll(
        [...opening.values()].map(({ intake, known }) => rowOf(intake, known)),
      );
      for (const row of made.values()) if (row.external_id !== null) found.set(row.external_id, row);
      await this.neighbours.link(
        [...opening.values()].map(({ intake }) => intake),
        found,
      );
      const elsewhere = [...opening.keys()].filter((thread) => !found.has(thread));
      if (elsewhere.length > 0) {
        const others = await this.conversations.lockByThreads(brandId, channelId, elsewhere);
        for (const [thread, row] of others) found.set(thread, row);
      }
    }
    return messages.map((message) => {
      const conversation = found.get(threadOf(message));
      if (conversation === undefined) throw new Error('the conversation just made is gone');
      return conversation;
    });
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
    intake: Intake<MessageEvent>,
    known: ThreadFacts,
    linkedTo: string | null,
  ): Promise<ConversationRecord> {
    const row = rowOf(intake, known);
    const conversation = (await this.conversations.insertAll([row])).get(row.id);
    if (conversation === undefined) throw new Error('the conversation just made is gone');
    if (linkedTo !== null)
      await this.conversations.link(intake.channel.brandId, row.id, linkedTo, 'continues');
    return conversation;
  }
}

function rowOf({ event, channel, receivedAt }: Intake<MessageEvent>, known: ThreadFacts): NewConversation {
  const { externalId, medium, subject } = event.conversation;
  return {
    id: newId(),
    brandId: channel.brandId,
    channelId: channel.id,
    personId: known.person.personId,
    identityId: known.person.id,
    externalId,
    medium,
    postId: known.postId,
    subject: subject ?? null,
    setAside: event.direction === 'in' ? setAsideOf(event) : (event.setAside ?? null),
    at: known.at,
    createdAt: receivedAt,
  };
}
