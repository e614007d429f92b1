import { createHash } from 'node:crypto';
import type { StoredDelivery } from '../core/connector.js';
import type { InboundEvent, MessageEvent } from '../core/inbound-event.js';
import { commentSchema, instantOf, type Reading, type Readings, type SiteComment } from './comment.js';
import { authorOf, isOurs } from './comment-author.parse.js';
import { stateOf } from './comment-state.js';
import { threadId } from './comment-thread.js';
import { commentWords } from './comment-words.parse.js';
import { isHookBody, parseHook } from './hook.parse.js';
import { embeddedPost, postCard, webAddress } from './post-card.parse.js';
import { type OurSide, ourSideOf } from './wordpress.settings.js';

/** Bytes in, events out: what a look at the site brought, or what its plugin says. Pure. */
export async function parseDelivery(delivery: StoredDelivery): Promise<InboundEvent[]> {
  const { channel, receivedAt } = delivery;
  const json = JSON.parse((await delivery.body()).toString('utf8')) as unknown;
  if (channel === null) throw new Error('A delivery of a site belongs to its channel.');
  if (isHookBody(json)) return [parseHook(json, channel.account)];
  return parseReadings(json, {
    account: channel.account,
    us: ourSideOf(channel.settings),
    readAt: receivedAt.getTime(),
  });
}

export interface ReadBy {
  account: string;
  us: OurSide;
  /** For what does not say itself when it was read, in ms. */
  readAt: number;
}

/** @param json `Readings`, or comments as the site gives them: one, or a list. @throws what is neither */
export function parseReadings(json: unknown, by: ReadBy): InboundEvent[] {
  const given = readingsOf(json, by.readAt);
  const known = new Map<string, SiteComment>();
  for (const { comment } of [...given.ancestors, ...given.readings]) {
    const read = commentSchema.safeParse(comment);
    if (read.success) known.set(read.data.id, read.data);
  }
  const batch: Batch = { ...by, ...given, known };
  return [
    ...given.ancestors.flatMap((reading) => eventsOf(reading, batch)),
    ...given.readings.flatMap((reading) => eventsOf(reading, batch)),
    ...given.gone.map(
      (id): InboundEvent => ({
        type: 'delete',
        key: `gone:${id}`,
        account: by.account,
        at: null,
        externalId: id,
        // People cannot delete comments there: whoever looks after the site did.
        by: 'brand',
      }),
    ),
  ];
}

type Batch = ReadBy & Readings & { known: ReadonlyMap<string, SiteComment> };

function readingsOf(json: unknown, readAt: number): Readings {
  if (typeof json !== 'object' || json === null) throw new Error('This is no comment.');
  if ('readings' in json && Array.isArray(json.readings)) return json as Readings;
  const comments: unknown[] = Array.isArray(json) ? json : [json];
  return { readAt, readings: comments.map((comment) => ({ comment })), ancestors: [], gone: [] };
}

function eventsOf({ comment: given, root, changes, since }: Reading, batch: Batch): InboundEvent[] {
  const { account } = batch;
  const read = commentSchema.safeParse(given);
  if (!read.success) return [unreadable(given, account, 'This comment lacks what every comment has.')];
  const comment = read.data;
  const { id, type } = comment;
  const at = instantOf(comment.date_gmt)?.toISOString();
  if (at === undefined) return [unreadable(given, account, 'The time of this comment cannot be read.')];
  if (type !== 'comment') {
    return [{ type: 'ignored', key: `comment:${id}`, account, at, what: type || 'untyped' }];
  }
  if (changes !== undefined) return changesOf(comment, changes, batch);
  const event = messageOf(comment, { at, root: root ?? rootOf(comment, batch), since }, batch);
  if (event !== null) return [event];
  return [{ type: 'ignored', key: `comment:${id}`, account, at, what: 'own_comment' }];
}

/** Null: what we said ourselves, to nobody. */
function messageOf(
  comment: SiteComment,
  { at, root, since }: { at: string; root: string; since: boolean | undefined },
  { account, us, known, backfill }: Batch,
): MessageEvent | null {
  const { id, parent, post } = comment;
  const ours = isOurs(comment, us);
  const above = [...ancestorsOf(comment, known)];
  // The next of those above who is not ours.
  const answered = ours ? (above.find((one) => !isOurs(one, us)) ?? null) : null;
  if (ours && answered === null) return null;
  const words = commentWords(comment.content.rendered || (comment.content.raw ?? ''));
  const card = embeddedPost(comment);
  return {
    type: 'message',
    key: `comment:${id}`,
    account,
    at,
    conversation: {
      externalId: threadId(post, root),
      medium: 'comment',
      under: parent === '0' ? [] : [...new Set([parent, ...above.map((one) => one.id)])],
    },
    externalId: id,
    direction: ours ? 'out' : 'in',
    visibility: 'public',
    author: ours ? null : authorOf(comment, account, root),
    others: answered === null ? [] : [authorOf(answered, account, root)],
    text: words.text,
    html: words.html,
    attachments: [],
    inReplyTo: parent === '0' ? null : parent,
    // Picture and author are not embedded with the post.
    post: card === undefined ? { externalId: post } : { ...postCard(card), partial: true },
    moderation: stateOf(comment.status),
    url: webAddress(comment.link),
    ...(backfill === undefined
      ? since === true
        ? { history: false }
        : {}
      : { history: true, queueIfUnanswered: backfill.queueSince !== null && at >= backfill.queueSince }),
  };
}

/** Nearest first, as far as they are known. */
function* ancestorsOf(
  { id, parent }: SiteComment,
  known: ReadonlyMap<string, SiteComment>,
): Generator<SiteComment> {
  const seen = new Set([id]);
  for (
    let next = known.get(parent);
    next !== undefined && !seen.has(next.id);
    next = known.get(next.parent)
  ) {
    seen.add(next.id);
    yield next;
  }
}

/** As far up as is known; a parent nobody has seen is taken for the root. */
function rootOf(comment: SiteComment, { known }: Batch): string {
  const highest = [...ancestorsOf(comment, known)].at(-1) ?? comment;
  return highest.parent === '0' ? highest.id : highest.parent;
}

function changesOf(
  comment: SiteComment,
  changes: readonly string[],
  { account, readAt }: Batch,
): InboundEvent[] {
  const { id } = comment;
  // The site does not say when: the time of the look counts.
  const at = new Date(readAt).toISOString();
  const events: InboundEvent[] = [];
  if (changes.includes('content')) {
    const words = commentWords(comment.content.rendered || (comment.content.raw ?? ''));
    const { text, html } = words;
    events.push({ type: 'edit', key: `edit:${id}:${readAt}`, account, at, externalId: id, text, html });
  }
  if (changes.includes('status')) {
    const state = stateOf(comment.status);
    events.push({
      type: 'moderation',
      key: `status:${id}:${readAt}`,
      account,
      at,
      externalId: id,
      state,
      by: null,
    });
  }
  return events;
}

const unreadable = (entry: unknown, account: string, reason: string): InboundEvent => ({
  type: 'unreadable',
  key: `unreadable:${createHash('sha256')
    .update(JSON.stringify(entry) ?? '')
    .digest('hex')
    .slice(0, 32)}`,
  account,
  at: null,
  reason,
  entry,
});
