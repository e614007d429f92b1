import { countText } from '@parley/shared/text-count.js';
import type { InboundAttachment, InboundEvent, MessageEvent } from '../core/inbound-event.js';
import { threadStatusOf, webAddress } from './chain.js';
import type { Account, Media, Notification, Status, ThreadStatus } from './entities.js';
import type { Piece } from './found.js';
import { identityOf } from './identity.js';
import { mastodonCounting } from './mastodon.manifest.js';
import { BRINGS_WORDS, hashOf, readStatus } from './pieces.parse.js';
import { withMentions } from './reply.format.js';
import { replyDetailsOf } from './reply-details.js';
import { textOfStatus } from './status-text.format.js';
import { type Place, placeOf, postOf } from './thread-place.js';

/** What everything in a delivery has in common. */
export interface Reading {
  /** The channel's. */
  account: string;
  /** Id of our account on its instance. */
  self: string;
  host: string;
  threads: Record<string, ThreadStatus[]>;
  /** Null: its time decides. */
  history: boolean | null;
  queueSince: string | null;
}

const SIGNS: Readonly<Record<string, string>> = { favourite: 'like', reblog: 'boost' };

export function eventsOf(
  piece: Extract<Piece, { kind: 'notification' | 'status' }>,
  reading: Reading,
): InboundEvent[] {
  if (piece.kind === 'notification') return [ofNotification(piece.notification, reading)];
  const { status, changed } = piece;
  if (changed) return [editOf(status, reading)];
  if (status.account.id === reading.self) return [ownStatus(status, reading)];
  // A status of somebody else that came alone: ours to read when it speaks to us.
  if (status.mentions.some(({ id }) => id === reading.self)) return [messageOf(status, reading)];
  return [ignored(`status:${status.id}`, 'update', status.created_at, reading)];
}

function ofNotification(notification: Notification, reading: Reading): InboundEvent {
  const { id, type, account } = notification;
  const at = timeOf(notification.created_at);
  const status = readStatus(notification.status);
  const key = `notification:${id}`;
  if (status === undefined || account == null)
    return { type: 'ignored', key, account: reading.account, at, what: type };
  if (BRINGS_WORDS.has(type)) return messageOf(status, reading);
  const sign = SIGNS[type];
  // Posts of ours are no messages; our answers are.
  if (sign !== undefined && status.in_reply_to_id != null)
    return reactionOf(sign, account, status, { at, reading });
  if (type === 'update') return editOf(status, reading);
  return ignored(key, type, notification.created_at, reading);
}

function reactionOf(
  emoji: string,
  account: Account,
  status: Status,
  { at, reading }: { at: string | null; reading: Reading },
): InboundEvent {
  return {
    type: 'reaction',
    key: `${emoji}:${status.id}:${account.id}`,
    account: reading.account,
    at,
    externalId: status.id,
    emoji,
    author: identityOf(account, reading.host),
    removed: false,
    ...(emoji === 'like' && status.favourites_count != null ? { total: status.favourites_count } : {}),
  };
}

function editOf(status: Status, reading: Reading): InboundEvent {
  const { text, html } = textOfStatus(status);
  const at = timeOf(status.edited_at ?? status.created_at);
  return {
    type: 'edit',
    // Without a time of its own (somebody else's software) the words tell one edit from the next.
    key: `edit:${status.id}:${status.edited_at ?? hashOf([text, status.spoiler_text])}`,
    account: reading.account,
    at,
    externalId: status.id,
    text,
    html,
    warning: status.spoiler_text || null,
  };
}

/** Said natively: in answer to somebody it is an answer, anything else is a post of ours. */
function ownStatus(status: Status, reading: Reading): InboundEvent {
  const key = `status:${status.id}`;
  if (status.reblog != null) return ignored(key, 'reblog', status.created_at, reading);
  const before = reading.threads[status.id] ?? [];
  const answered = before.findLast(({ account }) => account.id !== reading.self);
  const place = answered === undefined ? null : placeOf([...before, threadStatusOf(status)], reading.self);
  if (answered === undefined || place === null) return ignored(key, 'own_post', status.created_at, reading);
  return {
    ...said(status, place, reading),
    direction: 'out',
    author: null,
    others: [identityOf(answered.account, reading.host)],
  };
}

