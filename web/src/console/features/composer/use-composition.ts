import type { ConversationDetail, draftViewSchema } from '@parley/shared/conversations.js';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import { api } from '../../../lib/api-client.js';
import { inOrder } from '../../../lib/in-order.js';
import { readStored, writeStored } from '../../../lib/stored.js';
import { keys } from '../../data/keys.js';
import { type Composition, emptyComposition, fromDraft, isEmpty, toDraft } from './composition.js';

type DraftView = z.infer<typeof draftViewSchema>;
type Saving = 'idle' | 'saved' | 'local';

const saveAfterMs = 700;

/**
 * What stands in the composer: from the server's draft, saved there while it is written. A copy stays in this
 * browser until the server has it, so neither a reload nor a lost connection costs a word.
 */
export function useComposition(conversation: ConversationDetail) {
  const client = useQueryClient();
  const { id } = conversation;
  const localKey = `draft.${id}`;
  const [composition, setComposition] = useState<Composition>(
    () => readStored<Composition | null>(localKey, null) ?? emptyComposition(conversation),
  );
  const [saving, setSaving] = useState<Saving>('idle');
  const touched = useRef(readStored<Composition | null>(localKey, null) !== null);
  const latest = useRef(composition);
  const timer = useRef(0);
  const where = useRef(conversation);
  where.current = conversation;

  const draft = useQuery({
    queryKey: keys.draft(id),
    queryFn: () => api.get<DraftView>(`/conversations/${id}/draft`),
    staleTime: 0,
  });
  useEffect(() => {
    if (touched.current || !draft.data?.draft) return;
    const restored = fromDraft(draft.data.draft, draft.data.files, where.current);
    latest.current = restored;
    setComposition(restored);
  }, [draft.data]);

  const put = useCallback(async () => {
    const current = latest.current;
    const empty = isEmpty(current);
    try {
      if (empty) await api.delete(`/conversations/${id}/draft`);
      else await api.put(`/conversations/${id}/draft`, toDraft(current));
      // What was saved is no longer what stands here (it was sent meanwhile): it must not come back.
      if (latest.current !== current) return;
      writeStored(localKey, null);
      client.setQueryData<DraftView>(keys.draft(id), {
        draft: empty ? null : toDraft(current),
        files: empty ? [] : current.files,
        updatedAt: new Date().toISOString(),
      });
      setSaving(empty ? 'idle' : 'saved');
    } catch {
      // The copy in this browser stands in until the server can be reached; the next change tries again.
      setSaving('local');
    }
  }, [client, id, localKey]);
  // One that is still on its way when the text is sent must not come after the draft was dropped.
  const save = useCallback(() => inOrder(`draft.${id}`, put), [id, put]);

  const change = useCallback(
    (next: Composition | ((before: Composition) => Composition)) => {
      const value = typeof next === 'function' ? next(latest.current) : next;
      touched.current = true;
      latest.current = value;
      setComposition(value);
      setSaving('idle');
      writeStored(localKey, isEmpty(value) ? null : value);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => {
        timer.current = 0;
        void save();
      }, saveAfterMs);
    },
    [localKey, save],
  );

  // Leaving the conversation saves at once what was still waiting for a pause.
  useEffect(
    () => () => {
      if (!timer.current) return;
      window.clearTimeout(timer.current);
      void save();
    },
    [save],
  );

  /** Empties the composer after its text was taken over by the send gate, which drops the draft itself. */
  const clear = useCallback(() => {
    window.clearTimeout(timer.current);
    timer.current = 0;
    const empty = { ...emptyComposition(where.current), kind: latest.current.kind };
    touched.current = false;
    latest.current = empty;
    setComposition(empty);
    setSaving('idle');
    writeStored(localKey, null);
    client.setQueryData<DraftView>(keys.draft(id), { draft: null, files: [], updatedAt: null });
    void save();
  }, [client, id, localKey, save]);

  return { composition, change, clear, saving };
}
