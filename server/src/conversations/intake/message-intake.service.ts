import { Injectable } from '@nestjs/common';
import type { IdentityRef, MessageEvent } from '../../channels/core/inbound-event.js';
import { Identities, type KnownIdentity } from '../../people/identities.service.js';
import { DomainEvents } from '../../platform/events/events.js';
import { type ConversationRecord, ConversationRepository } from '../conversation.repository.js';
import {
  DELIVERY_REPORTED,
  ECHO_RECEIVED,
  MESSAGE_CHANGED,
  MESSAGE_RECEIVED,
} from '../conversations.events.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';
import { type FoundMessage, MessageRepository } from '../message.repository.js';
import { PostRepository } from '../post.repository.js';
import { countingTime } from '../turns/counting-time.js';
import { InboundAttachments } from './inbound-attachments.service.js';
import type { Intake } from './intake-channel.js';
import { ThreadFinder } from './thread-finder.service.js';

/** People of one mail beyond this are kept in its header only. */
const MOST_OTHERS = 50;
const MOST_REFERENCES = 60;

/** Takes a message in: identity → person → post → conversation → message → turns. */
@Injectable()
export class MessageIntake {
  constructor(
    private readonly identities: Identities,
    private readonly posts: PostRepository,
    private readonly threads: ThreadFinder,
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly attachments: InboundAttachments,
    private readonly entries: ConversationEntries,
    private readonly events: DomainEvents,
  ) {}

  /** @returns the new message, or undefined when there was nothing new in it */
  async take(
    intake: Intake<MessageEvent>,
  ): Promise<{ conversation: ConversationRecord; messageId: string } | undefined> {
    const { event, channel } = intake;
    if ((await this.messages.byExternalId(channel.brandId, channel.id, event.externalId)) !== undefined) {
      return undefined;
    }
    if (event.direction === 'out' && (await this.confirmOwn(intake))) return undefined;
    return this.add(intake, await this.reported(intake));
  }

  /** An echo: one of our replies, shown to us by the platform. */
  private async confirmOwn({ event, channel, receivedAt }: Intake<MessageEvent>): Promise<boolean> {
    const references = [event.externalId, ...(event.ownReferences ?? [])];
    const found = await this.messages.byReferences(channel.brandId, channel.id, references);
    const own = found.find((row) => row.own && row.direction === 'out' && row.member_id !== null);
    if (own === undefined) return false;
    await this.events.publish(ECHO_RECEIVED, {
      brandId: channel.brandId,
      channelId: channel.id,
      conversationId: own.conversation_id,
      messageId: own.message_id,
      externalId: event.externalId,
      at: new Date(timeOf(event, receivedAt).at),
      references: event.ownReferences ?? [],
    });
    return true;
  }

  /** What a bounce or receipt says about replies of ours. @returns the conversation it belongs to, if any */
  private async reported({ event, channel, receivedAt }: Intake<MessageEvent>): Promise<string | null> {
    const { reports } = event;
    if (reports == null) return null;
    const found = await this.messages.byReferences(channel.brandId, channel.id, reports.references);
    const own = found.filter((row) => row.own && row.direction === 'out');
    const told = new Set<string>();
    for (const row of own) {
      if (told.has(row.message_id)) continue;
      told.add(row.message_id);
      await this.events.publish(DELIVERY_REPORTED, {
        brandId: channel.brandId,
        conversationId: row.conversation_id,
        messageId: row.message_id,
        outcome: reports.outcome,
        code: reports.code,
        reason: reports.reason,
        at: receivedAt,
      });
    }
    return own[0]?.conversation_id ?? null;
  }

