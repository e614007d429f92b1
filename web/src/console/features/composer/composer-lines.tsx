import type { ConversationDetail } from '@parley/shared/conversations.js';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import { formatDuration } from '../../../lib/time.js';
import { Banner } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { saidIn } from '../../../ui/said.js';
import { useTyping } from '../../realtime/presence.js';

type Props = {
  conversation: ConversationDetail;
  windowOver: boolean;
  canReply: boolean;
  writing: boolean;
  note: boolean;
  news: number;
  onSeen: () => void;
};

/** The lines above the box: what the writer should know before sending. */
export function ComposerLines({ conversation, windowOver, canReply, writing, note, news, onSeen }: Props) {
  const { t, i18n } = useTranslation();
  const typing = useTyping(conversation.id);
  const now = useNow(1_000);
  const { channelDetail, settlesAt, person, replyWindowEndsAt } = conversation;
  const stillWriting = typing.size > 0 || (settlesAt !== null && Date.parse(settlesAt) > now);
  return (
    <>
      {channelDetail.status !== 'connected' && !note && channelDetail.statusReason && (
        <Banner tone="warn">
          {t('composer.channelDown', {
            channel: channelDetail.name,
            reason: saidIn(i18n, { code: channelDetail.statusCode, message: channelDetail.statusReason }),
          })}
        </Banner>
      )}
      {windowOver && <Banner tone="warn">{t('composer.windowOver')}</Banner>}
      {!windowOver && replyWindowEndsAt !== null && (
        <p className="composer-line">
          {t('composer.windowEnds', {
            time: formatDuration(i18n.language, Date.parse(replyWindowEndsAt) - now),
          })}
        </p>
      )}
      {!canReply && <p className="composer-line">{t('composer.cannotReply')}</p>}
      {news > 0 ? (
        <div className="composer-news" role="status">
          {t('composer.news', { count: news })}
          <Button size="sm" variant="ghost" onClick={onSeen}>
            {t('composer.newsSeen')}
          </Button>
        </div>
      ) : (
        stillWriting &&
        writing && <p className="composer-line">{t('composer.stillWriting', { name: person.name })}</p>
      )}
    </>
  );
}
