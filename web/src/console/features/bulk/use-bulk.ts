import type { Tag } from '@parley/shared/brands.js';
import { type BulkAct, type BulkResult, bulkLimit } from '@parley/shared/bulk.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../lib/api-client.js';
import { toast } from '../../../ui/toast.js';
import { type Act, bulkOf, expected, inverse } from '../../acts/act.js';
import { repliesTaken } from '../../acts/replies-leaving.js';
import { forgetUndo, offerUndo } from '../../acts/undo.js';
import { applyRow, findRow, removeRow } from '../../data/conversation-cache.js';
import { keys } from '../../data/keys.js';
import { problemText } from '../../data/problem-text.js';
import { useSeat } from '../../data/session.js';
import { byReason, groupedUndo, type TagChange } from './bulk-undo.js';

/** What can be done with many; tags are added and taken away, not set. */
export type ManyAct = Exclude<Act, { kind: 'tags' | 'needs-answer' }> | ({ kind: 'tag' } & TagChange);
type Doing = { rows: ConversationRow[]; act: ManyAct };

const shown = (row: ConversationRow, act: ManyAct): ConversationRow => {
  if (act.kind !== 'tag') return expected(row, act);
  const kept = row.tags.filter((tag) => !act.remove.some((other) => other.id === tag.id));
  const added = act.add.filter((tag: Tag) => !kept.some((other) => other.id === tag.id));
  return { ...row, tags: [...kept, ...added] };
};

/** Acts on many: shown at once, rolled back one by one with the reason, and taken back together. */
export function useBulk() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const seat = useSeat();
  const serial = useRef(0);

  /** @param guarded left is what was written to since; what takes an act back is done all the same */
  const send = async (
    act: BulkAct,
    rows: readonly ConversationRow[],
    guarded: boolean,
  ): Promise<BulkResult['results']> => {
    const results: BulkResult['results'] = [];
    if (act.kind === 'close') await Promise.all(rows.map(({ id }) => repliesTaken(id)));
    for (let at = 0; at < rows.length; at += bulkLimit) {
      const items = rows
        .slice(at, at + bulkLimit)
        .map(({ id, utteranceSeq }) => (guarded ? { id, seenSeq: utteranceSeq } : { id }));
      const answer = await api.post<BulkResult>(
        '/conversations/bulk',
        { act, items },
        { timeoutMs: 120_000 },
      );
      results.push(...answer.results);
    }
    return results;
  };

  const takeBack = async (groups: ReturnType<typeof groupedUndo>) => {
    try {
      const failed: BulkResult['results'] = [];
      for (const { act, rows } of groups) {
        const results = await send(act, rows, false);
        take(client, results, seat.memberId);
        failed.push(...results.filter(({ ok }) => !ok));
      }
      if (failed.length > 0) sayLeft(failed, failed.length);
      else toast.show({ text: t('desk.undone') });
    } catch (error) {
      toast.show({ tone: 'error', text: problemText(error) });
    } finally {
      void client.invalidateQueries({ queryKey: keys.queues });
      void client.invalidateQueries({ queryKey: keys.counts });
    }
  };

  const sayLeft = (results: BulkResult['results'], of: number) => {
    const reasons = byReason(results).map(({ code, count }) =>
      code === 'stale'
        ? t('desk.leftStale', { count })
        : t('desk.leftOther', { count, reason: t(`problem.${code}`) }),
    );
    toast.show({
      id: 'bulk-left',
      tone: 'error',
      text: `${t('desk.left', { count: results.length, of })} ${reasons.join(' ')}`,
    });
  };

  return useMutation({
    meta: { quiet: true, undoable: true },
    mutationFn: ({ rows, act }: Doing) => send(bulkOf(act), rows, true),
    onMutate: ({ rows, act }) => {
      for (const row of rows) applyRow(client, shown(row, act), seat.memberId);
      return { id: `bulk-${++serial.current}` };
    },
    onSuccess: (results, { rows, act }, context) => {
      const left = results.filter(({ ok }) => !ok);
      const refused = new Set(left.map(({ id }) => id));
      for (const row of rows) if (refused.has(row.id)) putBack(client, row, seat.memberId);
      take(client, results, seat.memberId);
      if (act.kind === 'merge') for (const row of rows) if (!refused.has(row.id)) removeRow(client, row.id);
      const done = rows.filter(({ id }) => !refused.has(id));
      if (left.length > 0) sayLeft(left, rows.length);
      const groups = groupedUndo(done, act, inverse);
      if (done.length > 0 && groups.length > 0)
        offerUndo(t, {
          id: context.id,
          text: t('desk.doneMany', { count: done.length, what: t(`desk.many.${act.kind}`) }),
          run: () => takeBack(groups),
        });
    },
    onError: (error, { rows }, context) => {
      if (context) forgetUndo(context.id);
      for (const row of rows) putBack(client, row, seat.memberId);
      toast.show({ tone: 'error', text: problemText(error) });
      // It may have been done in part before the connection broke.
      void client.invalidateQueries({ queryKey: keys.queues });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.counts });
      void client.invalidateQueries({ queryKey: keys.conversations });
    },
  });
}

/** Nothing newer is overwritten. */
function putBack(client: QueryClient, row: ConversationRow, memberId: string): void {
  const known = findRow(client, row.id);
  if (!known || known.version <= row.version) applyRow(client, row, memberId);
}

function take(client: QueryClient, results: BulkResult['results'], memberId: string): void {
  for (const result of results) if (result.ok) applyRow(client, result.conversation, memberId);
}
