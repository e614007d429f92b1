import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel } from '../core/connector.js';
import type { OutboundAttachment, OutboundMessage } from '../core/outbound-message.js';
import { type ChatThread, idWithin, readThreadId } from './chat-thread.js';

/** UTF-16 units of a message, after its entities were taken out; of the words beside a file. */
export const MOST_TEXT = 4_096;
export const MOST_CAPTION = 1_024;
export const MOST_FILES = 10;
const PHOTO_BYTES = 10 * 1024 * 1024;

export interface Upload {
  /** Field of the form the file stands in. */
  name: string;
  attachment: OutboundAttachment;
}

/** One call of the Bot API: a reply is always exactly one, so that it is there as a whole or not at all. */
export interface OutgoingCall {
  method: 'sendMessage' | 'sendPhoto' | 'sendVideo' | 'sendDocument' | 'sendMediaGroup';
  fields: Record<string, unknown>;
  uploads: Upload[];
}

export interface OutgoingMessage extends OutgoingCall {
  thread: ChatThread;
  /** Without pictures shown as such: Telegram takes any file as a document. */
  asDocuments: OutgoingCall | null;
}

/** Pure. @throws ChannelError.rejected */
export function formatReply(_channel: ConnectedChannel, message: OutboundMessage): OutgoingMessage {
  const thread =
    message.conversation.externalId === null ? undefined : readThreadId(message.conversation.externalId);
  if (thread === undefined) {
    throw ChannelError.rejected('no_thread', 'Telegram does not know this conversation.');
  }
  const { text, attachments } = message;
  checkLength(text, attachments.length > 0);
  if (attachments.length > MOST_FILES) {
    throw ChannelError.rejected('too_many_files', `Telegram takes at most ${MOST_FILES} files at once.`);
  }
  const fields = { ...addressOf(thread), ...replyOf(thread, message) };
  if (attachments.length === 0) {
    return { method: 'sendMessage', fields: { ...fields, text }, uploads: [], thread, asDocuments: null };
  }
  const documents = withFiles(fields, text, attachments, () => 'document');
  const shown = attachments.every((file) => kindOf(file) !== 'document');
  if (!shown) return { ...documents, thread, asDocuments: null };
  return { ...withFiles(fields, text, attachments, kindOf), thread, asDocuments: documents };
}

/** The same call to where the group has moved. */
export function redirected(call: OutgoingCall, chatId: string): OutgoingCall {
  const { reply_parameters: _old, ...fields } = call.fields;
  return { ...call, fields: { ...fields, chat_id: chatId } };
}

function checkLength(text: string, withFiles: boolean): void {
  const most = withFiles ? MOST_CAPTION : MOST_TEXT;
  if (text.length <= most) return;
  const count = new Intl.NumberFormat('en').format(most);
  throw ChannelError.rejected(
    'too_long',
    withFiles
      ? `Beside files Telegram takes at most ${count} characters.`
      : `Telegram takes at most ${count} characters.`,
    'Make it shorter, or send it in two replies.',
  );
}

export const addressOf = ({ chatId, topicId, directTopicId, businessConnectionId }: ChatThread) => ({
  chat_id: chatId,
  ...(topicId === null ? {} : { message_thread_id: Number(topicId) }),
  ...(directTopicId === null ? {} : { direct_messages_topic_id: Number(directTopicId) }),
  ...(businessConnectionId === null ? {} : { business_connection_id: businessConnectionId }),
});

/** A message that was deleted meanwhile, or stands in the group's former chat, keeps nobody from answering. */
function replyOf(thread: ChatThread, { inReplyTo }: OutboundMessage) {
  const target = inReplyTo?.externalId == null ? undefined : idWithin(thread, inReplyTo.externalId);
  return target === undefined
    ? {}
    : { reply_parameters: { message_id: target, allow_sending_without_reply: true } };
}

type MediaKind = 'photo' | 'video' | 'document';

function kindOf({ contentType, size }: OutboundAttachment): MediaKind {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (['image/jpeg', 'image/png', 'image/webp'].includes(type) && size <= PHOTO_BYTES) return 'photo';
  return type === 'video/mp4' ? 'video' : 'document';
}

const METHODS = { photo: 'sendPhoto', video: 'sendVideo', document: 'sendDocument' } as const;

function withFiles(
  fields: Record<string, unknown>,
  text: string,
  attachments: readonly OutboundAttachment[],
  kind: (attachment: OutboundAttachment) => MediaKind,
): OutgoingCall {
  const caption = text === '' ? {} : { caption: text };
  const [only] = attachments;
  if (only !== undefined && attachments.length === 1) {
    const type = kind(only);
    return {
      method: METHODS[type],
      fields: { ...fields, ...caption },
      uploads: [{ name: type, attachment: only }],
    };
  }
  const kinds = attachments.map(kind);
  // Below an album of pictures Telegram shows the words of its first; below documents those of each, so the last has them.
  const speaking = kinds.includes('document') ? attachments.length - 1 : 0;
  const media = kinds.map((type, index) => ({
    type,
    media: `attach://file${index}`,
    ...(index === speaking ? caption : {}),
  }));
  return {
    method: 'sendMediaGroup',
    fields: { ...fields, media },
    uploads: attachments.map((attachment, index) => ({ name: `file${index}`, attachment })),
  };
}
