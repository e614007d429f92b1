import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { useTranslation } from 'react-i18next';
import { useScheduledOf } from '../../later/later-api.js';
import { LaterCard } from '../../later/later-card.js';

/** What is still to be said here, after all that was: replies that wait for their time. */
export function ScheduledCards({
  conversation,
  onTakeBack,
}: {
  conversation: ConversationDetail;
  onTakeBack: (message: Message) => void;
}) {
  const { t } = useTranslation();
  const scheduled = useScheduledOf(conversation.id).data?.items ?? [];
  if (scheduled.length === 0) return null;
  return (
    <section className="later-here" aria-label={t('later.here')}>
      <div className="later-list">
        {scheduled.map(({ message }) => (
          <LaterCard
            key={message.id}
            message={message}
            name={conversation.person.name}
            seenSeq={conversation.utteranceSeq}
            until={conversation.replyWindowEndsAt}
            onTakeBack={onTakeBack}
          />
        ))}
      </div>
    </section>
  );
}
