import type { ConversationDetail } from '@parley/shared/conversations.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../../lib/api-client.js';
import { toast } from '../../../ui/toast.js';
import { type Act, callOf, expected, inverse } from '../../acts/act.js';
import { doneText } from '../../acts/done-text.js';
import { repliesTaken } from '../../acts/replies-leaving.js';
import { forgetUndo, noteUndo, offerUndo } from '../../acts/undo.js';
import { formatInZone, useBrandZone } from '../../data/brand.js';
import { applyRow, findRow, setUnread } from '../../data/conversation-cache.js';
import { keys } from '../../data/keys.js';
import { useSeat } from '../../data/session.js';
import { useTakeDetail } from './conversation-api.js';

/** Shows it as unread again, for this member only. */
export function useMarkUnread() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post(`/conversations/${id}/unread`, {}),
    onMutate: (id) => setUnread(client, id, true),
    onSuccess: (_done, id) => client.invalidateQueries({ queryKey: keys.conversation(id) }),
    onError: (_error, id) => setUnread(client, id, false),
  });
}

/** `back`: it takes another act back, and is not offered to be taken back itself. */
type Doing = { id: string; act: Act; back?: boolean };

/** Does something with a conversation: shown at once, taken back with the reason if it is refused, or by the undo key. */
export function useAct() {
  const client = useQueryClient();
  const seat = useSeat();
  const take = useTakeDetail();
  const { t, i18n } = useTranslation();
  const zone = useBrandZone();
  const again = useRef<((doing: Doing) => Promise<unknown>) | null>(null);
  const doing = useMutation({
    mutationFn: async ({ id, act }: Doing) => {
      if (act.kind === 'close') await repliesTaken(id);
      const { method, path, body } = callOf(act);
      return api[method]<ConversationDetail>(`/conversations/${id}/${path}`, body);
    },
    onMutate: ({ id, act, back }) => {
      const before = findRow(client, id);
      if (before) applyRow(client, expected(before, act), seat.memberId);
      let end = (_done: boolean): void => undefined;
      const done = new Promise<boolean>((resolve) => {
        end = resolve;
      });
      const undo = before && !back ? inverse(before, act) : null;
      if (undo) {
        const run = () => again.current?.({ id, act: undo, back: true });
        const text = doneText(t, act, (at) => formatInZone(i18n.language, at, zone));
        if (text === null) noteUndo({ id, run, done });
        else offerUndo(t, { id, text, run, done });
      }
      return { before, end };
    },
    onSuccess: take,
    onError: (error, { id }, result) => {
      forgetUndo(id);
      toast.dismiss(`undo-${id}`);
      if (result?.before) applyRow(client, result.before, seat.memberId);
      // Whatever made it impossible is news to this page.
      if (error instanceof ApiError && error.status === 409)
        void client.invalidateQueries({ queryKey: keys.conversation(id) });
    },
    onSettled: (_detail, error, _doing, result) => {
      result?.end(error === null);
      void client.invalidateQueries({ queryKey: keys.counts });
    },
  });
  again.current = doing.mutateAsync;
  return doing;
}
