import { ArrowLeft, UserX } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../lib/api-client.js';
import { Button, IconButton } from '../../../ui/button.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { usePersonFields } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { EarlierRow } from './earlier-row.js';
import './people.css';
import { usePerson, usePersonConversations } from './person-api.js';
import { PersonFields } from './person-fields.js';
import { Merges, Merging } from './person-merges.js';
import { Identities, PersonNotes, PersonSkeleton, Who } from './person-parts.js';

/** One person, and everything they and the brand have said to each other. */
export function PersonPage({
  id,
  onBack,
  onElsewhere,
}: {
  id: string;
  onBack?: () => void;
  /** They live on as another one: who that is. */
  onElsewhere: (id: string) => void;
}) {
  const { t } = useTranslation();
  const person = usePerson(id);
  // Both at once: nothing moves when the fields come.
  const fields = usePersonFields();
  const living = person.data?.id;
  const elsewhere = useRef(onElsewhere);
  elsewhere.current = onElsewhere;
  useEffect(() => {
    if (living !== undefined && living !== id) elsewhere.current(living);
  }, [living, id]);
  const gone = person.error instanceof ApiError && person.error.code === 'not_found';
  return (
    <section className="person-page" aria-label={person.data?.name ?? t('person.region')}>
      {onBack && (
        <IconButton className="person-page-back" label={t('people.back')} onClick={onBack}>
          <ArrowLeft />
        </IconButton>
      )}
      {onBack && <h1 className="visually-hidden">{t('people.title')}</h1>}
      {person.data && !fields.isPending ? (
        <div className="person-page-columns">
          <div className="person-page-who">
            <Who person={person.data} key={person.data.id}>
              <Merging person={person.data} button onMerged={onElsewhere} />
            </Who>
            <PersonFields person={person.data} />
            <Identities person={person.data} />
            <PersonNotes person={person.data} key={`notes-${person.data.id}`} />
            <Merges person={person.data} />
          </div>
          <Conversations id={person.data.id} />
        </div>
      ) : person.isError ? (
        <StateMessage
          icon={<UserX />}
          tone={gone ? 'quiet' : 'error'}
          title={t('person.loadError')}
          action={!gone && <Button onClick={() => person.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(person.error)}
        </StateMessage>
      ) : (
        <div className="person-page-columns">
          <PersonSkeleton />
        </div>
      )}
    </section>
  );
}

function Conversations({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = usePersonConversations(id);
  return (
    <section className="person-page-talks" aria-label={t('people.conversations')}>
      <h3 className="person-page-title">{t('people.conversations')}</h3>
      {query.isPending && <Skeleton height="4rem" />}
      {query.isError && (
        <StateMessage
          compact
          tone="error"
          title={t('conversation.loadError')}
          action={<Button onClick={() => query.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(query.error)}
        </StateMessage>
      )}
      {query.isSuccess && query.rows.length === 0 && (
        <p className="person-dim">{t('people.noConversations')}</p>
      )}
      <ul className="person-page-list">
        {query.rows.map((row) => (
          <li key={row.id}>
            <EarlierRow row={row} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t('people.more')}
        </Button>
      )}
    </section>
  );
}
