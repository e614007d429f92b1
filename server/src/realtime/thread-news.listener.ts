import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Channel } from '../channels/channel.js';
import { ChannelDirectory } from '../channels/channel-directory.service.js';
import {
  CONVERSATION_CHANGED,
  MESSAGE_CHANGED,
  PERSON_BLOCKED,
} from '../conversations/conversations.events.js';
import { CONVERSATION_READ } from '../conversations/desk.events.js';
import { SharedThreadsService } from '../conversations/shared-threads/shared-threads.service.js';
import { REPLY_DELIVERED } from '../outbound/outbound.events.js';
import { DomainEvents } from '../platform/events/events.js';
import { Gathering } from '../platform/events/gathering.js';
import { loggerFor } from '../platform/logging/logger.js';
import { LiveThreadsService } from './live-threads.service.js';

const log = loggerFor('realtime');

/** Changes within this time are read and told together. */
const GATHER_MS = 10;
/** How old the knowledge may be that a brand has no such channel. */
const REMEMBERED_MS = 5_000;

interface Due {
  brandId: string;
  messages: Set<string>;
  seen: boolean;
  read: boolean;
  state: boolean;
}

/**
 * Tells the people on the other side what changed in their thread. It reads the rows as they are now, after the commit;
 * what is lost on the way is fetched when they connect again.
 */
@Injectable()
export class ThreadNews implements OnModuleInit, BeforeApplicationShutdown {
  /** By conversation. */
  private readonly due = new Map<string, Due>();
  private readonly concerned = new Map<string, { at: number; answer: Promise<boolean> }>();
  private readonly gathering = new Gathering(
    GATHER_MS,
    () => this.flush(),
    (error) =>
      log.warn({ err: error }, 'readers were not told of changes; they see them when they look again'),
  );

  constructor(
    private readonly live: LiveThreadsService,
    private readonly threads: SharedThreadsService,
    private readonly directory: ChannelDirectory,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.afterCommit(MESSAGE_CHANGED, ({ brandId, conversationId, messageId }) => {
      this.gather(brandId, conversationId)?.messages.add(messageId);
    });
    this.events.afterCommit(CONVERSATION_CHANGED, ({ brandId, conversationId }) => {
      const due = this.gather(brandId, conversationId);
      if (due !== undefined) due.state = true;
    });
    this.events.afterCommit(CONVERSATION_READ, ({ brandId, conversationId }) => {
      const due = this.gather(brandId, conversationId);
      if (due !== undefined) due.seen = true;
    });
    this.events.afterCommit(REPLY_DELIVERED, ({ brandId, conversationId, outcome }) => {
      const due = outcome === 'read' ? this.gather(brandId, conversationId) : undefined;
      if (due !== undefined) due.read = true;
    });
    this.events.afterCommit(PERSON_BLOCKED, async ({ brandId, conversationId, blocked }) => {
      const place = this.live.hasReaders ? await this.placeOf(brandId, conversationId) : undefined;
      if (place !== undefined) this.live.tell(place.channel, place.names, { kind: 'blocked', blocked });
    });
  }

  private gather(brandId: string, conversationId: string): Due | undefined {
    if (!this.live.hasReaders) return undefined;
    const none = { brandId, messages: new Set<string>(), seen: false, read: false, state: false };
    const due = this.due.get(conversationId) ?? none;
    this.due.set(conversationId, due);
    this.gathering.add();
    return due;
  }

  /** One after the other: no news overtakes what came before it. */
  private async flush(): Promise<void> {
    const gathered = [...this.due];
    this.due.clear();
    for (const [conversationId, due] of gathered) {
      try {
        if (await this.isConcerned(due.brandId)) await this.tell(conversationId, due);
      } catch (error) {
        log.warn({ err: error }, 'a reader was not told of a change; they see it when they look again');
      }
    }
  }

  /** Most brands have no channel whose people read along. */
  private isConcerned(brandId: string): Promise<boolean> {
    const known = this.concerned.get(brandId);
    const now = performance.now();
    if (known !== undefined && now - known.at < REMEMBERED_MS) return known.answer;
    const kinds = this.live.kindNames;
    const answer = this.directory
      .list(brandId)
      .then((channels) => channels.some(({ kind }) => kinds.includes(kind)));
    if (this.concerned.size >= 1_000) this.concerned.clear();
    this.concerned.set(brandId, { at: now, answer });
    answer.catch(() => this.concerned.delete(brandId));
    return answer;
  }

  /** @returns where the people of a conversation read along, and under which names of it; undefined where they do not */
  async placeOf(brandId: string, conversationId: string) {
    const conversation = await this.threads.conversation(brandId, conversationId);
    if (conversation === undefined) return undefined;
    const channel: Channel | undefined = await this.directory.recall(conversation.channelId);
    if (channel === undefined || !this.live.kindNames.includes(channel.kind)) return undefined;
    return { conversation, channel, names: await this.threads.names(conversation) };
  }

  private async tell(conversationId: string, due: Due): Promise<void> {
    const place = await this.placeOf(due.brandId, conversationId);
    if (place === undefined) return;
    const { conversation, channel, names } = place;
    const thread = await this.threads.of(conversation);
    for (const message of thread.messages) {
      if (due.messages.has(message.id))
        this.live.tell(channel, names, { kind: 'message', message, cursor: thread.cursor });
    }
    const shown = new Set(thread.messages.map(({ id }) => id));
    const missing = [...due.messages].filter((id) => !shown.has(id));
    for (const { id, seq } of await this.threads.takenBack(due.brandId, missing))
      this.live.tell(channel, names, { kind: 'removed', id, seq });
    if (due.seen) {
      const { seen } = await this.threads.marks(conversation);
      this.live.tell(channel, names, { kind: 'seen', seq: seen });
    }
    if (due.read) this.live.tell(channel, names, { kind: 'read', seq: thread.readSeq });
    if (due.state) this.live.tell(channel, names, { kind: 'closed', closed: thread.closed });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.gathering.end();
  }
}
