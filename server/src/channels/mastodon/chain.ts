import { type Status, statusSchema, type ThreadStatus } from './entities.js';
import { textOfStatus } from './status-text.format.js';

const MOST_WORDS = 2_000;

/** What is kept of a status that others stand under. */
export function threadStatusOf(status: Status): ThreadStatus {
  const { text } = textOfStatus(status);
  const picture = status.media_attachments.find(({ type }) => type === 'image' || type === 'gifv');
  return {
    id: status.id,
    visibility: status.visibility,
    account: status.account,
    mentions: status.mentions.map(({ id }) => id),
    // A warning is what its author shows first.
    text: (status.spoiler_text === '' ? text : status.spoiler_text).slice(0, MOST_WORDS),
    imageUrl: picture?.preview_url ?? picture?.url ?? null,
    url: webAddress(status.url),
    createdAt: status.created_at,
  };
}

export const webAddress = (url: string | null | undefined): string | null =>
  url != null && /^https?:\/\//i.test(url) ? url : null;

/** Those of a list that can be read, in its order. */
export function readStatuses(list: unknown): Status[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one) => statusSchema.safeParse(one).data ?? []);
}

/** @returns whether `a` was made after `b`: ids grow, and are longer then (Mastodon's are numbers, others' sort as they are) */
export const isNewerId = (a: string, b: string): boolean =>
  a.length === b.length ? a > b : a.length > b.length;
