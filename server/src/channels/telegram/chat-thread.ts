import type { TelegramMessage } from './update.js';

/** Where something is said: a chat, or a topic in it, perhaps on behalf of a business account. */
export interface ChatThread {
  chatId: string;
  topicId: string | null;
  /** A topic of the direct messages of a channel. */
  directTopicId: string | null;
  businessConnectionId: string | null;
}

const THREAD =
  /^(?:business:(?<business>[^/]+)\/)?(?<chat>-?\d+)(?:\/topic:(?<topic>\d+))?(?:\/direct:(?<direct>\d+))?$/;
const MESSAGE = /^(?:business:(?<business>[^/]+)\/)?(?<chat>-?\d+):(?<message>\d+)$/;

export function threadOf(message: TelegramMessage): ChatThread {
  return {
    chatId: message.chat.id,
    // Replies in groups without topics bear a message_thread_id too.
    topicId: message.is_topic_message === true ? (message.message_thread_id ?? null) : null,
    directTopicId: message.direct_messages_topic?.topic_id ?? null,
    businessConnectionId: message.business_connection_id ?? null,
  };
}

/** The external id of a thread's conversation. */
export function threadId({ chatId, topicId, directTopicId, businessConnectionId }: ChatThread): string {
  const business = businessConnectionId === null ? '' : `business:${businessConnectionId}/`;
  const topic = topicId === null ? '' : `/topic:${topicId}`;
  const direct = directTopicId === null ? '' : `/direct:${directTopicId}`;
  return `${business}${chatId}${topic}${direct}`;
}

/** @returns undefined when it is none of ours */
export function readThreadId(externalId: string): ChatThread | undefined {
  const found = THREAD.exec(externalId)?.groups;
  if (found === undefined) return undefined;
  return {
    chatId: found.chat ?? '',
    topicId: found.topic ?? null,
    directTopicId: found.direct ?? null,
    businessConnectionId: found.business ?? null,
  };
}

/** Message ids are unique within their chat only; on behalf of a business account they are that account's own. */
export function messageId(
  { chatId, businessConnectionId }: Pick<ChatThread, 'chatId' | 'businessConnectionId'>,
  id: string,
): string {
  const business = businessConnectionId === null ? '' : `business:${businessConnectionId}/`;
  return `${business}${chatId}:${id}`;
}

/** The platform's own id of a message in this very chat; undefined for one from anywhere else. */
export function idWithin(
  { chatId, businessConnectionId }: ChatThread,
  externalId: string,
): number | undefined {
  const found = MESSAGE.exec(externalId)?.groups;
  if (found === undefined) return undefined;
  if (found.chat !== chatId || (found.business ?? null) !== businessConnectionId) return undefined;
  return Number(found.message);
}
