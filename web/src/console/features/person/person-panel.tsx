import type { ConversationDetail } from '@parley/shared/conversations.js';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../../ui/avatar.js';
import { Button, IconButton } from '../../../ui/button.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { usePersonFields } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { EarlierRow } from './earlier-row.js';
import { usePerson, usePersonConversations } from './person-api.js';
import { PersonFields } from './person-fields.js';
import { Merging } from './person-merges.js';
import { Identities, PersonNotes, PersonSkeleton, Who } from './person-parts.js';
import './person-panel.css';

type Props = { conversation: ConversationDetail; onClose: () => void };

/** Who this is, how we know them, and everything we have said to each other. */
export function PersonPanel({ conversation, onClose }: Props) {
  const { t } = useTranslation();
  const person = usePerson(conversation.person.id);
  // Both at once: nothing moves when the fields come.
  const fields = usePersonFields();
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
      {(person.isPending || (person.data && fields.isPending)) && <PersonSkeleton />}
      {person.data && !fields.isPending && (
        <>
          <Who person={person.data} key={person.data.id}>
            <Merging person={person.data} />
          </Who>
          <PersonFields person={person.data} beside />
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

function Earlier({ personId, openId }: { personId: string; openId: string }) {
  const { t } = useTranslation();
  const query = usePersonConversations(personId);
  const rows = query.rows.filter((row) => row.id !== openId);
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
      {query.hasNextPage && (
        <Button
          size="sm"
          variant="ghost"
          busy={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
        >
          {t('people.more')}
        </Button>
      )}
    </section>
  );
}
