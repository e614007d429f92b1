import type { Tag } from '@parley/shared/brands.js';
import type { BulkAct, BulkResult } from '@parley/shared/bulk.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { type Act, bulkOf } from '../../acts/act.js';

export type TagChange = { add: Tag[]; remove: Tag[] };
type Many = Exclude<Act, { kind: 'tags' | 'needs-answer' }> | ({ kind: 'tag' } & TagChange);
type Group = { act: BulkAct; rows: ConversationRow[] };

/**
 * What takes an act on many back: several may have been different before, so there is a call for each kind of "before".
 * @param rows as they were
 */
export function groupedUndo(
  rows: readonly ConversationRow[],
  act: Many,
  inverse: (before: ConversationRow, act: Act) => Act | null,
): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const back = act.kind === 'tag' ? tagsBack(row, act) : asBulk(inverse(row, act));
    if (back === null) continue;
    const key = JSON.stringify(back);
    const known = groups.get(key);
    if (known) known.rows.push(row);
    else groups.set(key, { act: back, rows: [row] });
  }
  // The order in which merges happened is the order in which they do not come apart.
  for (const group of groups.values()) if (group.act.kind === 'unmerge') group.rows.reverse();
  return [...groups.values()];
}

function tagsBack(row: ConversationRow, { add, remove }: TagChange): BulkAct | null {
  const had = (tag: Tag) => row.tags.some((other) => other.id === tag.id);
  const added = add.filter((tag) => !had(tag)).map(({ id }) => id);
  const removed = remove.filter(had).map(({ id }) => id);
  return added.length + removed.length === 0 ? null : { kind: 'tag', add: removed, remove: added };
}

const asBulk = (act: Act | null): BulkAct | null =>
  act === null || act.kind === 'tags' || act.kind === 'needs-answer' ? null : bulkOf(act);

type Refused = Extract<BulkResult['results'][number], { ok: false }>;

/** How many were left for which reason, the most first. */
export function byReason(results: BulkResult['results']): { code: Refused['code']; count: number }[] {
  const counts = new Map<Refused['code'], number>();
  for (const result of results) if (!result.ok) counts.set(result.code, (counts.get(result.code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
}
