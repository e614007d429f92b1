import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Avatar } from '../../ui/avatar.js';
import { Button } from '../../ui/button.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { Segmented } from '../../ui/segmented.js';
import { Skeleton } from '../../ui/skeleton.js';
import { StateMessage } from '../../ui/state-message.js';
import { problemText } from '../data/problem-text.js';
import { useScheduled } from '../later/later-api.js';
import { LaterCard } from '../later/later-card.js';
import { Page } from './page.js';

/** Every reply that waits for its time, the next to leave first. */
export function ScheduledScreen() {
  const { t } = useTranslation();
  const [whose, setWhose] = useState<'all' | 'mine'>('all');
  const query = useScheduled(whose === 'mine');
  return (
    <Page
      title={t('later.title')}
      text={t('later.text')}
      actions={
        <Segmented
          label={t('later.whose')}
          value={whose}
          onChange={setWhose}
          options={(['all', 'mine'] as const).map((value) => ({ value, label: t(`later.${value}`) }))}
        />
      }
    >
      {query.isPending && <Skeleton height="9rem" />}
      {query.isError && !query.data && (
        <StateMessage
          tone="error"
          title={t('later.loadError')}
          action={<Button onClick={() => query.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(query.error)}
        </StateMessage>
      )}
      {query.isSuccess && query.replies.length === 0 && (
        <StateMessage icon={<CalendarClock />} title={t('later.none')}>
          {t('later.noneText')}
        </StateMessage>
      )}
      <ul className="later-list">
        {query.replies.map(({ message, conversation }) => (
          <li key={message.id}>
            <LaterCard
              message={message}
              name={conversation.person.name}
              seenSeq={null}
              head={
                <div className="later-who">
                  <Avatar name={conversation.person.name} url={conversation.person.avatarUrl} size="sm" />
                  <Link className="truncate" to={`/inbox/ours/${conversation.id}`}>
                    {conversation.person.name}
                  </Link>
                  <ChannelIcon icon={conversation.channel.icon} medium={conversation.medium} />
                  {conversation.subject && (
                    <span className="later-subject truncate" dir="auto">
                      {conversation.subject}
                    </span>
                  )}
                </div>
              }
            />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t('later.more')}
        </Button>
      )}
    </Page>
  );
}
