import type { ConversationDetail, ConversationRow } from '@parley/shared/conversations.js';
import type { PersonDetail } from '@parley/shared/people.js';
import { Copy, Pencil, X } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../../../lib/now.js';
import { formatDate, formatRelative, formatWhen } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Button, IconButton } from '../../../ui/button.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { cx } from '../../../ui/cx.js';
import { Input, TextArea } from '../../../ui/field.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import { usePerson, usePersonConversations, useUpdatePerson } from './person-api.js';
import './person-panel.css';

type Props = { conversation: ConversationDetail; onClose: () => void };

/** Who this is, how we know them, and everything we have said to each other. */
export function PersonPanel({ conversation, onClose }: Props) {
  const { t } = useTranslation();
  const person = usePerson(conversation.person.id);
  const others = conversation.participants.filter((one) => one.id !== conversation.person.id);
  return (
    <aside className="person" aria-label={t('person.region')}>
      <IconButton className="person-close" size="sm" label={t('conversation.hidePerson')} onClick={onClose}>
        <X />
      </IconButton>
      {person.isError && !person.data && (
        <StateMessage
          compact
          tone="error"
          title={t('person.loadError')}
          action={<Button onClick={() => person.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(person.error)}
        </StateMessage>
      )}
      {person.isPending && <PersonSkeleton />}
      {person.data && (
        <>
          <Who person={person.data} key={person.data.id} />
          <Identities person={person.data} />
          <PersonNotes person={person.data} key={`notes-${person.data.id}`} />
          {others.length > 0 && (
            <section className="person-part">
              <h3>{t('person.participants')}</h3>
              <ul className="person-others">
                {others.map((one) => (
                  <li key={one.id}>
                    <Avatar name={one.name} url={one.avatarUrl} size="sm" />
                    <span className="truncate">{one.name}</span>
                    {one.handle && <span className="person-dim truncate">{one.handle}</span>}
                  </li>
                ))}
              </ul>
            </section>
          )}
          <Earlier personId={person.data.id} openId={conversation.id} />
        </>
      )}
    </aside>
  );
}

function Who({ person }: { person: PersonDetail }) {
  const { t, i18n } = useTranslation();
  const mayEdit = useMay('people.edit');
  const update = useUpdatePerson(person.id);
  const [name, setName] = useState<string | null>(null);
  const now = useNow(60_000);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name?.trim() && name.trim() !== person.name) update.mutate({ name: name.trim() });
    setName(null);
  };
  return (
    <div className="person-who">
      <Avatar name={person.name} url={person.avatarUrl} size="lg" />
      {name === null ? (
        <div className="person-name-line">
          <h2 className="person-name">{person.name}</h2>
          {mayEdit && (
            <IconButton
              size="sm"
              label={t('person.rename')}
              className="person-rename"
              onClick={() => setName(person.name)}
            >
              <Pencil />
            </IconButton>
          )}
        </div>
      ) : (
        <form className="person-form" onSubmit={submit}>
          <Input
            aria-label={t('person.name')}
            value={name}
            maxLength={200}
            autoFocus
            onFocus={(event) => event.target.select()}
            onChange={(event) => setName(event.target.value)}
            onBlur={submit}
            onKeyDown={(event) => event.key === 'Escape' && setName(null)}
          />
        </form>
      )}
      <p className="person-dim">{t('person.conversations', { count: person.conversationCount })}</p>
      <dl className="person-facts">
        <div>
          <dt>{t('person.knownSince')}</dt>
          <dd>{formatDate(i18n.language, person.firstSeenAt)}</dd>
        </div>
        <div>
          <dt>{t('person.lastHeard')}</dt>
          <dd>{formatRelative(i18n.language, person.lastSeenAt, now)}</dd>
        </div>
        {person.usuallyTalksWith && (
          <div>
            <dt>{t('person.usually')}</dt>
            <dd className="person-usual">
              <Avatar name={person.usuallyTalksWith.name} size="xs" />
              {person.usuallyTalksWith.name}
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function Identities({ person }: { person: PersonDetail }) {
  const { t } = useTranslation();
  const copy = (text: string) => {
    void navigator.clipboard?.writeText(text);
    toast.show({ text: t('ui.copied') });
  };
  return (
    <section className="person-part">
      <h3>{t('person.identities')}</h3>
      <ul className="person-ids">
        {person.identities.map((identity) => {
          const handle = identity.handle ?? identity.externalId;
          return (
            <li key={identity.id}>
              <button
                type="button"
                aria-label={t('person.copyHandle', { handle })}
                onClick={() => copy(handle)}
              >
                <span className="truncate">{handle}</span>
                <Copy aria-hidden="true" />
              </button>
              {identity.displayName && identity.displayName !== person.name && (
                <span className="person-dim truncate">{identity.displayName}</span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const saveAfterMs = 900;

function PersonNotes({ person }: { person: PersonDetail }) {
  const { t } = useTranslation();
  const mayEdit = useMay('people.edit');
  const update = useUpdatePerson(person.id);
  const [notes, setNotes] = useState(person.notes);
  const saved = useRef(person.notes);
  const save = () => {
    if (notes === saved.current) return;
    saved.current = notes;
    update.mutate({ notes });
  };
  const latest = useRef(save);
  latest.current = save;
  useEffect(() => {
    if (notes === saved.current) return;
    const timer = window.setTimeout(() => latest.current(), saveAfterMs);
    return () => window.clearTimeout(timer);
  }, [notes]);
  useEffect(() => () => latest.current(), []);
  return (
    <section className="person-part">
      <h3>
        {t('person.notes')}
        <span
          className={cx('person-saved', update.isSuccess && notes === saved.current && 'is-shown')}
          aria-live="polite"
        >
          {update.isSuccess && notes === saved.current ? t('person.notesSaved') : ''}
        </span>
      </h3>
      <TextArea
        className="person-notes"
        aria-label={t('person.notes')}
        placeholder={t('person.notesPlaceholder')}
        value={notes}
        readOnly={!mayEdit}
        maxLength={20_000}
        rows={2}
        onChange={(event) => setNotes(event.target.value)}
        onBlur={save}
      />
    </section>
  );
}

function Earlier({ personId, openId }: { personId: string; openId: string }) {
  const { t } = useTranslation();
  const query = usePersonConversations(personId);
  const rows = (query.data?.items ?? []).filter((row) => row.id !== openId);
  return (
    <section className="person-part">
      <h3>{t('person.earlier')}</h3>
      {query.isPending && <Skeleton height="3rem" />}
      {query.isSuccess && rows.length === 0 && <p className="person-dim">{t('person.noEarlier')}</p>}
      <ul className="person-earlier">
        {rows.map((row) => (
          <li key={row.id}>
            <EarlierRow row={row} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function EarlierRow({ row }: { row: ConversationRow }) {
  const { i18n } = useTranslation();
  const now = useNow(60_000);
  return (
    <Link
      to={`/inbox/${row.status === 'closed' ? 'closed' : 'ours'}/${row.id}`}
      className={cx('earlier', row.status === 'closed' && 'is-closed')}
    >
      <ChannelIcon icon={row.channel.icon} medium={row.medium} />
      <span className="earlier-text">
        <span className="truncate">{row.subject ?? row.channel.name}</span>
        <span className="person-dim truncate">{row.lastWords}</span>
      </span>
      <time dateTime={row.lastAt}>{formatWhen(i18n.language, row.lastAt, now)}</time>
    </Link>
  );
}

function PersonSkeleton() {
  return (
    <div className="person-who" aria-hidden="true">
      <Skeleton width="2.75rem" height="2.75rem" round />
      <Skeleton width="60%" height="1.2rem" />
      <Skeleton width="40%" />
      <Skeleton height="4rem" />
    </div>
  );
}
