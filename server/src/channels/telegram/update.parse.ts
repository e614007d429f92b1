import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { StoredDelivery } from '../core/connector.js';
import type { IdentityRef, InboundEvent, MessageEvent } from '../core/inbound-event.js';
import { messageId, threadId, threadOf } from './chat-thread.js';
import { type Content, readContent } from './content.parse.js';
import { reactionEvents } from './reactions.parse.js';
import {
  type TelegramChat,
  type TelegramMembership,
  type TelegramMessage,
  type TelegramUpdate,
  type TelegramUser,
  updateSchema,
} from './update.js';

/** User ids are the same for every bot. */
export const NAMESPACE = 'telegram';
/** Updates that could not be delivered are kept so long. */
const REDELIVERY_MS = 24 * 3_600_000;

interface Reading {
  account: string;
  connectedAt: Date;
  /** What anonymous admins of a group write is the brand's own. */
  adminsAreUs: boolean;
}

/** One update (a webhook), or a list of them (a poll): every one an event, or several. */
export async function parseUpdates(delivery: StoredDelivery): Promise<InboundEvent[]> {
  const { channel } = delivery;
  if (channel === null) throw new Error('An update without its channel.');
  const reading: Reading = {
    account: channel.account,
    connectedAt: channel.connectedAt,
    adminsAreUs: channel.settings.adminsAreUs !== false,
  };
  const json = JSON.parse((await delivery.body()).toString('utf8')) as unknown;
  const events: InboundEvent[] = [];
  for (const entry of Array.isArray(json) ? json : [json]) {
    for (const { event, files } of readUpdate(entry, reading)) {
      if (event.type === 'message') {
        for (const { content, ...file } of files) {
          const { key, size } = await delivery.store(Readable.from([content]));
          event.attachments.push({ ...file, size, storageKey: key });
        }
      }
      events.push(event);
    }
  }
  return events;
}

interface Read {
  event: InboundEvent;
  files: Content['files'];
}

