import { Injectable } from '@nestjs/common';
import type { VisitorMessage, VisitorPush, VisitorThread } from '@parley/shared/livechat.js';
import { Clock } from '../../platform/clock/clock.js';
import { SecretBox } from '../../platform/crypto/secret-box.js';
import { FileLinks } from '../core/file-link.js';
import type { SharedMessage, SharedNews, SharedThread } from '../core/shared-threads.js';
import { LIVECHAT_KIND } from './livechat.manifest.js';
import { clientIdOf } from './livechat-delivery.parse.js';

/** Where the chat is, and its name: it signs what none of the members has. */
export interface ChatPlace {
  endpointId: string;
  name: string;
}

/** A thread asks for its links anew whenever it is read. */
export const LIVECHAT_FILE_LINKS = { purpose: 'livechat-file-link', lifetimeMs: 12 * 3_600_000 };

/** Threads as the widget gets them. */
@Injectable()
export class VisitorThreadPresenter {
  readonly links: FileLinks;

  constructor(
    private readonly clock: Clock,
    box: SecretBox,
  ) {
    this.links = new FileLinks(box, LIVECHAT_FILE_LINKS);
  }

  thread(place: ChatPlace, thread: SharedThread): VisitorThread {
    return { ...thread, messages: thread.messages.map((message) => this.message(place, message)) };
  }

  message(place: ChatPlace, { externalId, attachments, ...message }: SharedMessage): VisitorMessage {
    const url = `/hooks/${LIVECHAT_KIND}/${place.endpointId}`;
    const now = this.clock.now();
    return {
      ...message,
      clientId: message.from === 'visitor' ? clientIdOf(externalId) : null,
      author: message.from === 'visitor' ? null : (message.author ?? { name: place.name, avatarUrl: null }),
      attachments: attachments.map((file) => ({
        ...file,
        url: this.links.create(url, place.endpointId, file.id, now),
      })),
    };
  }

  push(place: ChatPlace, news: SharedNews): VisitorPush {
    switch (news.kind) {
      case 'message':
        return { type: 'message', message: this.message(place, news.message), cursor: news.cursor };
      case 'removed':
        return { type: 'message.removed', id: news.id, seq: news.seq };
      case 'typing':
        return { type: 'typing', name: news.name, typing: news.typing };
      case 'seen':
        return { type: 'seen', seq: news.seq };
      case 'read':
        return { type: 'read', seq: news.seq };
      case 'closed':
        return { type: 'closed', closed: news.closed };
      case 'blocked':
        return { type: 'blocked', blocked: news.blocked };
    }
  }
}
