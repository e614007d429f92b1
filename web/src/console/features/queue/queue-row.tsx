import type { ConversationRow, View } from '@parley/shared/conversations.js';
import { AlarmClock, CircleHelp, SignalHigh } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../../../lib/now.js';
import { formatWhen } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Badge } from '../../../ui/badge.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { cx } from '../../../ui/cx.js';
import { RunningPause } from '../../data/running-pause.js';
import { useSeat } from '../../data/session.js';
import { usePresent } from '../../realtime/presence.js';
import './queue-row.css';
import { setAsideReasonKey } from '../../data/set-aside-reason.js';

type Props = {
  row: ConversationRow;
  view: View | 'search';
  to: string;
  open: boolean;
  cursor: boolean;
  /** Chosen, together with others. */
  selected?: boolean;
  /** The one row of the list that Tab leads to. */
  reached: boolean;
  /** Left the view while the pointer was on it. */
  gone?: boolean;
  /** Replaces the last words, e.g. by what a search found. */
  excerpt?: ReactNode;
  onPoint?: (id: string) => void;
  /** A click with Shift held chooses everything up to here; with ⌘ or Ctrl, this one. */
  onSelect?: (id: string, range: boolean) => void;
};

/** One conversation in a list: who, about what, the last words, and how long they have been waiting. */
export const QueueRow = memo(function QueueRow({
  row,
  view,
  to,
  open,
  cursor,
  selected,
  reached,
  gone,
  excerpt,
  onPoint,
  onSelect,
}: Props) {
  const { t } = useTranslation();
  const seat = useSeat();
  const mine = row.assignee?.memberId === seat.memberId;
  return (
    <Link
      to={to}
      className={cx(
        'qrow',
        open && 'is-open',
        cursor && 'is-cursor',
        selected && 'is-selected',
        row.unread && 'is-unread',
        gone && 'is-gone',
      )}
      aria-current={open ? 'true' : undefined}
      tabIndex={reached ? 0 : -1}
      data-row={row.id}
      onClick={(event) => {
        if (!onSelect || !(event.shiftKey || event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        onSelect(row.id, event.shiftKey);
      }}
      onPointerEnter={() => onPoint?.(row.id)}
    >
      <span className="qrow-face">
        <Avatar name={row.person.name} url={row.person.avatarUrl} />
        <span className="qrow-channel" title={`${row.channel.name} · ${t(`inbox.media.${row.medium}`)}`}>
          <ChannelIcon icon={row.channel.icon} medium={row.medium} />
        </span>
      </span>
      <span className="qrow-main">
        <span className="qrow-top">
          {row.unread && <span className="qrow-unread" role="img" aria-label={t('inbox.unread')} />}
          <span className="qrow-name truncate" dir="auto">
            {row.person.name}
          </span>
          <Marks row={row} />
          <span className="qrow-when">{gone ? t('inbox.gone') : <When row={row} view={view} />}</span>
        </span>
        {row.subject && (
          <span className="qrow-subject truncate" dir="auto">
            {row.subject}
          </span>
        )}
        <span className={cx('qrow-bottom', !row.subject && 'is-two-lines')}>
          <span className={cx('qrow-words', row.subject && 'truncate')} dir="auto">
            {excerpt ?? (
              <>
                {/* Isolated: what was said decides in which direction the line runs. */}
                {row.lastWordsBy === 'brand' && <bdi className="qrow-us">{t('inbox.us')}</bdi>}
                {row.lastWords}
              </>
            )}
          </span>
          <span className="qrow-end">
            {row.setAside && view !== 'search' && (
              <Badge>{t(`inbox.setAsideReasons.${setAsideReasonKey(row.setAside)}`)}</Badge>
            )}
            {row.tags.slice(0, 3).map((tag) => (
              <span key={tag.id} className="qrow-tag" style={{ background: tag.color }} title={tag.name} />
            ))}
            <Faces id={row.id} />
            {row.assignee && (
              <Avatar
                name={row.assignee.name}
                size="xs"
                className={cx('qrow-assignee', mine && 'is-me')}
                title={t('inbox.assignedTo', { name: row.assignee.name })}
              />
            )}
          </span>
        </span>
      </span>
    </Link>
  );
});

function Marks({ row }: { row: ConversationRow }) {
  const { t } = useTranslation();
  return (
    <>
      {(row.priority === 'high' || row.priority === 'urgent') && (
        <SignalHigh
          className={cx('qrow-mark', row.priority === 'urgent' && 'is-urgent')}
          role="img"
          aria-label={t(`inbox.priorities.${row.priority}`)}
        />
      )}
      {row.unconfirmed && (
        <CircleHelp className="qrow-mark is-urgent" role="img" aria-label={t('inbox.unconfirmed')} />
      )}
    </>
  );
}

function When({ row, view }: { row: ConversationRow; view: View | 'search' }) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  if (row.status === 'snoozed' && view !== 'search')
    return (
      <span className="qrow-snooze">
        <AlarmClock aria-hidden="true" />
        {row.snoozedUntil
          ? t('inbox.snoozedUntil', { when: formatWhen(i18n.language, row.snoozedUntil, now) })
          : t('inbox.snoozedOpen')}
      </span>
    );
  if (row.side === 'ours' && row.answerBy && row.status !== 'closed') return <RunningPause row={row} />;
  return <time dateTime={row.lastAt}>{formatWhen(i18n.language, row.lastAt, now)}</time>;
}

/** Colleagues who have it open right now. */
function Faces({ id }: { id: string }) {
  const { t } = useTranslation();
  const seat = useSeat();
  const present = usePresent(id, seat.memberId);
  if (present.length === 0) return null;
  const names = present.map((member) => member.name).join(', ');
  const writing = present.some((member) => member.writing);
  return (
    <span
      className={cx('faces', writing && 'is-writing')}
      role="img"
      aria-label={t(writing ? 'inbox.writing' : 'inbox.looking', { names, count: present.length })}
      title={t(writing ? 'inbox.writing' : 'inbox.looking', { names, count: present.length })}
    >
      {present.slice(0, 3).map((member) => (
        <Avatar key={member.memberId} name={member.name} size="xs" />
      ))}
    </span>
  );
}