function messageOf(status: Status, reading: Reading): InboundEvent {
  const before = reading.threads[status.id] ?? [];
  const place = placeOf([...before, threadStatusOf(status)], reading.self);
  // Mentioning ourselves is no question to us.
  if (place === null || status.account.id === reading.self) {
    return ignored(`status:${status.id}`, 'own_post', status.created_at, reading);
  }
  const quoted = place.post === null && before.length === 0 ? status.quote : null;
  const details = replyDetailsOf(status, reading.self);
  const added = withMentions('', [details.author, ...details.mentions], reading.host);
  return {
    ...said(status, place, reading),
    ...(quoted != null ? { post: postOf(threadStatusOf(quoted)) } : {}),
    direction: 'in',
    author: identityOf(status.account, reading.host),
    others: [],
    replyCosts: countText(`${added} ${details.warning}`.trim(), mastodonCounting) + 1,
    ...(reading.queueSince !== null && Date.parse(status.created_at) >= Date.parse(reading.queueSince)
      ? { queueIfUnanswered: true }
      : {}),
  };
}

/** What messages of both directions have in common. */
function said(
  status: Status,
  place: Place,
  reading: Reading,
): Omit<MessageEvent, 'direction' | 'author' | 'others'> {
  const { text, html } = textOfStatus(status);
  const inReplyTo = status.in_reply_to_id ?? null;
  const under = [...new Set([...(inReplyTo === null ? [] : [inReplyTo]), ...place.under])];
  return {
    type: 'message',
    key: `status:${status.id}`,
    account: reading.account,
    at: timeOf(status.created_at),
    conversation: {
      externalId: place.thread,
      medium: place.medium,
      ...(under.length === 0 ? {} : { under }),
      ...(place.cameOutOf === null ? {} : { cameOutOf: place.cameOutOf }),
    },
    externalId: status.id,
    visibility: status.visibility === 'public' || status.visibility === 'unlisted' ? 'public' : 'private',
    text,
    html,
    attachments: status.media_attachments.flatMap(attachmentOf),
    inReplyTo,
    warning: status.spoiler_text || null,
    url: webAddress(status.url),
    ...(status.favourites_count == null ? {} : { likes: status.favourites_count }),
    ...(place.post === null ? {} : { post: postOf(place.post) }),
    details: replyDetailsOf(status, reading.self),
    ...(reading.history === null ? {} : { history: reading.history }),
  };
}

const ignored = (
  key: string,
  what: string,
  at: string | null | undefined,
  { account }: Reading,
): InboundEvent => ({
  type: 'ignored',
  key,
  account,
  at: timeOf(at),
  what,
});

function timeOf(at: string | null | undefined): string | null {
  const ms = at == null ? Number.NaN : Date.parse(at);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** Media types of what instances keep, by the ending they keep it under. */
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  flac: 'audio/flac',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
};
const KINDS: Readonly<Record<string, string>> = {
  image: 'image/jpeg',
  gifv: 'video/mp4',
  video: 'video/mp4',
  audio: 'audio/mpeg',
};

/** `unknown` media were not copied by our instance: its `remote_url` is where they are. */
function attachmentOf({ id, type, url, remote_url, description }: Media): InboundAttachment[] {
  const source = webAddress(url) ?? webAddress(remote_url);
  if (source === null) return [];
  const name = URL.canParse(source) ? (new URL(source).pathname.split('/').at(-1) ?? '') : '';
  const ending = /\.([a-z0-9]{2,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return [
    {
      filename: name.slice(-120) || `${type}-${id ?? 'file'}`,
      contentType: TYPES[ending] ?? KINDS[type] ?? 'application/octet-stream',
      size: 0,
      sourceUrl: source,
      description: description ?? null,
    },
  ];
}
