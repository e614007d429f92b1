import { createHash } from 'node:crypto';
import { type ApiEvent, apiBatchSchema, apiEventSchema } from '@parley/shared/api-channel.js';
import type { ProblemIssue } from '@parley/shared/problem.js';
import { convert } from 'html-to-text';
import type { z } from 'zod';
import type { StoredDelivery, WebhookVerdict } from '../core/connector.js';
import type { IdentityRef, InboundAttachment, InboundEvent, TypingSignal } from '../core/inbound-event.js';

type MessageOf = Extract<ApiEvent, { type: 'message' }>;
type PersonOf = MessageOf['person'];

/** What stands deeper in an unreadable entry is only in its delivery: jsonb, like every recursion, has a limit. */
const KEPT_DEPTH = 50;

/** Persons are told apart within their channel: two systems may both have a person "1". */
export const personNamespace = (account: string): string => `api:${account}`;

const ANSWERED = {
  kind: 'answer',
  status: 200,
  contentType: 'application/json',
  body: '{"ok":true}',
} as const;

/** Looks at a verified body before it is stored: its shape, and the typing signals in it. Pure. */
export function checkBody(body: Buffer, account: string | null): WebhookVerdict {
  const json = parseJson(body);
  if (json === undefined) return refuse([{ path: [], message: 'the body is not JSON' }]);
  const batch = apiBatchSchema.safeParse(json);
  if (!batch.success) return refuse(issuesOf(shapeIssues(json, batch.error)));
  const single = !('events' in batch.data && Array.isArray(batch.data.events));
  const entries = entriesOf(batch.data);
  if (single) {
    const event = apiEventSchema.safeParse(entries[0]);
    if (!event.success) return refuse(issuesOf(event.error.issues));
  }
  const typing = account === null ? [] : entries.flatMap((entry) => typingOf(entry, account));
  if (entries.every(isTyping)) return { ...ANSWERED, typing };
  return { kind: 'accept', typing };
}

/** Every entry of a stored body as an event; those that fit no event as `unreadable`. Typing signals are gone by then. */
export async function parseDelivery(delivery: StoredDelivery): Promise<InboundEvent[]> {
  const account = delivery.channel?.account;
  if (account === undefined) throw new Error('a delivery of an API channel without its channel');
  const json = parseJson(await delivery.body());
  const batch = apiBatchSchema.safeParse(json);
  if (!batch.success) throw new Error('The body is no event and no batch of events.');
  return entriesOf(batch.data)
    .filter((entry) => !isTyping(entry))
    .map((entry) => toEvent(entry, account));
}

function toEvent(entry: unknown, account: string): InboundEvent {
  const parsed = apiEventSchema.safeParse(entry);
  if (!parsed.success) {
    const reason = issuesOf(parsed.error.issues)
      .map(({ path, message }) => `${path.join('.') || 'entry'}: ${message}`)
      .join('; ');
    return {
      type: 'unreadable',
      // Never the sender's own id: a corrected entry under that id must still come in.
      key: `unreadable/${fingerprint(entry)}`,
      account,
      at: null,
      reason: reason.slice(0, 500),
      entry: cut(entry, KEPT_DEPTH),
    };
  }
  const event = parsed.data;
  const base = { key: event.id, account, at: event.at ?? null };
  switch (event.type) {
    case 'message':
      return { ...base, ...messageOf(event, account) };
    case 'edit':
      return {
        ...base,
        type: 'edit',
        externalId: event.message.id,
        text: event.message.text,
        html: event.message.html ?? null,
      };
    case 'delete':
      return { ...base, type: 'delete', externalId: event.message.id };
    case 'read':
    case 'delivered':
      return { ...base, type: 'receipt', externalId: event.message.id, outcome: event.type };
    case 'failed':
      return {
        ...base,
        type: 'receipt',
        externalId: event.message.id,
        outcome: 'failed',
        reason: event.reason,
      };
    case 'person':
      return { ...base, type: 'profile', identity: identityOf(event.person, account) };
    case 'typing':
      throw new Error('typing signals are never stored');
  }
}

/** The same for the same entry, however deep it is: `JSON.stringify` is recursive, `JSON.parse` is not. */
function fingerprint(entry: unknown): string {
  const hash = createHash('sha256');
  if (cut(entry, KEPT_DEPTH) === entry) return hash.update(JSON.stringify(entry)).digest('base64url');
  const rest: unknown[] = [entry];
  while (rest.length > 0) {
    const value = rest.pop();
    const inner = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
    if (inner === undefined) hash.update(JSON.stringify(value));
    else hash.update(`${Array.isArray(value) ? '[' : '{'}${inner.length}`);
    for (const [name, part] of inner ?? []) rest.push(part, name);
  }
  return hash.digest('base64url');
}

