import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONVERSATION_CHANGED, MESSAGE_CHANGED } from '../conversations/conversations.events.js';
import { MessagesService } from '../conversations/messages/messages.service.js';
import { type PushedRow, PushedRows } from '../conversations/queue/pushed-rows.service.js';
import { PERSON_CHANGED } from '../people/people.events.js';
import { DomainEvents } from '../platform/events/events.js';
import { Gathering } from '../platform/events/gathering.js';
import { loggerFor } from '../platform/logging/logger.js';
import { RealtimeServer } from './realtime-server.service.js';
import { rooms, scopeOf, viewsOf } from './rooms.js';

const log = loggerFor('realtime');

/** Changes within this time are read and pushed together. */
const GATHER_MS = 15;
/** Conversations whose last push is remembered, to know what they may have left since. */
const REMEMBERED = 5_000;
/** So many of a person's newest conversations are pushed when their name changes. */
const NAMED_ANEW = 50;

type Places = ReturnType<typeof viewsOf>;

interface Due {
  conversations: Set<string>;
  /** Message → its conversation. */
  messages: Map<string, string>;
}

/**
 * Pushes what changed. It reads the rows as they are now, after the commit, so that a late event cannot bring back
 * an older state; rows carry their version besides.
 */
@Injectable()
export class Broadcasts implements OnModuleInit, BeforeApplicationShutdown {
  /** By brand. */
  private readonly due = new Map<string, Due>();
  private readonly pushed = new Map<string, { version: number; views: Places }>();
  private readonly gathering = new Gathering(
    GATHER_MS,
    () => this.flush(),
    (error) => log.warn({ err: error }, 'changes were not pushed; consoles see them when they look again'),
  );

  constructor(
    private readonly server: RealtimeServer,
    private readonly events: DomainEvents,
    private readonly rows: PushedRows,
    private readonly messages: MessagesService,
  ) {}

  onModuleInit(): void {
    this.events.afterCommit(CONVERSATION_CHANGED, ({ brandId, conversationId }) => {
      this.gather(brandId).conversations.add(conversationId);
    });
    this.events.afterCommit(MESSAGE_CHANGED, ({ brandId, conversationId, messageId }) => {
      this.gather(brandId).messages.set(messageId, conversationId);
    });
    this.events.afterCommit(PERSON_CHANGED, async ({ brandId, personId }) => {
      const rows = await this.rows.ofPerson(brandId, personId, NAMED_ANEW);
      for (const { id } of rows) this.gather(brandId).conversations.add(id);
    });
  }

  private gather(brandId: string): Due {
    const due = this.due.get(brandId) ?? { conversations: new Set(), messages: new Map() };
    this.due.set(brandId, due);
    this.gathering.add();
    return due;
  }

  /** One after the other: a push never overtakes the one before it. */
  private async flush(): Promise<void> {
    const gathered = [...this.due];
    this.due.clear();
    for (const [brandId, due] of gathered) {
      try {
        await this.push(brandId, due);
      } catch (error) {
        log.warn({ err: error }, 'a change was not pushed; consoles see it when they look again');
      }
    }
  }

  private async push(brandId: string, { conversations, messages }: Due): Promise<void> {
    if (!this.server.hasListeners([rooms.brand(brandId)])) return;
    const ids = [...new Set([...conversations, ...messages.values()])];
    const rows = await this.rows.byIds(brandId, ids);
    const byId = new Map(rows.map((row) => [row.id, row]));
    // Messages first: whoever has the conversation open sees the words and the row change together.
    await this.pushMessages(brandId, messages, byId);
    for (const id of conversations) {
      const row = byId.get(id);
      if (row === undefined) this.removed(brandId, id);
      else this.pushRow(row);
    }
  }

  private pushRow(row: PushedRow): void {
    const scope = scopeOf({ id: row.channel_id, restricted: row.restricted });
    const conversationRoom = rooms.conversation(row.id, scope);
    if (row.merged_into_id !== null) {
      this.pushed.delete(row.id);
      this.server.emit([rooms.anyView(row.brand_id, scope), conversationRoom], {
        type: 'conversation.removed',
        brandId: row.brand_id,
        conversationId: row.id,
        version: row.version,
      });
      return;
    }
    const views = viewsOf(row);
    const left = this.mayHaveLeft(row);
    this.remember(row, views);
    const roomOf = ({ view, memberId }: Places[number]) => rooms.view(row.brand_id, scope, view, memberId);
    const to =
      left === 'any' ? [rooms.anyView(row.brand_id, scope)] : [...new Set([...views, ...left].map(roomOf))];
    this.server.emit([...to, conversationRoom], {
      type: 'conversation.changed',
      brandId: row.brand_id,
      conversationId: row.id,
      version: row.version,
      row: this.rows.present(row),
      utteranceSeq: row.utterance_seq,
    });
  }

  /** Views it may have left with this change: known after one's own last push. */
  private mayHaveLeft(row: PushedRow): Places | 'any' {
    if (row.version <= 2 && row.message_count === 1) return []; // it has only just appeared
    const last = this.pushed.get(row.id);
    return last !== undefined && last.version >= row.version - 1 ? last.views : 'any';
  }

  private remember(row: PushedRow, views: Places): void {
    this.pushed.delete(row.id);
    this.pushed.set(row.id, { version: row.version, views });
    if (this.pushed.size <= REMEMBERED) return;
    const [oldest] = this.pushed.keys();
    if (oldest !== undefined) this.pushed.delete(oldest);
  }

  private removed(brandId: string, conversationId: string): void {
    this.pushed.delete(conversationId);
    this.server.emit([rooms.brand(brandId)], {
      type: 'conversation.removed',
      brandId,
      conversationId,
      version: Number.MAX_SAFE_INTEGER,
    });
  }

  private async pushMessages(
    brandId: string,
    messages: Map<string, string>,
    rows: Map<string, PushedRow>,
  ): Promise<void> {
    const roomOf = new Map<string, string>();
    for (const [messageId, conversationId] of messages) {
      const row = rows.get(conversationId);
      if (row === undefined) continue;
      const room = rooms.conversation(
        conversationId,
        scopeOf({ id: row.channel_id, restricted: row.restricted }),
      );
      if (this.server.hasListeners([room])) roomOf.set(messageId, room);
    }
    const found = await this.messages.byIds(brandId, [...roomOf.keys()]);
    for (const message of found) {
      const room = roomOf.get(message.id);
      // What stands in another conversation now (a split) is gone from the one this was said of.
      if (room === undefined || message.conversationId !== messages.get(message.id)) continue;
      roomOf.delete(message.id);
      this.server.emit([room], {
        type: 'message.changed',
        brandId,
        conversationId: message.conversationId,
        version: message.version,
        message,
      });
    }
    for (const [messageId, room] of roomOf) {
      this.server.emit([room], {
        type: 'message.removed',
        brandId,
        conversationId: messages.get(messageId) ?? '',
        messageId,
      });
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.gathering.end();
  }
}
