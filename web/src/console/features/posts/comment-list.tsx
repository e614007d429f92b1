import type { PostComment } from '@parley/shared/posts.js';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { cx } from '../../../ui/cx.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { useFollowedRow } from '../../keys/followed-row.js';
import { CommentRow } from './comment-row.js';

const usualHeight = 104;

type Props = {
  comments: PostComment[];
  openId: string | null;
  cursorId: string | null;
  selected: ReadonlySet<string>;
  hasMore: boolean;
  loading: boolean;
  loadMore: () => void;
  linkTo: (id: string) => string;
  onSelect: (id: string, range: boolean) => void;
  freshCount: number;
  /** The new ones come last in this order. */
  freshBelow: boolean;
  onFresh: () => Promise<void>;
};

/** Comments under a post, drawn as far as they are in sight; what is new waits until it is asked for. */
export function CommentList(props: Props) {
  const { comments, openId, cursorId, selected, hasMore, loading, loadMore, freshCount, freshBelow } = props;
  const { t, i18n } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: comments.length + (hasMore ? 1 : 0),
    getScrollElement: () => scroller.current,
    getItemKey: (index) => comments[index]?.conversation.id ?? 'more',
    estimateSize: () => usualHeight,
    overscan: 6,
    paddingStart: 4,
    paddingEnd: 96,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const end = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loading && end >= comments.length - 12) loadMore();
  }, [end, hasMore, loading, loadMore, comments.length]);

  const current = cursorId ?? openId;
  useFollowedRow({
    cursorId,
    openId,
    index: (id) => comments.findIndex(({ conversation }) => conversation.id === id),
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    rows: scroller,
  });

  const showFresh = async () => {
    await props.onFresh();
    requestAnimationFrame(() =>
      scroller.current?.scrollTo({ top: freshBelow ? scroller.current.scrollHeight : 0 }),
    );
  };
  // By Tab one row is reached: where the hand was, else the first.
  const reached = comments.some(({ conversation }) => conversation.id === current)
    ? current
    : comments[0]?.conversation.id;
  return (
    <div className={cx('storm-list', selected.size > 0 && 'is-selecting')}>
      {/* Said once it rests: a hundred a second are no news a hundred times. */}
      <div className="storm-fresh" role="status">
        {freshCount > 0 && (
          <button
            type="button"
            className="qlist-above"
            data-fresh={freshCount}
            onClick={() => void showFresh()}
          >
            {freshBelow ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" />}
            {t('posts.fresh', { count: freshCount, number: formatNumber(i18n.language, freshCount) })}
          </button>
        )}
      </div>
      <div ref={scroller} className="storm-scroll">
        <ul className="storm-rows" aria-label={t('posts.list')} style={{ blockSize: virtual.getTotalSize() }}>
          {items.map((item) => {
            const comment = comments[item.index];
            const id = comment?.conversation.id;
            return (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="storm-item"
                aria-setsize={hasMore ? -1 : comments.length}
                aria-posinset={item.index + 1}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {comment && id ? (
                  <CommentRow
                    item={comment}
                    to={props.linkTo(id)}
                    open={id === openId}
                    cursor={id === cursorId}
                    selected={selected.has(id)}
                    reached={id === reached}
                    onSelect={props.onSelect}
                  />
                ) : (
                  <CommentSkeleton />
                )}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

export function CommentSkeleton() {
  return (
    <div className="comment" aria-hidden="true">
      <span className="comment-face">
        <Skeleton width="2.125rem" height="2.125rem" round />
      </span>
      <span className="comment-main">
        <Skeleton width="30%" />
        <Skeleton width="85%" />
        <Skeleton width="60%" />
      </span>
    </div>
  );
}
