import type { ConversationDetail, ConversationRow } from '@parley/shared/conversations.js';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Page } from '../../../lib/api-client.js';
import { useNow } from '../../../lib/now.js';
import { formatWhen } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, Input } from '../../../ui/field.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { snoozeTimes, toLocalInput } from '../../acts/snooze-times.js';
import { keys } from '../../data/keys.js';
import { problemText } from '../../data/problem-text.js';

export function SnoozeDialog({
  onSnooze,
  onClose,
}: {
  onSnooze: (until: Date) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [value, setValue] = useState(() => toLocalInput(snoozeTimes(new Date()).tomorrow));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSnooze(new Date(value));
    onClose();
  };
  return (
    <Dialog
      title={t('conversation.snoozePickTitle')}
      description={t('conversation.snoozeClock')}
      onClose={onClose}
    >
      <form onSubmit={submit} className="dialog-form">
        <Field label={t('conversation.date')}>
          <Input
            type="datetime-local"
            required
            min={toLocalInput(new Date(Date.now() + 60_000))}
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary">
          {t('conversation.snooze')}
        </Button>
      </form>
    </Dialog>
  );
}

/** Merging is offered among the conversations of the same person. */
export function MergeDialog({
  conversation,
  onMerge,
  onClose,
}: {
  conversation: ConversationDetail;
  onMerge: (intoId: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  const [chosen, setChosen] = useState('');
  const [busy, setBusy] = useState(false);
  const others = useQuery({
    queryKey: keys.mergeChoices(conversation.person.id),
    queryFn: () =>
      api.get<Page<ConversationRow>>(`/people/${conversation.person.id}/conversations`, {
        query: { limit: 50 },
      }),
  });
  const rows = others.data?.items.filter(
    (row) => row.id !== conversation.id && row.channel.id === conversation.channel.id,
  );
  const merge = async () => {
    setBusy(true);
    try {
      await onMerge(chosen);
      onClose();
    } catch {
      // The reason is shown as a toast; another conversation can be chosen.
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('conversation.mergeTitle')}
      description={t('conversation.mergeText')}
      size="md"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="primary" disabled={!chosen} busy={busy} onClick={merge}>
            {t('conversation.mergeAction')}
          </Button>
        </>
      }
    >
      {others.isError ? (
        <StateMessage
          compact
          tone="error"
          title={t('inbox.loadError')}
          action={<Button onClick={() => others.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(others.error)}
        </StateMessage>
      ) : (
        !rows && <Skeleton height="5rem" />
      )}
      {rows?.length === 0 && <p>{t('conversation.mergeNone', { name: conversation.person.name })}</p>}
      <div className="merge-list">
        {rows?.map((row) => (
          <label key={row.id} className="merge-option">
            <input
              type="radio"
              name="merge"
              value={row.id}
              checked={chosen === row.id}
              onChange={() => setChosen(row.id)}
            />
            <ChannelIcon icon={row.channel.icon} medium={row.medium} />
            <span className="truncate" dir="auto">
              {row.subject ?? row.lastWords}
            </span>
            <time dateTime={row.lastAt}>{formatWhen(i18n.language, row.lastAt, now)}</time>
          </label>
        ))}
      </div>
    </Dialog>
  );
}
