import type { ConversationRow, View } from '@parley/shared/conversations.js';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../../../lib/now.js';
import { formatWhen } from '../../../lib/time.js';
import { Badge } from '../../../ui/badge.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { cx } from '../../../ui/cx.js';
import { RunningPause } from '../../data/running-pause.js';

/** The view a conversation is found in. */
function viewOf(row: ConversationRow): View {
  if (row.status !== 'open') return row.status;
  if (row.setAside !== null) return 'set_aside';
  return row.side;
}

/** One conversation of a person, as a line that leads to it. */
export function EarlierRow({ row }: { row: ConversationRow }) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  return (
    <Link
      to={`/inbox/${viewOf(row)}/${row.id}`}
      className={cx('earlier', row.status === 'closed' && 'is-closed')}
    >
      <ChannelIcon icon={row.channel.icon} medium={row.medium} />
      <span className="earlier-text">
        <span className="truncate">{row.subject ?? row.channel.name}</span>
        <span className="person-dim truncate">{row.lastWords}</span>
      </span>
      <span className="earlier-end">
        <time dateTime={row.lastAt}>{formatWhen(i18n.language, row.lastAt, now)}</time>
        {row.status === 'open' && row.waitingSince ? (
          <RunningPause row={row} size={12} />
        ) : (
          row.status !== 'open' && <Badge>{t(`inbox.views.${row.status}`)}</Badge>
        )}
      </span>
    </Link>
  );
}
