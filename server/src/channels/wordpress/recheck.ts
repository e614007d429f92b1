import type { Reading } from './comment.js';
import type { KnownComments } from './known-comments.js';
import type { Given, SiteReader, Status } from './site-reader.js';

export interface Rechecked {
  /** Those that changed since they were last seen, with what. */
  changed: (Given & { changes: Reading['changes'] })[];
  /** Ids that are not there any more. */
  gone: string[];
}

/** Trash last: most of what is missing waits, or is spam. */
const PLACES: readonly Status[] = ['all', 'spam', 'trash'];

/**
 * Looks at comments again: lists are by date of writing, and tell nothing of edits, decisions and deletions.
 * @param ids at most 100
 */
export async function recheck(
  reader: SiteReader,
  known: KnownComments,
  ids: readonly string[],
): Promise<Rechecked> {
  const missing = new Set(ids);
  const changed: Rechecked['changed'] = [];
  const seen = (given: Given) => {
    if (given.comment === undefined || !missing.delete(given.comment.id)) return;
    const changes = known.changesOf(given.comment);
    if (changes.length > 0) changed.push({ ...given, changes });
  };
  for (const status of PLACES) {
    if (missing.size === 0) break;
    for (const given of (await reader.among([...missing], status)).given) seen(given);
  }
  const gone: string[] = [];
  // In none of the lists: one by one, since a list may leave out what is there.
  for (const id of missing) {
    const one = await reader.one(id);
    if (one === 'gone') gone.push(id);
    else if (one !== 'hidden') seen(one);
  }
  return { changed, gone };
}
