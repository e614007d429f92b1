import { Injectable } from '@nestjs/common';
import { isPutAway } from '@parley/shared/moderation.js';
import type { MessageEvent } from '../../channels/core/inbound-event.js';
import { Identities, type KnownIdentity, type Meeting } from '../../people/identities.service.js';
import { JoinedIdentities } from '../../people/joined-identities.service.js';
import { DomainEvents } from '../../platform/events/events.js';
import { type ConversationRecord, ConversationRepository } from '../conversation.repository.js';
import {
  DELIVERY_REPORTED,
  ECHO_RECEIVED,
  MESSAGE_CHANGED,
  MESSAGE_RECEIVED,
} from '../conversations.events.js';
import type { Move } from '../entries/advance.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';
import { entriesOfMessage } from '../entries/message-entry.js';
import { MessageRepository, type NewMessage, type WrittenMessage } from '../message.repository.js';
import { PostRepository } from '../post.repository.js';
import { AlbumIntake, albumReferences } from './album-intake.service.js';
import { InboundAttachments } from './inbound-attachments.service.js';
import type { Intake } from './intake-channel.js';
import {
  entryColumns,
  keyOf,
  type MessagePeople,
  newMessage,
  type PlacedMessage,
  refsOf,
  shownUnder,
  speaksAsHuman,
  timeOf,
  wordsFor,
} from './placed-message.js';
import { ThreadFinder } from './thread-finder.service.js';

const MOST_REFERENCES = 60;

/** Takes a message in: identity → person → post → conversation → message → turns. */
@Injectable()
export class MessageIntake {
  constructor(
    private readonly identities: Identities,
    private readonly joined: JoinedIdentities,
    private readonly posts: PostRepository,
    private readonly threads: ThreadFinder,
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly attachments: InboundAttachments,
    private readonly albums: AlbumIntake,
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
    if (await this.albums.join(intake)) return undefined;
    return this.add(intake, await this.reported(intake));
  }

