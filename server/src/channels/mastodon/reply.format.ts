import type { ChannelLimits } from '@parley/shared/channel-manifest.js';
import { countText } from '@parley/shared/text-count.js';
import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel } from '../core/connector.js';
import type { OutboundAttachment, OutboundMessage } from '../core/outbound-message.js';
import type { Visibility } from './entities.js';
import { addressOf } from './identity.js';
import { readAccount } from './mastodon.settings.js';
import { type ReplyDetails, replyDetailsSchema } from './reply-details.js';
import { beginningOf } from './thread-place.js';

/** `POST /api/v1/statuses`, without the ids of its files. */
export interface StatusFields {
  status: string;
  in_reply_to_id: string;
  visibility: Visibility;
  spoiler_text?: string;
  sensitive?: boolean;
  language?: string;
}

export interface OutgoingStatus {
  /** Said once more under the same key within an hour, it is still one status. */
  idempotencyKey: string;
  /** Null while what it answers has yet to be asked for. */
  fields: StatusFields | null;
  /** The status it answers; null: the last of the other side in the conversation that began with `beginning`. */
  parentId: string | null;
  beginning: string;
  files: OutboundAttachment[];
  /** Nothing that was said before is this reply; a little earlier than it was written, for clocks differ. */
  since: Date;
}

const CLOCKS_DIFFER_MS = 60_000;

/** Pure. @throws ChannelError.rejected */
export function formatReply(channel: ConnectedChannel, message: OutboundMessage): OutgoingStatus {
  const thread = message.conversation.externalId;
  if (thread === null) throw ChannelError.rejected('no_thread', 'Mastodon does not know this conversation.');
  checkFiles(channel.limits, message.attachments);
  const parentId = message.inReplyTo?.externalId ?? null;
  const details = replyDetailsSchema.safeParse(message.inReplyTo?.details);
  return {
    idempotencyKey: message.id,
    fields:
      parentId === null || !details.success ? null : composeReply(channel, message, parentId, details.data),
    parentId,
    beginning: beginningOf(thread),
    files: message.attachments,
    since: new Date(message.createdAt.getTime() - CLOCKS_DIFFER_MS),
  };
}

/**
 * Says it as the answer to that status: as public as it was, to everybody it was for, behind the same warning.
 * Pure. @throws ChannelError.rejected
 */
export function composeReply(
  channel: Pick<ConnectedChannel, 'account' | 'limits' | 'settings'>,
  message: Pick<OutboundMessage, 'text' | 'visibility' | 'conversation' | 'brand' | 'attachments'>,
  parentId: string,
  parent: ReplyDetails,
): StatusFields {
  const { host } = readAccount(channel.account);
  const aside =
    parent.visibility === 'direct' ||
    (message.visibility === 'private' && message.conversation.medium === 'comment');
  const visibility = aside ? 'direct' : parent.visibility;
  // Said aside in answer to something public, it is for its author alone.
  const turnedDirect = visibility === 'direct' && parent.visibility !== 'direct';
  const addressed = [parent.author, ...(turnedDirect ? [] : parent.mentions)].filter((acct) => acct !== '');
  if (visibility === 'direct') {
    const { acct } = channel.settings;
    checkOutsiders(message.text, [...addressed, ...(typeof acct === 'string' ? [acct] : [])], host);
  }
  const status = withMentions(message.text, addressed, host);
  checkLength(channel.limits, status, parent.warning, message.attachments.length);
  const language = parent.language ?? message.brand.locale.split('-')[0] ?? '';
  return {
    status,
    in_reply_to_id: parentId,
    visibility,
    ...(parent.warning === '' ? {} : { spoiler_text: parent.warning, sensitive: true }),
    ...(/^[a-z]{2,3}$/.test(language) ? { language } : {}),
  };
}

/** `@name` or `@name@host`, not within a word, an address of mail or a link. */
const MENTION = /(?<![\w/=@.])@(\w(?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)*(?::\d+)?)?)/g;

const mentionedIn = (text: string, host: string): Set<string> =>
  new Set([...text.matchAll(MENTION)].map(([, acct = '']) => addressOf(acct, host)));

/** Nobody is told of a reply but those it names: whom the writer has not named is named in front. */
export function withMentions(text: string, addressed: readonly string[], host: string): string {
  const typed = mentionedIn(text, host);
  const missing = addressed.filter((acct) => !typed.has(addressOf(acct, host)));
  return [...missing.map((acct) => `@${acct}`), text].filter((part) => part !== '').join(' ');
}

/** Whoever is named in a direct status can read it. */
function checkOutsiders(text: string, addressed: readonly string[], host: string): void {
  const known = new Set(addressed.map((acct) => addressOf(acct, host)));
  const outsider = [...mentionedIn(text, host)].find((address) => !known.has(address));
  if (outsider === undefined) return;
  throw ChannelError.rejected(
    'names_outsider',
    `Named like this, @${outsider} could read this private message too.`,
    'Take the @ away before the name.',
  );
}

function checkLength(limits: ChannelLimits, status: string, warning: string, files: number): void {
  const most = limits.textLength;
  if (status === '' && files === 0) throw ChannelError.rejected('nothing_said', 'There is nothing in it.');
  if (most === null) return;
  const length = countText(status, limits) + countText(warning, limits);
  if (length <= most) return;
  const count = (value: number) => new Intl.NumberFormat('en').format(value);
  throw ChannelError.rejected(
    'too_long',
    `With the names of those it goes to${warning === '' ? '' : ' and the content warning'} it has ${count(length)} characters; this instance takes at most ${count(most)}.`,
    'Make it shorter, or send it in two replies.',
  );
}

function checkFiles(
  { attachments: most, attachmentTypes }: ChannelLimits,
  files: readonly OutboundAttachment[],
): void {
  if (files.length > most) {
    throw ChannelError.rejected('too_many_files', `This instance takes at most ${most} files at once.`);
  }
  const typeOf = ({ contentType }: OutboundAttachment) =>
    contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const strange = files.find(
    (file) =>
      attachmentTypes !== null &&
      !attachmentTypes.some((type) =>
        type.endsWith('/') ? typeOf(file).startsWith(type) : typeOf(file) === type,
      ),
  );
  if (strange !== undefined) {
    throw ChannelError.rejected(
      'file_type',
      `Mastodon does not take files like ${strange.filename}: pictures, sounds and videos only.`,
      'Send a link to it instead.',
    );
  }
  // protocols.md §7: several pictures, or one video or sound.
  const moving = files.filter((file) => !typeOf(file).startsWith('image/'));
  if (moving.length > 0 && files.length > 1) {
    throw ChannelError.rejected(
      'mixed_files',
      'Mastodon takes one video or sound, or several pictures, not both.',
    );
  }
}
