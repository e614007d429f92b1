import type { PersonDetail } from '@parley/shared/people.js';
import { Copy, Pencil, SquarePen } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import { formatDate, formatRelative } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Button, IconButton } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Input, TextArea } from '../../../ui/field.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { toast } from '../../../ui/toast.js';
import { useStartingChannels, writeTo } from '../../data/first-words.js';
import { addressOf } from '../../data/identity-address.js';
import { useMay } from '../../data/session.js';
import { useUpdatePerson } from './person-api.js';
import './person-panel.css';

/** Name, and since when; `heading` fits the place it stands in. */
export function Who({ person, heading: Heading = 'h2' }: { person: PersonDetail; heading?: 'h1' | 'h2' }) {
  const { t, i18n } = useTranslation();
  const mayEdit = useMay('people.edit');
  const address = addressOf(person);
  const mayWrite = useStartingChannels().length > 0 && address !== null;
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
          <Heading className="person-name" dir="auto">
            {person.name}
          </Heading>
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
      {mayWrite && (
        <Button size="sm" icon={<SquarePen />} className="person-write" onClick={() => writeTo(address)}>
          {t('people.write')}
        </Button>
      )}
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

export function Identities({ person }: { person: PersonDetail }) {
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

export function PersonNotes({ person }: { person: PersonDetail }) {
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

export function PersonSkeleton() {
  return (
    <div className="person-who" aria-hidden="true">
      <Skeleton width="2.75rem" height="2.75rem" round />
      <Skeleton width="60%" height="1.2rem" />
      <Skeleton width="40%" />
      <Skeleton height="4rem" />
    </div>
  );
}
