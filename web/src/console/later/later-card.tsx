import type { Message } from '@parley/shared/messages.js';
import { ArchiveX, CalendarClock, Paperclip, ShieldCheck, UserRound } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../lib/api-client.js';
import { useNow } from '../../lib/now.js';
import { formatDateTimeIn, formatRelative } from '../../lib/time.js';
import { localZone } from '../../lib/zoned-time.js';
import { Button } from '../../ui/button.js';
import { toast } from '../../ui/toast.js';
import { problemText } from '../data/problem-text.js';
import { useSeat } from '../data/session.js';
import './later.css';
import { useBrandZone, useScheduledAct } from './later-api.js';

const LaterDialog = lazy(async () => ({ default: (await import('./later-dialog.js')).LaterDialog }));
const EditDialog = lazy(async () => ({ default: (await import('./edit-dialog.js')).EditDialog }));

type Props = {
  message: Message;
  /** Whom the conversation is with. */
  name: string;
  /** The newest utterance the page shows; null where it shows none. */
  seenSeq: number | null;
  until?: string | null;
  head?: ReactNode;
  /** Puts the words of one's own into the reply box. Without it they go to the draft. */
  onTakeBack?: (message: Message) => void;
};

/** A reply that waits: when it leaves, what it says, and everything that can still be done about it. */
export function LaterCard({ message, name, seenSeq, until, head, onTakeBack }: Props) {
  const { t, i18n } = useTranslation();
  const now = useNow(30_000);
  const zone = useBrandZone();
  const own = useSeat().memberId === message.member?.memberId;
  const act = useScheduledAct({ quiet: true });
  const [open, setOpen] = useState<'time' | 'edit' | null>(null);
  const sendAt = message.sendAt ?? message.at;
  const failed = (error: unknown) =>
    toast.show({
      tone: 'error',
      text: error instanceof ApiError && error.code === 'stale' ? t('later.staleNow') : problemText(error),
    });
  const cancel = () => {
    if (own && onTakeBack) return onTakeBack(message);
    act.mutate(
      { id: message.id, act: 'cancel' },
      {
        onSuccess: () =>
          toast.show({
            tone: 'ok',
            text: t(own ? 'later.cancelled' : 'later.cancelledFor', { name: message.member?.name }),
          }),
        onError: failed,
      },
    );
  };
  return (
    <article className="later-card" aria-label={t('later.card', { name })}>
      {head}
      <p className="later-when">
        <CalendarClock aria-hidden="true" />
        <strong>
          <time dateTime={sendAt}>
            {t('later.leaves', { when: formatDateTimeIn(i18n.language, sendAt, zone) })}
          </time>
        </strong>
        <span>
          {formatRelative(i18n.language, sendAt, now)}
          {zone !== localZone() && ` · ${zone}`}
        </span>
      </p>
      <p className="later-words" dir="auto">
        {message.text}
      </p>
      <ul className="later-facts">
        {!own && (
          <li>
            <UserRound aria-hidden="true" />
            {t('later.by', { name: message.member?.name })}
          </li>
        )}
        <li>
          <ShieldCheck aria-hidden="true" />
          {t(message.cancelIfTheyWrite ? 'later.cancels' : 'later.keeps', { name })}
        </li>
        {message.closeAfter && (
          <li>
            <ArchiveX aria-hidden="true" />
            {t('later.closes')}
          </li>
        )}
        {message.attachments.length > 0 && (
          <li>
            <Paperclip aria-hidden="true" />
            <span className="truncate">{message.attachments.map(({ filename }) => filename).join(', ')}</span>
          </li>
        )}
      </ul>
      <div className="later-acts">
        {own && (
          <Button
            size="sm"
            onClick={() => (message.html !== null && onTakeBack ? onTakeBack(message) : setOpen('edit'))}
          >
            {t('later.edit')}
          </Button>
        )}
        <Button size="sm" onClick={() => setOpen('time')}>
          {t('later.otherTime')}
        </Button>
        {own && seenSeq !== null && (
          <Button
            size="sm"
            busy={act.isPending && act.variables.act === 'send-now'}
            onClick={() =>
              act.mutate(
                { id: message.id, act: 'send-now', seenSeq },
                { onSuccess: () => toast.show({ text: t('composer.sentNow') }), onError: failed },
              )
            }
          >
            {t('later.sendNow')}
          </Button>
        )}
        <Button size="sm" variant="ghost" onClick={cancel}>
          {t('later.cancel')}
        </Button>
      </div>
      <Suspense>
        {open === 'time' && (
          <LaterDialog
            title={t('later.otherTime')}
            submit={t('later.save')}
            name={name}
            initial={{ sendAt, cancelIfTheyWrite: message.cancelIfTheyWrite }}
            timeOnly
            until={until}
            busy={act.isPending}
            onClose={() => setOpen(null)}
            onChoose={(later) =>
              act.mutate(
                { id: message.id, act: 'reschedule', sendAt: later.sendAt },
                { onSuccess: () => setOpen(null), onError: failed },
              )
            }
          />
        )}
        {open === 'edit' && (
          <EditDialog message={message} name={name} seenSeq={seenSeq} onClose={() => setOpen(null)} />
        )}
      </Suspense>
    </article>
  );
}
