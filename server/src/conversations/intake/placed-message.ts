import { isPutAway } from '@parley/shared/moderation.js';
import type { IdentityRef, InboundEvent, MessageEvent } from '../../channels/core/inbound-event.js';
import type { KnownIdentity } from '../../people/identities.service.js';
import type { ConversationRecord } from '../conversation.repository.js';
import { saidInShort } from '../entries/last-words.js';
import type { EntryMessage } from '../entries/message-entry.js';
import type { NewMessage, WrittenMessage } from '../message.repository.js';
import { countingTime } from '../turns/counting-time.js';
import type { Intake } from './intake-channel.js';

/** People of one mail beyond this are kept in its header only. */
const MOST_OTHERS = 50;

export interface MessagePeople {
  author: KnownIdentity | null;
  others: KnownIdentity[];
}

/** A message whose people and (locked) conversation are known. */
export interface PlacedMessage extends MessagePeople {
  intake: Intake<MessageEvent>;
  time: ReturnType<typeof timeOf>;
  conversation: ConversationRecord;
  repliedTo: { id: string; identityId: string | null } | null;
}

/**
 * Whether a message can be taken in together with others: somebody wrote it, in a thread their platform names, and it says
 * nothing about replies of ours.
 */
export const isPlain = (event: InboundEvent): event is MessageEvent =>
  event.type === 'message' &&
  event.direction === 'in' &&
  event.conversation.externalId !== null &&
  event.album === undefined &&
  event.reports == null &&
  event.references === undefined &&
  event.ownReferences === undefined;

export function shownUnder({ author, others }: MessagePeople): KnownIdentity {
  const shown = author ?? others[0];
  if (shown === undefined) throw new Error('The message names nobody it is from or for.');
  return shown;
}

/** Everyone in a message, each once. */
export function refsOf(event: MessageEvent): IdentityRef[] {
  const all = [...event.others.slice(0, MOST_OTHERS), ...(event.author === null ? [] : [event.author])];
  return [...new Map(all.map((ref) => [keyOf(ref), ref])).values()];
}

export function newMessage({
  intake,
  time,
  author,
  others,
  conversation,
  repliedTo,
}: PlacedMessage): NewMessage {
  const { event, channel, receivedAt } = intake;
  const at = new Date(time.at);
  const history = event.history ?? at < channel.connectedAt;
  const out = event.direction === 'out';
  return {
    direction: event.direction,
    visibility: event.visibility,
    channelId: channel.id,
    identityId: author?.id ?? null,
    outsideParley: out,
    answers: out ? answersOf(event, conversation, others, repliedTo?.identityId ?? null) : null,
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
    page: event.page ?? null,
    rawKey: event.rawKey ?? null,
    moderation: event.moderation ?? null,
    moderationAt: event.moderation === undefined ? null : receivedAt,
    likes: event.likes ?? null,
    warning: event.warning ?? null,
    url: webAddress(event.url),
    replyCosts: event.replyCosts ?? null,
    details: event.details ?? null,
    state: out ? 'sent' : null,
    sentAt: out ? at : null,
  };
}

/** A new message of a person, as the fold reads it. */
export function entryColumns(
  row: WrittenMessage,
  conversation: ConversationRecord,
  message: NewMessage,
  author: KnownIdentity | null,
): EntryMessage {
  return {
    id: row.id,
    thread_id: conversation.id,
    direction: message.direction,
    person_id: author?.personId ?? null,
    member_id: null,
    answers: null,
    automatic: message.automatic ?? null,
    moderation: message.moderation ?? null,
    history: message.history ?? false,
    imported: message.imported ?? false,
    out_of_figures: message.outOfFigures ?? null,
    occurred_at: message.occurredAt,
    arrival: String(row.arrival),
    external_id: message.externalId ?? null,
    in_reply_to_id: message.inReplyToId ?? null,
    deleted_at: null,
    deleted_arrival: null,
    failure_arrival: null,
    state: null,
    sent_at: null,
  };
}

export const keyOf = ({ namespace, externalId }: IdentityRef) => `${namespace}/${externalId}`;

export const timeOf = (event: MessageEvent, receivedAt: Date) =>
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

export const speaksAsHuman = (event: MessageEvent) =>
  event.direction === 'in' && event.automatic == null && setAsideOf(event) === null;

/** Why it is kept apart: the event's own reason, or that its platform has put it away. */
export const setAsideOf = ({ setAside, moderation }: MessageEvent): string | null =>
  setAside ?? (moderation !== undefined && isPutAway(moderation) ? moderation : null);

/** What a browser may be sent to. */
const webAddress = (url: string | null | undefined): string | null =>
  url != null && /^https?:\/\//i.test(url) ? url : null;

export const wordsFor = ({ text, warning, attachments }: MessageEvent) =>
  saidInShort({ text, warning, filenames: attachments.map(({ filename }) => filename) });
