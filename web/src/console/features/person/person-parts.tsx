import type { Identity, PersonDetail } from '@parley/shared/people.js';
import { BadgeCheck, CircleHelp, Copy, Pencil, SquarePen } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import { formatDate, formatRelative } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Button, IconButton } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Input, TextArea } from '../../../ui/field.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { toast } from '../../../ui/toast.js';
import { Tooltip } from '../../../ui/tooltip.js';
import { useStartingChannels, writeTo } from '../../data/first-words.js';
import { addressOf } from '../../data/identity-address.js';
import { useMay } from '../../data/session.js';
import { useUpdatePerson } from './person-api.js';
import './person-panel.css';
import { PersonTags } from './person-tags.js';

/** Name, and since when; `heading` fits the place it stands in. */
export function Who({
  person,
  heading: Heading = 'h2',
  children,
}: {
  person: PersonDetail;
  heading?: 'h1' | 'h2';
  children?: ReactNode;
}) {
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
      <PersonTags person={person} />
      {children}
      <dl className="person-facts">
        <div>
          <dt>{t('person.knownSince')}</dt>
          <dd>{formatDate(i18n.language, person.firstSeenAt)}</dd>
        </div>
        <div>
          <dt>{t('person.lastContact')}</dt>
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
              <span className="person-dim person-id-facts">
                <Verified identity={identity} />
                <span className="truncate">
                  {[
                    identity.displayName !== person.name && identity.displayName,
                    identity.channels.length > 0 &&
                      t('personFields.from', {
                        channels: identity.channels.map(({ name }) => name).join(', '),
                      }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Whether the address is certainly theirs, and how that is known. */
function Verified({ identity }: { identity: Identity }) {
  const { t } = useTranslation();
  if (identity.email === null) return null;
  const wrote = identity.email === identity.externalId;
  const text = !identity.emailVerified
    ? t('personFields.notVerified')
    : t(wrote ? 'personFields.wrote' : 'personFields.vouched');
  return (
    <Tooltip label={text}>
      <span
        className={cx('person-verified', identity.emailVerified && 'is-verified')}
        role="img"
        aria-label={text}
      >
        {identity.emailVerified ? <BadgeCheck aria-hidden="true" /> : <CircleHelp aria-hidden="true" />}
      </span>
    </Tooltip>
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
