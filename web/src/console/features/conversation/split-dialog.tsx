import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../../lib/api-client.js';
import { useNow } from '../../../lib/now.js';
import { formatWhen } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, Input } from '../../../ui/field.js';
import { offerUndo } from '../../acts/undo.js';
import { removeRow } from '../../data/conversation-cache.js';
import { keys } from '../../data/keys.js';
import { useTakeDetail } from './conversation-api.js';

/**
 * A part of a conversation becomes one of its own.
 * @param from the message it begins with; null: to be chosen here
 */
export function SplitDialog({
  conversation,
  messages,
  from,
  onClose,
}: {
  conversation: ConversationDetail;
  messages: Message[];
  from: Message | null;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  const navigate = useNavigate();
  const split = useSplit(conversation.id);
  const said = messages.filter(({ state }) => state !== 'cancelled');
  const [chosen, setChosen] = useState(from?.id ?? said.at(-1)?.id ?? '');
  const [only, setOnly] = useState(false);
  const [subject, setSubject] = useState(conversation.subject ?? '');
  const at = said.findIndex(({ id }) => id === chosen);
  const count = only ? 1 : said.length - at;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    split.mutate(
      { messageId: chosen, only, ...(subject.trim() ? { subject: subject.trim() } : {}) },
      {
        onSuccess: (part) => {
          onClose();
          navigate(`/inbox/ours/${part.id}`);
        },
      },
    );
  };
  return (
    <Dialog title={t('desk.splitTitle')} description={t('desk.splitText')} size="md" onClose={onClose}>
      <form onSubmit={submit} className="dialog-form">
        <div className="split-list" role="radiogroup" aria-label={t('desk.splitFrom')}>
          {said.map((message, index) => (
            <label
              key={message.id}
              className="merge-option split-option"
              data-goes={(only ? index === at : index >= at) || undefined}
            >
              <input
                type="radio"
                name="split"
                value={message.id}
                checked={chosen === message.id}
                onChange={() => setChosen(message.id)}
              />
              <span className="truncate" dir="auto">
                <b>{message.person?.name ?? message.member?.name ?? t('conversation.outside')}</b>{' '}
                {message.warning || message.text}
              </span>
              <time dateTime={message.at}>{formatWhen(i18n.language, message.at, now)}</time>
            </label>
          ))}
        </div>
        <label className="check">
          <input type="checkbox" checked={only} onChange={(event) => setOnly(event.target.checked)} />
          {t('desk.splitOnly')}
        </label>
        <Field label={t('desk.splitSubject')}>
          <Input
            value={subject}
            maxLength={998}
            onChange={(event) => setSubject(event.target.value)}
            data-autofocus={from ? true : undefined}
          />
        </Field>
        <Button
          type="submit"
          variant="primary"
          className="dialog-send"
          busy={split.isPending}
          disabled={at < 0 || said.length < 2 || (at === 0 && !only)}
        >
          {t('desk.splitAction', { count })}
        </Button>
      </form>
    </Dialog>
  );
}

type Splitting = { messageId: string; only: boolean; subject?: string };

/** Splits, and offers to put both together again. */
function useSplit(id: string) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const take = useTakeDetail();
  const refetch = () => {
    for (const queryKey of [keys.conversation(id), keys.messages(id), keys.queues, keys.counts])
      void client.invalidateQueries({ queryKey });
  };
  const back = useMutation({
    mutationFn: (partId: string) =>
      api.post<ConversationDetail>(`/conversations/${partId}/merge`, { intoId: id }),
    onSuccess: (whole, partId) => {
      take(whole);
      removeRow(client, partId);
      refetch();
      navigate(`/inbox/ours/${id}`);
    },
  });
  return useMutation({
    meta: { undoable: true },
    mutationFn: (splitting: Splitting) =>
      api.post<ConversationDetail>(`/conversations/${id}/split`, splitting),
    onSuccess: (part) => {
      take(part);
      refetch();
      offerUndo(t, {
        id: `split-${part.id}`,
        text: t('desk.splitDone'),
        run: () => back.mutateAsync(part.id),
      });
    },
  });
}
