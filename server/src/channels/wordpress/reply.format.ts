import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel } from '../core/connector.js';
import type { OutboundMessage } from '../core/outbound-message.js';
import { commentHtml } from './comment-html.format.js';
import { readThreadId } from './comment-thread.js';
import { siteOf } from './wordpress.settings.js';

/** Bytes of a comment's content, and characters of its author's name, that WordPress's tables hold. */
export const MOST_BYTES = 65_525;
const MOST_NAME = 245;

/** The body of `POST /wp/v2/comments`; the number fields are numbers there. */
export interface OutgoingComment {
  post: number;
  parent: number;
  content: string;
  /** Both, or neither: alone, a name would make a guest of us. */
  author?: number;
  author_name?: string;
}

/** Pure. @throws ChannelError.rejected */
export function formatReply(channel: ConnectedChannel, message: OutboundMessage): OutgoingComment {
  const { externalId } = message.conversation;
  const thread = externalId === null ? undefined : readThreadId(externalId);
  if (thread === undefined) {
    throw ChannelError.rejected('no_thread', 'WordPress does not know this conversation.');
  }
  if (message.attachments.length > 0) {
    throw ChannelError.rejected(
      'no_files',
      'Comments of WordPress hold no files.',
      'Put a link to it into the text instead.',
    );
  }
  const content = commentHtml(message.text, message.html);
  if (content === '') throw ChannelError.rejected('empty', 'There is nothing in the reply.');
  if (Buffer.byteLength(content) > MOST_BYTES) {
    throw ChannelError.rejected(
      'too_long',
      'The reply is longer than WordPress can store (65,525 bytes).',
      'Make it shorter, or send it in two.',
    );
  }
  const { replyName, userId } = siteOf(channel);
  const name = [...message.member.name.trim()].slice(0, MOST_NAME).join('');
  return {
    post: Number(thread.post),
    parent: Number(parentOf(message, thread.root)),
    content,
    ...(replyName === 'member' && name !== '' ? { author: Number(userId), author_name: name } : {}),
  };
}

/** The comment it answers, or goes on from; the one the thread begins with, where that is none of the site's. */
function parentOf({ inReplyTo, newest }: OutboundMessage, root: string): string {
  const id = (inReplyTo ?? newest)?.externalId ?? '';
  return /^\d{1,20}$/.test(id) ? id : root;
}

/** The same reply under the name of the connected user. */
export function underUsersName({ post, parent, content }: OutgoingComment): OutgoingComment {
  return { post, parent, content };
}
