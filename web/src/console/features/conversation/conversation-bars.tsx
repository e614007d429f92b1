import type { ConversationDetail } from '@parley/shared/conversations.js';
import { AlarmClock, ArchiveX, Link2, Merge } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatDateTime } from '../../../lib/time.js';
import { Banner } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { setAsideReasonKey } from '../../data/set-aside-reason.js';
import type { ConversationActs } from './use-conversation-acts.js';

/** Lines above the messages that say in what state the conversation is. */
export function ConversationBars({
  conversation,
  acts,
}: {
  conversation: ConversationDetail;
  acts: ConversationActs;
}) {
  const { t, i18n } = useTranslation();
  return (
    <>
      {conversation.mergedIntoId && (
        <Banner
          tone="info"
          icon={<Merge aria-hidden="true" />}
          action={<Link to={`/inbox/ours/${conversation.mergedIntoId}`}>{t('conversation.openMerged')}</Link>}
        >
          {t('conversation.mergedInto')}
        </Banner>
      )}
      {conversation.setAside && (
        <Banner
          tone="note"
          icon={<ArchiveX aria-hidden="true" />}
          action={
            <Button size="sm" onClick={acts.needsAnswer}>
              {t('conversation.needsAnswer')}
            </Button>
          }
        >
          {t('conversation.setAsideBanner', {
            reason: t(`inbox.setAsideReasons.${setAsideReasonKey(conversation.setAside)}`),
          })}
        </Banner>
      )}
      {conversation.status === 'snoozed' && (
        <Banner
          tone="info"
          icon={<AlarmClock aria-hidden="true" />}
          action={
            <Button size="sm" onClick={acts.unsnooze}>
              {t('conversation.unsnooze')}
            </Button>
          }
        >
          {conversation.snoozedUntil
            ? t('conversation.snoozed', { when: formatDateTime(i18n.language, conversation.snoozedUntil) })
            : t('conversation.snoozedOpen')}
        </Banner>
      )}
      {conversation.linked.map((other) => (
        <Banner key={other.id} tone="info" icon={<Link2 aria-hidden="true" />}>
          <Link to={`/inbox/ours/${other.id}`}>
            {other.subject
              ? t('conversation.linked', { subject: other.subject })
              : t('conversation.linkedNoSubject')}
          </Link>
        </Banner>
      ))}
    </>
  );
}