/** Pure. */
export function readUpdate(entry: unknown, reading: Reading): Read[] {
  const parsed = updateSchema.safeParse(entry);
  if (!parsed.success) {
    const reason = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'update'}: ${message}`,
    );
    return plain({
      type: 'unreadable',
      key: `unreadable/${createHash('sha256')
        .update(JSON.stringify(entry) ?? '')
        .digest('base64url')}`,
      account: reading.account,
      at: null,
      reason: reason.join('; ').slice(0, 500),
      entry,
    });
  }
  const update = parsed.data;
  const said = update.message ?? update.business_message;
  if (said !== undefined) return messageEvents(update, said, reading);
  const edited = update.edited_message ?? update.edited_business_message;
  if (edited !== undefined) return plain(editEvent(update, edited, reading));
  if (update.deleted_business_messages !== undefined)
    return deletions(update.deleted_business_messages, reading);
  if (update.my_chat_member !== undefined) return plain(membership(update, update.my_chat_member, reading));
  const reactions = reactionsIn(update, reading);
  if (reactions.length > 0) return reactions;
  const what = Object.keys(update).find((name) => name !== 'update_id') ?? 'update';
  return plain(ignored(update, what, reading));
}

/** None where nothing changed, or nobody did it whom we could name. */
function reactionsIn(update: TelegramUpdate, { account }: Reading): Read[] {
  const { message_reaction: reaction } = update;
  if (reaction === undefined) return [];
  const { user, actor_chat } = reaction;
  const author =
    user !== undefined ? identityOfUser(user) : actor_chat !== undefined ? identityOfChat(actor_chat) : null;
  if (author === null) return [];
  return reactionEvents({ update_id: update.update_id, reaction }, author, account).flatMap(plain);
}

const plain = (event: InboundEvent): Read[] => [{ event, files: [] }];

const ignored = (update: TelegramUpdate, what: string, { account }: Reading): InboundEvent => ({
  type: 'ignored',
  key: `update/${update.update_id}/${what}`,
  account,
  at: null,
  what,
});

function messageEvents(update: TelegramUpdate, message: TelegramMessage, reading: Reading): Read[] {
  const { account } = reading;
  const move = moveOf(message);
  if (move !== null) {
    return plain({
      type: 'moved',
      key: `moved/${move.from}/${move.to}`,
      account,
      at: timeOf(message.date),
      ...move,
    });
  }
  const speaker = speakerOf(message, reading);
  if (speaker === null) return plain(ignored(update, 'message.own_post', reading));
  const content = readContent(message);
  if (content === null) return plain(ignored(update, `message.${unknownIn(message)}`, reading));
  const thread = threadOf(message);
  const externalId = messageId(thread, message.message_id);
  const conversation = threadId(thread);
  const album =
    message.media_group_id === undefined ? {} : { album: `${conversation}/${message.media_group_id}` };
  const event: MessageEvent = {
    type: 'message',
    key: `message/${externalId}`,
    account,
    at: timeOf(message.date),
    conversation: { externalId: conversation, medium: 'dm', subject: subjectOf(message) },
    externalId,
    visibility: 'private',
    ...speaker,
    text: content.text,
    fullText: withQuote(message, content.text),
    attachments: content.attachments.map((attachment) =>
      message.media_group_id === undefined
        ? attachment
        : { ...attachment, position: Number(message.message_id) },
    ),
    inReplyTo: repliedTo(message),
    ...album,
    ...historyOf(message, reading),
    redeliveryMs: REDELIVERY_MS,
  };
  return [{ event, files: content.files }];
}

/** Both the old group and the new one tell of it. */
function moveOf({ chat, migrate_to_chat_id, migrate_from_chat_id }: TelegramMessage) {
  if (migrate_to_chat_id !== undefined) return { from: chat.id, to: migrate_to_chat_id };
  if (migrate_from_chat_id !== undefined) return { from: migrate_from_chat_id, to: chat.id };
  return null;
}

type Speaker = Pick<MessageEvent, 'direction' | 'author' | 'others' | 'automatic'>;

const ours = (chat: TelegramChat): Speaker => ({
  direction: 'out',
  author: null,
  others: [identityOfChat(chat)],
});
const theirs = (author: IdentityRef, automatic: string | null = null): Speaker => ({
  direction: 'in',
  author,
  others: [],
  automatic,
});

/** Who says it; null for what is no word to us or of ours: posts of channels. */
function speakerOf(message: TelegramMessage, { account, adminsAreUs }: Reading): Speaker | null {
  const { chat, from, sender_chat, author_signature } = message;
  if (chat.type === 'channel' || message.is_automatic_forward === true) return null;
  if (message.business_connection_id !== undefined) {
    // The chat is the one of the business with this person: whoever else writes there is the business, or we for it.
    const person = from !== undefined && from.id === chat.id && message.sender_business_bot === undefined;
    return person ? theirs(identityOfUser(from)) : ours(chat);
  }
  if (from?.id === account) return ours(chat);
  if (sender_chat !== undefined) {
    if (sender_chat.id !== chat.id) return theirs(identityOfChat(sender_chat));
    if (adminsAreUs) return ours(chat);
    const name = [sender_chat.title, author_signature].filter(Boolean).join(', ');
    return theirs({ ...identityOfChat(sender_chat), name });
  }
  if (from !== undefined) return theirs(identityOfUser(from), from.is_bot === true ? 'bot' : null);
  return chat.type === 'private' ? theirs(identityOfChat(chat)) : null;
}

function identityOfUser({ id, first_name, last_name, username }: TelegramUser): IdentityRef {
  const name = [first_name, last_name].filter(Boolean).join(' ');
  return {
    namespace: NAMESPACE,
    externalId: id,
    name: name || username || null,
    handle: username === undefined ? null : `@${username}`,
  };
}

const identityOfChat = ({ title, ...chat }: TelegramChat): IdentityRef =>
  identityOfUser(title === undefined ? chat : { ...chat, first_name: title, last_name: undefined });

function subjectOf({ chat, reply_to_message }: TelegramMessage): string | null {
  if (chat.title === undefined) return null;
  const topic = reply_to_message?.forum_topic_created?.name;
  return topic === undefined ? chat.title : `${chat.title} › ${topic}`;
}

/** The first message of a topic is what everything in it "replies to". */
function repliedTo(message: TelegramMessage): string | null {
  const { reply_to_message: target } = message;
  if (target === undefined || target.forum_topic_created !== undefined) return null;
  if (target.chat !== undefined && target.chat.id !== message.chat.id) return null;
  return messageId(threadOf(message), target.message_id);
}

/** A part somebody chose to quote, or one from another chat, can be seen nowhere else. */
function withQuote({ quote, external_reply }: TelegramMessage, text: string): string | null {
  if (quote === undefined || (quote.is_manual !== true && external_reply === undefined)) return null;
  return `${quote.text.replace(/^/gm, '> ')}\n\n${text}`.trimEnd();
}

/** Telegram tells whole seconds: what was said in the second of connecting is no history. */
function historyOf({ date }: TelegramMessage, { connectedAt }: Reading): { history?: boolean } {
  return date > 0 ? { history: date * 1_000 + 999 < connectedAt.getTime() } : {};
}

function editEvent(update: TelegramUpdate, message: TelegramMessage, reading: Reading): InboundEvent {
  const content = readContent(message);
  if (content === null) return ignored(update, `edited_message.${unknownIn(message)}`, reading);
  // A place that moves along with its person is told anew every few seconds.
  if (message.location !== undefined) return ignored(update, 'edited_message.location', reading);
  const externalId = messageId(threadOf(message), message.message_id);
  return {
    type: 'edit',
    key: `edit/${externalId}/${update.update_id}`,
    account: reading.account,
    at: timeOf(message.edit_date ?? message.date, Number(update.update_id) % 1_000),
    externalId,
    text: content.text,
  };
}

function deletions(
  { business_connection_id, chat, message_ids }: NonNullable<TelegramUpdate['deleted_business_messages']>,
  { account }: Reading,
): Read[] {
  const thread = { chatId: chat.id, businessConnectionId: business_connection_id };
  return message_ids.flatMap((id) => {
    const externalId = messageId(thread, id);
    return plain({ type: 'delete', key: `delete/${externalId}`, account, at: null, externalId });
  });
}

function membership(update: TelegramUpdate, change: TelegramMembership, reading: Reading): InboundEvent {
  const { chat, from, date, old_chat_member: before, new_chat_member: after } = change;
  const [was, is] = [isIn(before), isIn(after)];
  if (was === is || chat.type === 'channel') return ignored(update, 'my_chat_member', reading);
  const alone = chat.type === 'private';
  return {
    type: 'notice',
    key: `member/${chat.id}/${update.update_id}`,
    account: reading.account,
    at: timeOf(date),
    conversationExternalId: chat.id,
    notice: is ? (alone ? 'unblocked' : 'added') : alone ? 'blocked' : 'removed',
    name: from === undefined ? null : (identityOfUser(from).name ?? null),
  };
}

const isIn = ({ status, is_member }: TelegramMembership['new_chat_member']) =>
  ['creator', 'administrator', 'member'].includes(status) || (status === 'restricted' && is_member === true);

/**
 * Telegram tells whole seconds. The end of one is taken, or the arrival where that is earlier: never a moment before the
 * words were said, so that an answer to our reply does not come to stand before it.
 * @param seconds since the epoch
 * @param ms tells apart what came within one second, in the order of the updates
 */
const timeOf = (seconds: number, ms = 999): string | null =>
  seconds > 0 ? new Date(seconds * 1_000 + ms).toISOString() : null;

/** Fields that say who, where and how, but not what. */
const ENVELOPE = new Set([
  ...[
    'message_id',
    'message_thread_id',
    'direct_messages_topic',
    'from',
    'sender_chat',
    'sender_boost_count',
  ],
  ...['sender_business_bot', 'sender_tag', 'date', 'business_connection_id', 'chat', 'forward_origin'],
  ...['is_topic_message', 'is_automatic_forward', 'reply_to_message', 'external_reply', 'quote'],
  ...['reply_to_story', 'reply_to_checklist_task_id', 'via_bot', 'edit_date', 'has_protected_content'],
  ...['is_from_offline', 'is_paid_post', 'media_group_id', 'author_signature', 'paid_star_count', 'entities'],
  ...['link_preview_options', 'suggested_post_info', 'effect_id', 'caption_entities', 'reply_markup'],
]);

const unknownIn = (message: TelegramMessage) =>
  Object.keys(message).find((name) => !ENVELOPE.has(name) && message[name] !== undefined) ?? 'empty';
