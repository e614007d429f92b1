import type { ConversationDetail, Draft, draftViewSchema } from '@parley/shared/conversations.js';
import type { Attachment, Message, SendMessage } from '@parley/shared/messages.js';
import type { z } from 'zod';
import { newId } from '../../../lib/new-id.js';
import { escapeHtml } from '../../writing/placeholders.js';
import { contentIdOf, type Writing } from '../../writing/writing.js';

export type Kind = 'reply' | 'public' | 'private' | 'note';
export type UploadedFile = {
  id: string;
  name: string;
  size: number;
  contentType: string;
  /** A picture within the text; it goes along while it stands there. */
  inline?: boolean;
};

/** What stands in the composer of one conversation. */
export type Composition = {
  /** Goes along with every try to send this, so that trying twice is one reply. */
  clientId: string;
  kind: Kind;
  body: string;
  /** The same formatted, where it is; null where plain text says it all. */
  html: string | null;
  files: UploadedFile[];
  to: string[];
  cc: string[];
  bcc: string[];
  subject: string;
  forward: boolean;
  inReplyToId: string | null;
  mentions: { id: string; name: string }[];
};

/** Which kinds of writing the channel allows here; the first is the usual one. */
export function kindsOf(conversation: ConversationDetail): Kind[] {
  const can = new Set(conversation.channelDetail.capabilities);
  const both: Kind[] = [];
  if (conversation.medium === 'comment') {
    if (can.has('replies_publicly')) both.push('public');
    if (can.has('replies_privately')) both.push('private');
  } else if (can.has('sends')) both.push('reply');
  if (both.length === 0 && can.has('sends')) both.push('reply');
  return [...both, 'note'];
}

/** Said where everyone can read, in answer to what not everyone could: the platform keeps the reply among those few. */
export const keepsAudience = (kind: Kind, answered: Pick<Message, 'visibility'> | undefined): boolean =>
  kind === 'public' && answered?.visibility === 'private';

/** Whom an answer goes to when nobody says otherwise. */
export const usualRecipients = ({ replyTo }: Pick<ConversationDetail, 'replyTo'>) => ({
  to: replyTo?.to ?? [],
  cc: replyTo?.cc ?? [],
  bcc: [],
});

export function emptyComposition(conversation: ConversationDetail): Composition {
  return {
    clientId: newId(),
    kind: kindsOf(conversation)[0] ?? 'note',
    body: '',
    html: null,
    files: [],
    ...usualRecipients(conversation),
    subject: '',
    forward: false,
    inReplyToId: null,
    mentions: [],
  };
}

/** Text can be formatted here: the channel has it, and it is no note. */
export const isRich = (conversation: Pick<ConversationDetail, 'channelDetail'>, kind: Kind) =>
  kind !== 'note' && conversation.channelDetail.capabilities.includes('rich_text');

/** The files that go along: a picture that was taken out of the text stays behind. */
export const filesOf = (
  { files, html }: Pick<Composition, 'files' | 'html'>,
  rich: boolean,
): UploadedFile[] =>
  rich ? files.filter((file) => !file.inline || html?.includes(`cid:${contentIdOf(file.id)}`)) : files;

export const isEmpty = (composition: Composition) =>
  composition.body.trim() === '' && composition.files.length === 0 && !composition.forward;

export function toDraft(composition: Composition): Draft {
  return {
    body: composition.body,
    ...(composition.html === null ? {} : { html: composition.html }),
    visibility: composition.kind === 'note' ? 'note' : composition.kind === 'public' ? 'public' : 'private',
    to: composition.to,
    cc: composition.cc,
    bcc: composition.bcc,
    ...(composition.subject ? { subject: composition.subject } : {}),
    attachmentIds: filesOf(composition, composition.html !== null).map((file) => file.id),
    ...(composition.inReplyToId ? { inReplyToId: composition.inReplyToId } : {}),
    ...(composition.forward ? { forward: true } : {}),
    ...(composition.mentions.length > 0 ? { mentions: composition.mentions } : {}),
  };
}

/** A draft from the server, as far as this channel still allows it. */
export function fromDraft(
  draft: Draft,
  files: z.infer<typeof draftViewSchema>['files'],
  conversation: ConversationDetail,
): Composition {
  const kinds = kindsOf(conversation);
  const kind = draft.visibility === 'note' ? 'note' : draft.visibility;
  const empty = emptyComposition(conversation);
  return {
    ...empty,
    kind: kinds.find((candidate) => candidate === kind) ?? (kind === 'note' ? 'note' : empty.kind),
    body: draft.body,
    html: draft.html ?? null,
    to: draft.to ?? empty.to,
    cc: draft.cc ?? empty.cc,
    bcc: draft.bcc ?? [],
    subject: draft.subject ?? '',
    files: files.map((file) => ({
      ...file,
      ...(draft.html?.includes(`cid:${contentIdOf(file.id)}`) ? { inline: true } : {}),
    })),
    inReplyToId: draft.inReplyToId ?? null,
    forward: draft.forward ?? false,
    mentions: draft.mentions ?? [],
  };
}

