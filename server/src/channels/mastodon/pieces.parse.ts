import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  conversationSchema,
  type Frame,
  frameSchema,
  groupedSchema,
  idSchema,
  notificationSchema,
  type Status,
  statusSchema,
} from './entities.js';
import { readPayload } from './exact-json.js';
import type { Found, Piece } from './found.js';

const foundSchema = z.object({
  notifications: z.array(z.unknown()).optional(),
  own: z.array(z.unknown()).optional(),
  changed: z.array(z.unknown()).optional(),
  frames: z.array(z.unknown()).optional(),
});

/** Reads what the poller found, or any answer or frame of an instance as it came. */
export function piecesOf(body: unknown): Piece[] {
  if (isFound(body)) return ofFound(body);
  if (Array.isArray(body)) return oldestFirst(body).flatMap(pieceOf);
  const grouped = groupedSchema.safeParse(body);
  return grouped.success ? ofGroups(grouped.data) : pieceOf(body);
}

/** Notifications that bring words of somebody: mentions, and (4.5) somebody quoting a post of ours. */
export const BRINGS_WORDS: ReadonlySet<string> = new Set(['mention', 'quote']);

const isFound = (body: unknown): body is Found =>
  typeof body === 'object' &&
  body !== null &&
  ['notifications', 'own', 'changed', 'frames'].some((name) => name in body) &&
  foundSchema.safeParse(body).success;

function ofFound({ notifications = [], own = [], changed = [], frames = [] }: Found): Piece[] {
  return [
    ...oldestFirst(notifications).flatMap(notificationPiece),
    ...oldestFirst(own).flatMap((one) => statusPiece(one, false)),
    ...changed.flatMap((one) => statusPiece(one, true)),
    ...frames.flatMap(pieceOf),
  ];
}

/** Lists of an instance come newest first. */
const oldestFirst = (list: readonly unknown[]): unknown[] => [...list].reverse();

function pieceOf(raw: unknown): Piece[] {
  const frame = frameSchema.safeParse(raw);
  if (frame.success) return ofFrame(frame.data);
  const conversation = conversationSchema.safeParse(raw);
  if (conversation.success) return lastWords(conversation.data.last_status, raw);
  if (notificationSchema.safeParse(raw).success) return notificationPiece(raw);
  return statusPiece(raw, false);
}

function notificationPiece(raw: unknown): Piece[] {
  const read = notificationSchema.safeParse(raw);
  if (read.success) {
    const { type, status } = read.data;
    const words = status == null || !BRINGS_WORDS.has(type) ? undefined : statusSchema.safeParse(status);
    if (words?.success === false) return [unreadable(`A ${type} whose status is none`, words.error, raw)];
    return [{ kind: 'notification', notification: read.data, raw }];
  }
  return [unreadable('This is no notification', read.error, raw)];
}

function statusPiece(raw: unknown, changed: boolean): Piece[] {
  const read = statusSchema.safeParse(raw);
  if (read.success) return [{ kind: 'status', status: read.data, changed, raw }];
  return [unreadable('This is no status', read.error, raw)];
}

/** A conversation whose last status was deleted has none. */
function lastWords(status: unknown, raw: unknown): Piece[] {
  if (status == null) return [{ kind: 'ignored', what: 'conversation', key: `conversation:${hashOf(raw)}` }];
  return statusPiece(status, false);
}

/** https://docs.joinmastodon.org/methods/streaming/#events */
function ofFrame({ event, payload }: Frame): Piece[] {
  const content = readPayload(payload);
  switch (event) {
    case 'notification':
      return notificationPiece(content);
    case 'update':
      return statusPiece(content, false);
    case 'status.update':
      return statusPiece(content, true);
    case 'conversation': {
      const conversation = conversationSchema.safeParse(content);
      if (conversation.success) return lastWords(conversation.data.last_status, content);
      return [unreadable('This is no conversation', conversation.error, content)];
    }
    case 'delete': {
      const id = idSchema.safeParse(content);
      if (id.success) return [{ kind: 'deleted', id: id.data }];
      return [unreadable('A deletion that does not say of what', id.error, content)];
    }
    default:
      return [{ kind: 'ignored', what: event, key: `frame:${event}:${hashOf(content)}` }];
  }
}

function ofGroups(grouped: z.output<typeof groupedSchema>): Piece[] {
  const accounts = new Map(grouped.accounts.map((account) => [account.id, account]));
  const statuses = new Map(grouped.statuses.map((status) => [status.id, status]));
  return grouped.notification_groups.flatMap((group) =>
    notificationPiece({
      id: group.most_recent_notification_id,
      type: group.type,
      created_at: group.latest_page_notification_at,
      account: accounts.get(group.sample_account_ids[0] ?? '') ?? null,
      status: statuses.get(group.status_id ?? '') ?? null,
    }),
  );
}

export const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
    .slice(0, 32);

const MOST_REASONS = 3;

function unreadable(what: string, { issues }: z.ZodError, raw: unknown): Piece {
  const reasons = issues
    .slice(0, MOST_REASONS)
    .map(({ path, message }) => `${path.length === 0 ? 'it' : path.map(String).join('.')}: ${message}`);
  return { kind: 'unreadable', reason: `${what}: ${reasons.join('; ')}.`, raw };
}

export const readStatus = (value: unknown): Status | undefined => statusSchema.safeParse(value).data;
