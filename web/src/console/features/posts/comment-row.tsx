import type { PostComment } from '@parley/shared/posts.js';
import { Check, CircleHelp, EyeOff, Heart, MessagesSquare } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../../../lib/now.js';
import { formatDateTime, formatNumber, formatWhen } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Badge } from '../../../ui/badge.js';
import { cx } from '../../../ui/cx.js';
import { RunningPause } from '../../data/running-pause.js';
import { useSeat } from '../../data/session.js';
import { setAsideReasonKey } from '../../data/set-aside-reason.js';

type Props = {
  item: PostComment;
  to: string;
  open: boolean;
  cursor: boolean;
  selected: boolean;
  reached: boolean;
  onSelect: (id: string, range: boolean) => void;
};

/** One comment under a post: who, what, and how it stands with it. */
export const CommentRow = memo(function CommentRow({
  item,
  to,
  open,
  cursor,
  selected,
  reached,
  onSelect,
}: Props) {
  const { t, i18n } = useTranslation();
  const seat = useSeat();
  const now = useNow(60_000);
  const { conversation: row, comment } = item;
  const answered = row.side === 'theirs' && row.lastWordsBy === 'brand';
  const text = comment?.deletedAt ? t('posts.deleted') : comment?.warning || comment?.text || row.lastWords;
  // What was said last is worth a line of its own where it is something else.
  const last = row.messageCount > 1 && row.lastWords !== comment?.text ? row.lastWords : null;
  return (
    <div
      className={cx(
        'comment',
        open && 'is-open',
        cursor && 'is-cursor',
        selected && 'is-selected',
        answered && 'is-answered',
      )}
    >
      <label className="comment-face">
        <Avatar name={row.person.name} url={row.person.avatarUrl} />
        <input
          type="checkbox"
          className="comment-check"
          tabIndex={-1}
          aria-label={t('desk.select', { name: row.person.name })}
          checked={selected}
          onClick={(event) => onSelect(row.id, event.shiftKey)}
          onChange={() => undefined}
        />
      </label>
      <Link
        to={to}
        className="comment-main"
        data-row={row.id}
        tabIndex={reached ? 0 : -1}
        aria-current={open ? 'true' : undefined}
        onClick={(event) => {
          if (!(event.shiftKey || event.metaKey || event.ctrlKey)) return;
          event.preventDefault();
          onSelect(row.id, event.shiftKey);
        }}
      >
        <span className="comment-top">
          <b className="comment-name truncate" dir="auto">
            {row.person.name}
          </b>
          {row.person.handle && row.person.handle !== row.person.name && (
            <span className="comment-handle truncate">{row.person.handle}</span>
          )}
          <span className="comment-end">
            {row.side === 'ours' && row.status === 'open' && !row.setAside ? (
              <RunningPause row={row} size={15} />
            ) : (
              <time dateTime={item.openedAt} title={formatDateTime(i18n.language, item.openedAt)}>
                {formatWhen(i18n.language, item.openedAt, now)}
              </time>
            )}
          </span>
        </span>
        <span className={cx('comment-text', comment?.deletedAt && 'is-gone')} dir="auto">
          {text}
        </span>
        {last && (
          <span className="comment-last truncate" dir="auto">
            {row.lastWordsBy === 'brand' && <bdi className="qrow-us">{t('inbox.us')}</bdi>}
            {last}
          </span>
        )}
        <span className="comment-marks">
          {answered && (
            <span className="comment-mark is-done">
              <Check aria-hidden="true" />
              {t(row.status === 'closed' ? 'posts.answeredClosed' : 'posts.answered')}
            </span>
          )}
          {!answered && row.status === 'closed' && <span className="comment-mark">{t('posts.closed')}</span>}
          {comment && comment.moderation.state !== 'visible' && (
            <span className="comment-mark is-hidden">
              <EyeOff aria-hidden="true" />
              {t(`moderation.states.${comment.moderation.state}`)}
            </span>
          )}
          {item.asks && !answered && (
            <span className="comment-mark is-question">
              <CircleHelp aria-hidden="true" />
              {t('posts.question')}
            </span>
          )}
          {item.likes > 0 && (
            <span className="comment-mark tabular" title={t('posts.likes', { count: item.likes })}>
              <Heart aria-hidden="true" />
              {formatNumber(i18n.language, item.likes)}
            </span>
          )}
          {row.messageCount > 1 && (
            <span className="comment-mark tabular">
              <MessagesSquare aria-hidden="true" />
              {t('posts.inThread', { count: row.messageCount - 1 })}
            </span>
          )}
          {row.setAside && <Badge>{t(`inbox.setAsideReasons.${setAsideReasonKey(row.setAside)}`)}</Badge>}
          {row.tags.slice(0, 3).map((tag) => (
            <span key={tag.id} className="qrow-tag" style={{ background: tag.color }} title={tag.name} />
          ))}
          {row.assignee && (
            <Avatar
              name={row.assignee.name}
              size="xs"
              className={cx('qrow-assignee', row.assignee.memberId === seat.memberId && 'is-me')}
              title={t('inbox.assignedTo', { name: row.assignee.name })}
            />
          )}
        </span>
      </Link>
    </div>
  );
});