  private async add(intake: Intake<MessageEvent>, reportedConversationId: string | null) {
    const { event, channel, receivedAt } = intake;
    const time = timeOf(event, receivedAt);
    const at = new Date(time.at);
    const { author, others } = await this.people(intake, at);
    const shown = author ?? others[0];
    if (shown === undefined) throw new Error('The message names nobody it is from or for.');
    const postId = event.post == null ? null : await this.posts.save(channel, event.post, receivedAt);
    const thread = await this.threads.find(intake, {
      personId: shown.personId,
      postId,
      at,
      reportedConversationId,
    });
    const { conversation } = thread;
    const repliedTo = await this.repliedTo(intake, thread.replyToId);
    const history = event.history === true || at < channel.connectedAt;
    const out = event.direction === 'out';
    const answers = out ? answersOf(event, conversation, others, repliedTo?.identityId ?? null) : null;
    const made = await this.messages.insert(conversation, {
      direction: event.direction,
      visibility: event.visibility,
      identityId: author?.id ?? null,
      outsideParley: out,
      answers,
      automatic: event.automatic ?? null,
      history,
      imported: history && event.queueIfUnanswered === true,
      outOfFigures: time.outOfFigures,
      text: event.text,
      fullText: event.fullText ?? null,
      html: event.html ?? null,
      replyHtml: event.replyHtml ?? null,
      occurredAt: at,
      receivedAt,
      externalId: event.externalId,
      inReplyToId: repliedTo?.id ?? null,
      mail: event.mail,
      rawKey: event.rawKey ?? null,
      state: out ? 'sent' : null,
      sentAt: out ? at : null,
    });
    if (made === undefined) return undefined;
    await this.messages.addReferences(conversation, made.id, {
      own: event.ownReferences ?? [],
      named: (event.references ?? []).slice(0, MOST_REFERENCES),
    });
    const people = author === null ? others : [author, ...others];
    if (
      conversation.message_count === 0 ||
      others.length > 0 ||
      author?.created === true ||
      event.references !== undefined
    ) {
      await this.conversations.addParticipants(
        channel.brandId,
        conversation.id,
        people.map(({ id }) => id),
      );
    }
    await this.attachments.add(channel.brandId, made.id, event.attachments);
    const fold = await this.entries.ofMessage(conversation, made.id);
    await this.entries.advance(conversation, {
      entry: fold[0],
      utterance: { words: wordsFor(event), by: out ? 'brand' : 'person', at, seq: made.seq },
      setAside: speaksAsHuman(event) && conversation.set_aside !== null ? null : undefined,
      settleMs: channel.settleMs,
    });
    const { brandId } = channel;
    await this.events.publish(MESSAGE_CHANGED, {
      brandId,
      conversationId: conversation.id,
      messageId: made.id,
    });
    if (!out && !history) {
      await this.events.publish(MESSAGE_RECEIVED, {
        brandId,
        channelId: channel.id,
        conversationId: conversation.id,
        messageId: made.id,
        automatic: event.automatic != null,
      });
    }
    return { conversation, messageId: made.id };
  }

  private async people(
    { event, channel }: Intake<MessageEvent>,
    at: Date,
  ): Promise<{ author: KnownIdentity | null; others: KnownIdentity[] }> {
    const others = event.others.slice(0, MOST_OTHERS);
    const refs = new Map(
      [...others, ...(event.author === null ? [] : [event.author])].map((ref) => [keyOf(ref), ref]),
    );
    const found = new Map<string, KnownIdentity>();
    // Always in the same order, so that two messages with the same people never wait for each other.
    for (const [key, ref] of [...refs].sort(([a], [b]) => (a < b ? -1 : 1))) {
      found.set(key, await this.identities.resolve(channel.brandId, ref, at));
    }
    return {
      author: event.author === null ? null : (found.get(keyOf(event.author)) ?? null),
      others: others.flatMap((ref) => found.get(keyOf(ref)) ?? []),
    };
  }

  private async repliedTo(
    { event, channel }: Intake<MessageEvent>,
    byReference: string | null,
  ): Promise<{ id: string; identityId: string | null } | null> {
    const named: FoundMessage | undefined =
      event.inReplyTo == null
        ? undefined
        : await this.messages.byExternalId(channel.brandId, channel.id, event.inReplyTo);
    const id = named?.id ?? byReference;
    if (id === null || id === undefined) return null;
    return { id, identityId: await this.messages.identityOf(channel.brandId, id) };
  }
}

const keyOf = ({ namespace, externalId }: IdentityRef) => `${namespace}/${externalId}`;

const timeOf = (event: MessageEvent, receivedAt: Date) =>
  countingTime({
    platformTime: event.at === null ? null : new Date(event.at).getTime(),
    arrivedAt: receivedAt.getTime(),
    redeliveryMs: event.redeliveryMs ?? null,
  });

/** Whom a native reply answers: identity ids, or null for everyone in the conversation. */
function answersOf(
  event: MessageEvent,
  conversation: ConversationRecord,
  others: KnownIdentity[],
  repliedToIdentityId: string | null,
): string[] | null {
  if (event.answers != null) {
    const named = new Set(event.answers);
    return others.filter(({ externalId }) => named.has(externalId)).map(({ id }) => id);
  }
  switch (conversation.medium) {
    case 'comment':
      return repliedToIdentityId === null ? others.slice(0, 1).map(({ id }) => id) : [repliedToIdentityId];
    case 'email':
      return others.map(({ id }) => id);
    default:
      return null;
  }
}

const speaksAsHuman = (event: MessageEvent) =>
  event.direction === 'in' && event.automatic == null && event.setAside == null;

const wordsFor = (event: MessageEvent) =>
  event.text.trim() !== '' ? event.text : event.attachments.map(({ filename }) => `📎 ${filename}`).join(' ');