/** Everything down to that depth, `…` for what lies deeper; the value itself where nothing does. */
function cut(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  const parts = Object.entries(value).map(([name, part]) => [name, part, cut(part, depth - 1)] as const);
  if (parts.every(([, part, kept]) => part === kept)) return value;
  if (Array.isArray(value)) return parts.map(([, , kept]) => kept);
  return Object.fromEntries(parts.map(([name, , kept]) => [name, kept]));
}

function messageOf({ conversation, message, person, post }: MessageOf, account: string) {
  const medium = conversation.medium ?? 'dm';
  const identity = identityOf(person, account);
  const incoming = message.direction === 'in';
  const { text, html } = message;
  return {
    type: 'message' as const,
    conversation: { externalId: conversation.id, medium, subject: conversation.subject ?? null },
    externalId: message.id,
    direction: message.direction,
    visibility: message.visibility ?? (medium === 'comment' ? ('public' as const) : ('private' as const)),
    author: incoming ? identity : null,
    others: incoming ? [] : [identity],
    text: text !== '' || html === undefined ? text : convert(html, { wordwrap: false }),
    html: html ?? null,
    attachments: message.attachments.map(attachmentOf),
    inReplyTo: message.inReplyTo ?? null,
    automatic: message.automatic ? 'automatic' : null,
    post:
      post === undefined
        ? null
        : {
            externalId: post.id,
            title: post.title ?? null,
            excerpt: post.text ?? '',
            url: post.url ?? null,
            imageUrl: post.imageUrl ?? null,
            authorName: post.authorName ?? null,
            publishedAt: post.publishedAt ?? null,
          },
  };
}

const identityOf = (person: PersonOf, account: string): IdentityRef => ({
  namespace: personNamespace(account),
  externalId: person.id,
  name: person.name ?? null,
  handle: person.email ?? null,
  avatarUrl: person.avatarUrl ?? null,
  // Signed by the brand's own system, who vouches for it.
  email: person.email === undefined ? null : { address: person.email.toLowerCase(), verified: true },
});

function attachmentOf(attachment: MessageOf['message']['attachments'][number]): InboundAttachment {
  if ('uploadId' in attachment) {
    return {
      filename: '',
      contentType: 'application/octet-stream',
      size: 0,
      uploadId: attachment.uploadId,
    };
  }
  return {
    filename: attachment.filename ?? nameIn(attachment.url),
    contentType: attachment.contentType ?? 'application/octet-stream',
    size: 0,
    sourceUrl: attachment.url,
  };
}

function nameIn(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last).slice(0, 255) || 'attachment';
  } catch {
    return last.slice(0, 255);
  }
}

const isTyping = (entry: unknown) => (entry as { type?: unknown } | null)?.type === 'typing';

function typingOf(entry: unknown, account: string): TypingSignal[] {
  if (!isTyping(entry)) return [];
  const parsed = apiEventSchema.safeParse(entry);
  if (!parsed.success || parsed.data.type !== 'typing') return [];
  const { conversation, person, typing } = parsed.data;
  return [
    {
      account,
      conversationExternalId: conversation.id,
      identity: { namespace: personNamespace(account), externalId: person.id },
      typing,
    },
  ];
}

function entriesOf(batch: z.infer<typeof apiBatchSchema>): unknown[] {
  return 'events' in batch && Array.isArray(batch.events) ? batch.events : [batch];
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** A union only says that nothing fits; what was meant can be told by the field that is there. */
function shapeIssues(json: unknown, error: z.ZodError): z.core.$ZodIssue[] {
  const isBatch = typeof json === 'object' && json !== null && 'events' in json;
  const [union] = error.issues;
  if (union?.code !== 'invalid_union') return error.issues;
  return union.errors[isBatch ? 0 : 1] ?? error.issues;
}

const issuesOf = (issues: readonly z.core.$ZodIssue[]): ProblemIssue[] =>
  issues.flatMap(leaves).map(({ path, message }) => ({
    path: path.map((part) => (typeof part === 'number' ? part : String(part))),
    message,
  }));

/** Of a union inside an event, the branch that came closest. */
function leaves(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const closest = issue.errors.reduce((best, one) => (one.length < best.length ? one : best));
  return closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

const refuse = (issues: ProblemIssue[]): WebhookVerdict => ({
  kind: 'refuse',
  code: 'invalid_request',
  message: 'The event does not fit.',
  issues,
});
