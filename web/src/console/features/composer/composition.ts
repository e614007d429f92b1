import type { ConversationDetail, Draft, draftViewSchema } from '@parley/shared/conversations.js';
import type { Attachment, Message, SendMessage } from '@parley/shared/messages.js';
import type { z } from 'zod';
import { newId } from '../../../lib/new-id.js';

export type Kind = 'reply' | 'public' | 'private' | 'note';
export type UploadedFile = { id: string; name: string; size: number; contentType: string };

/** What stands in the composer of one conversation. */
export type Composition = {
  /** Goes along with every try to send this, so that trying twice is one reply. */
  clientId: string;
  kind: Kind;
  body: string;
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
    files: [],
    ...usualRecipients(conversation),
    subject: '',
    forward: false,
    inReplyToId: null,
    mentions: [],
  };
}

export const isEmpty = (composition: Composition) =>
  composition.body.trim() === '' && composition.files.length === 0 && !composition.forward;

export function toDraft(composition: Composition): Draft {
  return {
    body: composition.body,
    visibility: composition.kind === 'note' ? 'note' : composition.kind === 'public' ? 'public' : 'private',
    to: composition.to,
    cc: composition.cc,
    bcc: composition.bcc,
    ...(composition.subject ? { subject: composition.subject } : {}),
    attachmentIds: composition.files.map((file) => file.id),
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
    to: draft.to ?? empty.to,
    cc: draft.cc ?? empty.cc,
    bcc: draft.bcc ?? [],
    subject: draft.subject ?? '',
    files,
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
    files: mine
      ? own.map(({ id, filename, size, contentType }) => ({ id, name: filename, size, contentType }))
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
    body: [returned.body, before.body].filter((text) => text.trim() !== '').join('\n\n'),
    files: [...returned.files, ...before.files],
    mentions: [...returned.mentions, ...before.mentions],
  };
}

/** The request that sends it. `recipients`: the channel lets the writer choose them. */
export function toRequest(
  composition: Composition,
  { seenSeq, closeAfter, recipients }: { seenSeq: number; closeAfter: boolean; recipients: boolean },
): SendMessage {
  const note = composition.kind === 'note';
  return {
    clientId: composition.clientId,
    kind: note ? 'note' : 'reply',
    body: composition.body.trim(),
    attachments: composition.files.map((file) => file.id),
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
