import type { NowChannel, NowWait } from '@parley/shared/now.js';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Avatar } from '../../../ui/avatar.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { RunningPause } from '../../data/running-pause.js';

type Props = { wait: NowWait; channel: NowChannel | undefined };

/** Somebody who waits: who, where, their last words, and the running pause. Leads to the conversation. */
export function WaitRow({ wait, channel }: Props) {
  const { t } = useTranslation();
  return (
    <Link to={`/inbox/ours/${wait.conversationId}`} className="now-wait">
      <Avatar name={wait.person.name} url={wait.person.avatarUrl} />
      <span className="now-wait-who">
        <span className="now-wait-name truncate" dir="auto">
          {wait.person.name}
        </span>
        <span className="now-wait-words truncate" dir="auto">
          {wait.lastWords || wait.subject}
        </span>
      </span>
      <span className="now-wait-side">
        <RunningPause row={wait} size={18} />
        <span className="now-wait-where">
          {channel && <ChannelIcon icon={channel.icon} medium={wait.medium} />}
          <span className="truncate">{channel?.name}</span>
          {!wait.assigned && <span className="now-free">{t('now.free')}</span>}
        </span>
      </span>
    </Link>
  );
}
