import type { ConversationRow, View } from '@parley/shared/conversations.js';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../../ui/cx.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { useFollowedRow } from '../../keys/followed-row.js';
import { QueueRow } from './queue-row.js';
import './queue-list.css';
import { useSteadyRows } from './steady-rows.js';

const rowHeight = 78;

type Props = {
  label: string;
  rows: ConversationRow[];
  view: View | 'search';
  openId: string | null;
  cursorId: string | null;
  loading: boolean;
  hasMore: boolean;
  loadMore: () => void;
  linkTo: (id: string) => string;
  /** Ids that left by this member's own act: they may go at once. */
  ownLeaving: RefObject<Set<string>>;
  /** Which list this is, and how far it was scrolled down when another page took its room. */
  of: string;
  place: RefObject<{ of: string; top: number }>;
  excerptOf?: (row: ConversationRow) => ReactNode;
  /** Where rows can be chosen: which are. */
  selected?: ReadonlySet<string>;
  onSelect?: (id: string, range: boolean) => void;
};

export function QueueList(props: Props) {
  const { t } = useTranslation();
  const { rows, openId, cursorId, hasMore, loading, loadMore, of, place, selected, onSelect } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { shown, spacer, point } = useSteadyRows(rows, scroller, rowHeight, props.ownLeaving);
  const virtual = useVirtualizer({
    count: shown.length + (hasMore ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    paddingStart: 4 + spacer,
    paddingEnd: 12,
    useFlushSync: false,
    initialOffset: () => (place.current.of === of ? place.current.top : 0),
  });
  const items = virtual.getVirtualItems();
  const end = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loading && end >= shown.length - 12) loadMore();
  }, [end, hasMore, loading, loadMore, shown.length]);

  const current = cursorId ?? openId;
  useFollowedRow({
    cursorId,
    openId,
    index: (id) => shown.findIndex(({ row }) => row.id === id),
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    rows: scroller,
  });

  // By Tab one row is reached: where the hand was, else the first.
  const reached = shown.some(({ row }) => row.id === current) ? current : shown[0]?.row.id;
  const above = countNewAbove(rows, scroller.current);
  return (
    <div className={cx('qlist', selected && selected.size > 0 && 'is-selecting')}>
      {above > 0 && (
        <button
          type="button"
          className="qlist-above"
          onClick={() => scroller.current?.scrollTo({ top: 0, behavior: 'smooth' })}
        >
          <ArrowUp aria-hidden="true" />
          {t('inbox.newAbove', { count: above })}
        </button>
      )}
      <div
        ref={scroller}
        className="qlist-scroll"
        onPointerLeave={() => point(null)}
        onScroll={(event) => {
          place.current = { of, top: event.currentTarget.scrollTop };
        }}
      >
        <ul className="qlist-rows" aria-label={props.label} style={{ blockSize: virtual.getTotalSize() }}>
          {items.map((item) => {
            const entry = shown[item.index];
            return (
              <li
                key={entry?.row.id ?? 'more'}
                className="qlist-item"
                aria-setsize={hasMore ? -1 : shown.length}
                aria-posinset={item.index + 1}
                style={{ blockSize: rowHeight, transform: `translateY(${item.start}px)` }}
              >
                {entry && onSelect && (
                  <input
                    type="checkbox"
                    className="qlist-check"
                    tabIndex={-1}
                    aria-label={t('desk.select', { name: entry.row.person.name })}
                    checked={selected?.has(entry.row.id) ?? false}
                    onClick={(event) => onSelect(entry.row.id, event.shiftKey)}
                    onChange={() => undefined}
                  />
                )}
                {entry ? (
                  <QueueRow
                    row={entry.row}
                    selected={selected?.has(entry.row.id)}
                    onSelect={onSelect}
                    gone={entry.gone}
                    view={props.view}
                    to={props.linkTo(entry.row.id)}
                    open={entry.row.id === openId}
                    cursor={entry.row.id === cursorId}
                    reached={entry.row.id === reached}
                    excerpt={props.excerptOf?.(entry.row)}
                    onPoint={point}
                  />
                ) : (
                  <RowSkeleton />
                )}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

/** Unread rows above the visible part, for the pill that leads to them. */
function countNewAbove(rows: ConversationRow[], element: HTMLElement | null): number {
  if (!element || element.scrollTop < rowHeight) return 0;
  return rows.slice(0, Math.floor(element.scrollTop / rowHeight)).filter((row) => row.unread).length;
}

function RowSkeleton() {
  return (
    <div className="qrow" aria-hidden="true">
      <Skeleton width="2.125rem" height="2.125rem" round />
      <span className="qrow-main qrow-skeleton">
        <Skeleton width="45%" />
        <Skeleton width="70%" />
        <Skeleton width="92%" />
      </span>
    </div>
  );
}

export function QueueSkeleton() {
  const { t } = useTranslation();
  return (
    <div className="qlist-loading" role="status" aria-label={t('ui.loading')}>
      {[1, 0.85, 0.7, 0.55, 0.4, 0.25].map((opacity) => (
        <div key={opacity} style={{ blockSize: rowHeight, opacity }}>
          <RowSkeleton />
        </div>
      ))}
    </div>
  );
}