  /** An echo: one of our replies, shown to us by the platform. */
  private async confirmOwn({ event, channel, receivedAt }: Intake<MessageEvent>): Promise<boolean> {
    const references = [event.externalId, ...(event.ownReferences ?? [])];
    const found = await this.messages.byReferences(channel.brandId, channel.id, references);
    const own = found.find((row) => row.own && row.direction === 'out' && row.member_id !== null);
    if (own === undefined) return false;
    // The mailbox's copy of a mail that brought a reply of another channel: that reply has gone its own way.
    if (own.channel_id !== channel.id) return true;
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
        ...(reports.recipients === undefined ? {} : { recipients: reports.recipients }),
        at: receivedAt,
      });
    }
    return own[0]?.conversation_id ?? null;
  }

  private async add(intake: Intake<MessageEvent>, reportedConversationId: string | null) {
    const { event, channel, receivedAt } = intake;
    const time = timeOf(event, receivedAt);
    const at = new Date(time.at);
    const [people] = await this.people([intake]);
    if (people === undefined) throw new Error('the people of a message were not found');
    const postId = event.post == null ? null : await this.posts.save(channel, event.post, receivedAt);
    const { conversation, replyToId } = await this.threads.find(intake, {
      person: shownUnder(people),
      postId,
      at,
      reportedConversationId,
    });
    await this.recognise(intake, people.author, conversation);
    const repliedTo = await this.repliedTo(intake, replyToId);
    const [made] = await this.write([{ intake, time, ...people, conversation, repliedTo }]);
    return made === undefined ? undefined : { conversation, messageId: made.id };
  }

  /**
   * Whoever answers from the address a reply had gone to by mail, and was nobody to us before, is the one it was for.
   */
  private async recognise(
    { channel }: Intake<MessageEvent>,
    author: KnownIdentity | null,
    { id, brand_id, channel_id, person_id }: ConversationRecord,
  ): Promise<void> {
    if (author === null || !author.created || channel_id === channel.id || author.personId === person_id)
      return;
    if (!(await this.messages.wentTo(brand_id, id, author.externalId))) return;
    const knownId = await this.messages.speaker(brand_id, id, person_id);
    if (knownId === undefined) return;
    author.personId = (await this.joined.adopt(brand_id, author, knownId)) ?? author.personId;
  }

  /**
   * Takes in what people wrote in threads that their platform names (see `isPlain`), as if one message after the other, but
   * with as many statements for many as for one.
   * @param intakes of one channel, each with an external id of its own
   */
  async takeTogether(intakes: readonly Intake<MessageEvent>[]): Promise<void> {
    const [first] = intakes;
    if (first === undefined) return;
    const { channel } = first;
    const named = intakes.flatMap(({ event }) => [event.externalId, event.inReplyTo ?? []].flat());
    const known = await this.messages.byExternalIds(channel.brandId, channel.id, [...new Set(named)]);
    const fresh = intakes.filter(({ event }) => !known.has(event.externalId));
    const targets = fresh.flatMap(({ event }) => event.inReplyTo ?? []).filter((id) => !known.has(id));
    for (const [id, target] of await this.bearing(channel, targets)) known.set(id, target);
    const people = await this.people(fresh);
    const posts = await this.posts.saveAll(
      channel,
      fresh.flatMap(({ event: { post }, receivedAt }) => (post == null ? [] : [{ post, at: receivedAt }])),
    );
    const found = [];
    for (const [index, intake] of fresh.entries()) {
      const { event, receivedAt } = intake;
      const those = people[index];
      if (those === undefined) throw new Error('the people of a message were not found');
      const time = timeOf(event, receivedAt);
      const postId = event.post == null ? null : (posts.get(event.post.externalId) ?? null);
      const facts = { person: shownUnder(those), postId, at: new Date(time.at) };
      const repliedTo = event.inReplyTo == null ? null : (known.get(event.inReplyTo) ?? null);
      found.push({ intake, time, ...those, known: facts, repliedTo });
    }
    const conversations = await this.threads.findByThreads(found);
    await this.write(
      found.map((message, index) => {
        const conversation = conversations[index];
        if (conversation === undefined) throw new Error('the thread was not found');
        return { ...message, conversation };
      }),
    );
  }

  /**
   * Writes messages of one channel whose people and conversations are known, and what follows from them.
   * @returns what was written, in their order; undefined where the channel has the message already
   */
  private async write(placed: readonly PlacedMessage[]): Promise<(WrittenMessage | undefined)[]> {
    const [first] = placed;
    if (first === undefined) return [];
    const { channel } = first.intake;
    const { brandId } = channel;
    const next = placed.map((message) => ({
      conversation: message.conversation,
      message: newMessage(message),
    }));
    const written = await this.messages.insertAll(next);
    if (placed.length > 1 && written.includes(undefined)) {
      // Numbers were given to what another worker wrote meanwhile; one by one they come out right.
      throw new Error('a message was written by somebody else at the same moment');
    }
    const made = placed.flatMap((message, index) => {
      const row = written[index];
      const values = next[index]?.message;
      return row === undefined || values === undefined ? [] : [{ ...message, row, values }];
    });
    for (const { intake, conversation, row } of made) {
      await this.messages.addReferences({ ...conversation, channel_id: channel.id }, row.id, {
        own: [...(intake.event.ownReferences ?? []), ...albumReferences(intake.event)],
        named: (intake.event.references ?? []).slice(0, MOST_REFERENCES),
      });
      const { attachments, album, externalId } = intake.event;
      await this.attachments.add(brandId, row.id, attachments, album === undefined ? null : externalId);
    }
    await this.conversations.addParticipants(
      brandId,
      made.flatMap(({ conversation, author, others }) =>
        [...(author === null ? [] : [author]), ...others].map(({ id }) => ({
          conversationId: conversation.id,
          identityId: id,
        })),
      ),
    );
    const moves: Move[] = [];
    for (const message of made) moves.push(await this.moveOf(message));
    await this.entries.advanceAll(moves);
    for (const { intake, conversation, row, values } of made) {
      const ids = { brandId, conversationId: conversation.id, messageId: row.id };
      await this.events.publish(MESSAGE_CHANGED, ids);
      if (values.direction !== 'in' || values.history === true) continue;
      const automatic = intake.event.automatic != null || isPutAway(intake.event.moderation ?? 'visible');
      await this.events.publish(MESSAGE_RECEIVED, { ...ids, channelId: channel.id, automatic });
    }
    return written;
  }

  /** What a written message means for its conversation. */
  private async moveOf({
    intake,
    conversation,
    author,
    row,
    values,
  }: PlacedMessage & { row: WrittenMessage; values: NewMessage }): Promise<Move> {
    const { event, channel } = intake;
    const by = values.direction === 'out' ? 'brand' : 'person';
    const entries =
      by === 'person'
        ? entriesOfMessage(
            entryColumns(row, conversation, values, author),
            conversation.medium,
            () => undefined,
          )
        : await this.entries.ofMessage(conversation, row.id);
    const leavesSetAside = speaksAsHuman(event) && conversation.set_aside !== null;
    return {
      conversation,
      change: {
        entry: entries[0],
        utterance: { words: wordsFor(event), by, at: values.occurredAt, seq: row.seq },
        setAside: leavesSetAside ? null : undefined,
        settleMs: channel.settleMs,
      },
    };
  }

  /** Author and others of each. */
  private async people(intakes: readonly Intake<MessageEvent>[]): Promise<MessagePeople[]> {
    const [first] = intakes;
    if (first === undefined) return [];
    const meetings: Meeting[] = intakes.flatMap(({ event, receivedAt }) => {
      const at = new Date(timeOf(event, receivedAt).at);
      return refsOf(event).map((ref) => ({ ref, at }));
    });
    const resolved = await this.identities.resolveAll(first.channel.brandId, meetings);
    let next = 0;
    return intakes.map(({ event }) => {
      const found = new Map(refsOf(event).map((ref) => [keyOf(ref), resolved[next++]]));
      return {
        author: event.author === null ? null : (found.get(keyOf(event.author)) ?? null),
        others: event.others.flatMap((ref) => found.get(keyOf(ref)) ?? []),
      };
    });
  }

  private async repliedTo(
    { event, channel }: Intake<MessageEvent>,
    byReference: string | null,
  ): Promise<{ id: string; identityId: string | null } | null> {
    const { inReplyTo } = event;
    if (inReplyTo != null) {
      const named = await this.messages.byExternalIds(channel.brandId, channel.id, [inReplyTo]);
      const found = named.get(inReplyTo) ?? (await this.bearing(channel, [inReplyTo])).get(inReplyTo);
      if (found !== undefined) return found;
    }
    if (byReference === null) return null;
    return { id: byReference, identityId: await this.messages.identityOf(channel.brandId, byReference) };
  }

  /** Messages that bear these ids beside their own: pieces of albums. */
  private async bearing(
    channel: { id: string; brandId: string },
    references: readonly string[],
  ): Promise<Map<string, { id: string; identityId: string | null }>> {
    const found = new Map<string, { id: string; identityId: string | null }>();
    for (const row of await this.messages.byReferences(channel.brandId, channel.id, [...references])) {
      if (!row.own || found.has(row.reference)) continue;
      const identityId = await this.messages.identityOf(channel.brandId, row.message_id);
      found.set(row.reference, { id: row.message_id, identityId });
    }
    return found;
  }
}