/**
 * A reply that was taken back, to be written on.
 * @param mine its writer took it back: the files are theirs to send again
 * @param passedOn of the message it passed on: they go along by themselves
 */
export function fromMessage(
  message: Message,
  conversation: ConversationDetail,
  { mine, passedOn }: { mine: boolean; passedOn: readonly Attachment[] },
): Composition {
  const empty = emptyComposition(conversation);
  const own = message.forward ? withoutPassedOn(message.attachments, passedOn) : message.attachments;
  return {
    ...empty,
    kind: kindsOf(conversation).find((kind) => kind === message.visibility) ?? empty.kind,
    body: message.text,
    html: mine && message.clientId !== null ? message.html : null,
    files: mine
      ? own.map(({ id, filename, size, contentType, inline }) => ({
          id,
          name: filename,
          size,
          contentType,
          inline,
        }))
      : [],
    to: message.mail?.to ?? empty.to,
    cc: message.mail?.cc ?? empty.cc,
    bcc: message.mail?.bcc ?? [],
    subject: message.mail?.subject ?? '',
    inReplyToId: message.inReplyToId,
    forward: message.forward,
  };
}

/** Copies of what was passed on stand behind the writer's own files, each with the name and size of its original. */
function withoutPassedOn(files: readonly Attachment[], passedOn: readonly Attachment[]): Attachment[] {
  const copies = passedOn.map(({ filename, size }) => `${size} ${filename}`);
  return files
    .toReversed()
    .filter(({ filename, size }) => {
      const at = copies.indexOf(`${size} ${filename}`);
      if (at >= 0) copies.splice(at, 1);
      return at < 0;
    })
    .toReversed();
}

/** From the most open to the most closed. */
const openness: Kind[] = ['public', 'reply', 'private', 'note'];

/**
 * What comes back to the composer, together with what was begun there meanwhile: no word is lost, and nothing
 * private becomes public. A reply that was taken back is over; what is sent next is another one.
 */
export function broughtBack(returned: Composition, before: Composition): Composition {
  if (isEmpty(before)) return { ...returned, clientId: newId() };
  const closed = (kind: Kind) => openness.indexOf(kind);
  return {
    ...before,
    kind: closed(returned.kind) > closed(before.kind) ? returned.kind : before.kind,
    ...joined(returned, before),
    files: [...returned.files, ...before.files],
    mentions: [...returned.mentions, ...before.mentions],
  };
}

function joined(first: Writing, second: Writing): Writing {
  const both = [first, second].filter(({ body, html }) => body.trim() !== '' || html !== null);
  return {
    body: both.map(({ body }) => body).join('\n\n'),
    html: both.some(({ html }) => html !== null) ? both.map(htmlOf).join('<p></p>') : null,
  };
}

const htmlOf = ({ body, html }: Writing) =>
  html ??
  body
    .split('\n')
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('');

/** The request that sends it. `recipients`: the channel lets the writer choose them. */
export function toRequest(
  composition: Composition,
  {
    seenSeq,
    closeAfter,
    recipients,
    rich,
  }: { seenSeq: number; closeAfter: boolean; recipients: boolean; rich: boolean },
): SendMessage {
  const note = composition.kind === 'note';
  return {
    clientId: composition.clientId,
    kind: note ? 'note' : 'reply',
    body: composition.body.trim(),
    ...(rich && composition.html !== null ? { html: composition.html } : {}),
    attachments: filesOf(composition, rich).map((file) => file.id),
    ...(composition.kind === 'public' || composition.kind === 'private'
      ? { visibility: composition.kind }
      : {}),
    ...(note ? {} : { seenSeq }),
    ...(composition.inReplyToId && !note ? { inReplyToId: composition.inReplyToId } : {}),
    closeAfter: closeAfter && !note,
    sendNow: false,
    mentions: note
      ? composition.mentions
          .filter((member) => composition.body.includes(`@${member.name}`))
          .map((member) => member.id)
      : [],
    ...(recipients && !note ? { to: composition.to, cc: composition.cc, bcc: composition.bcc } : {}),
    ...(recipients && !note && composition.subject ? { subject: composition.subject } : {}),
    forward: composition.forward && !note,
  };
}
