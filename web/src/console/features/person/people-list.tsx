import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownUp, CloudOff, Search, SearchX, Tag as TagIcon, UsersRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useNow } from '../../../lib/now.js';
import { formatWhen } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Button } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Input } from '../../../ui/field.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { useTags } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { useCommands } from '../../keys/commands.js';
import { type PeopleFilter, usePeople } from './person-api.js';
import './people.css';

const typingMs = 220;
const rowHeight = 60;

type Props = {
  filter: PeopleFilter;
  openId: string | null;
  linkTo: (id: string) => string;
  onFilter: (filter: PeopleFilter) => void;
};

/** Everyone who has ever written, to be found by name, address or tag. */
export function PeopleList({ filter, openId, linkTo, onFilter }: Props) {
  const { t } = useTranslation();
  const found = usePeople(filter);
  const { people, hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const navigate = useNavigate();
  const move = (by: 1 | -1) => {
    const at = people.findIndex((person) => person.id === openId);
    const next = people[at < 0 ? 0 : at + by];
    if (next) navigate(linkTo(next.id), { replace: openId !== null });
  };
  useCommands([
    {
      id: 'next',
      label: t('people.next'),
      group: 'conversation',
      keys: 'j | down',
      hidden: true,
      run: () => move(1),
    },
    {
      id: 'previous',
      label: t('people.previous'),
      group: 'conversation',
      keys: 'k | up',
      hidden: true,
      run: () => move(-1),
    },
  ]);
  const tagged = filter.tagId !== null && filter.q === '';
  return (
    <>
      <header className="qhead">
        <div className="people-head">
          <h1 className="people-title">{t('people.title')}</h1>
          <TagFilter filter={filter} onFilter={onFilter} />
          <SortMenu filter={filter} onFilter={onFilter} />
        </div>
        <PeopleSearch value={filter.q} onChange={(q) => onFilter({ ...filter, q })} onMove={move} />
      </header>
      {found.isPending ? (
        <ul className="people" aria-hidden="true">
          {[1, 2, 3, 4, 5, 6].map((key) => (
            <li key={key} className="people-row">
              <Skeleton width="2rem" height="2rem" round />
              <Skeleton width="55%" />
            </li>
          ))}
        </ul>
      ) : found.isError && people.length === 0 ? (
        <StateMessage
          icon={<CloudOff />}
          tone="error"
          title={t('people.loadError')}
          action={<Button onClick={() => found.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(found.error)}
        </StateMessage>
      ) : people.length === 0 ? (
        <StateMessage
          icon={filter.q || filter.tagId ? <SearchX /> : <UsersRound />}
          title={
            tagged
              ? t('people.noneTagged')
              : filter.q
                ? t('people.notFound', { q: filter.q })
                : t('people.none')
          }
        >
          {t(tagged ? 'people.noneTaggedText' : filter.q ? 'people.notFoundText' : 'people.noneText')}
        </StateMessage>
      ) : (
        <Rows
          key={JSON.stringify(filter)}
          people={people}
          openId={openId}
          linkTo={linkTo}
          hasMore={hasNextPage}
          loading={isFetchingNextPage}
          loadMore={fetchNextPage}
        />
      )}
    </>
  );
}

function Rows({
  people,
  openId,
  linkTo,
  hasMore,
  loading,
  loadMore,
}: {
  people: ReturnType<typeof usePeople>['people'];
  openId: string | null;
  linkTo: (id: string) => string;
  hasMore: boolean;
  loading: boolean;
  loadMore: () => void;
}) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: people.length + (hasMore ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    paddingEnd: 16,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const end = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loading && end >= people.length - 12) loadMore();
  }, [end, hasMore, loading, loadMore, people.length]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is opened
  useEffect(() => {
    const index = people.findIndex(({ id }) => id === openId);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [openId]);
  return (
    <div ref={scroller} className="people">
      <ul className="people-rows" aria-label={t('people.list')} style={{ blockSize: virtual.getTotalSize() }}>
        {items.map((item) => {
          const person = people[item.index];
          return (
            <li
              key={person?.id ?? 'more'}
              className="people-item"
              aria-setsize={hasMore ? -1 : people.length}
              aria-posinset={item.index + 1}
              style={{ blockSize: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              {person ? (
                <Link
                  to={linkTo(person.id)}
                  className={cx('people-row', person.id === openId && 'is-open')}
                  aria-current={person.id === openId ? 'true' : undefined}
                >
                  <Avatar name={person.name} url={person.avatarUrl} />
                  <span className="people-text">
                    <span className="people-line">
                      <span className="people-name truncate" dir="auto">
                        {person.name}
                      </span>
                      <time className="people-seen" dateTime={person.lastSeenAt}>
                        {formatWhen(i18n.language, person.lastSeenAt, now)}
                      </time>
                    </span>
                    <span className="people-line">
                      <span className="person-dim truncate">
                        {person.handle === person.name ? '' : person.handle}
                      </span>
                      {person.tags.length > 0 && (
                        <span className="people-tags">
                          {person.tags.slice(0, 2).map((tag) => (
                            <span key={tag.id} className="people-tag" style={{ '--tag': tag.color }}>
                              <span className="tag-dot" aria-hidden="true" />
                              <span className="truncate">{tag.name}</span>
                            </span>
                          ))}
                          {person.tags.length > 2 && <span>+{person.tags.length - 2}</span>}
                        </span>
                      )}
                    </span>
                  </span>
                </Link>
              ) : (
                <div className="people-row" aria-hidden="true">
                  <Skeleton width="2rem" height="2rem" round />
                  <Skeleton width="45%" />
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

type FilterProps = Pick<Props, 'filter' | 'onFilter'>;

function TagFilter({ filter, onFilter }: FilterProps) {
  const { t } = useTranslation();
  const tags = useTags().data ?? [];
  if (tags.length === 0) return null;
  const chosen = tags.find(({ id }) => id === filter.tagId);
  return (
    <MenuButton
      label={chosen ? `${t('people.filterTag')}: ${chosen.name}` : t('people.filterTag')}
      icon={<TagIcon />}
      size="sm"
      variant="ghost"
      placement="bottom-end"
      className={cx('people-filter', chosen && 'is-active')}
      entries={[
        {
          id: 'all',
          label: t('people.allTags'),
          checked: !chosen,
          onSelect: () => onFilter({ ...filter, tagId: null }),
        },
        { type: 'separator', id: 'line' },
        ...tags.map((tag) => ({
          id: tag.id,
          label: tag.name,
          checked: tag.id === filter.tagId,
          onSelect: () => onFilter({ ...filter, tagId: tag.id }),
        })),
      ]}
    />
  );
}

function SortMenu({ filter, onFilter }: FilterProps) {
  const { t } = useTranslation();
  return (
    <MenuButton
      label={t('people.sort')}
      icon={<ArrowDownUp />}
      size="sm"
      variant="ghost"
      placement="bottom-end"
      entries={[
        { type: 'heading', id: 'sort', label: t('people.sort') },
        ...(['seen', 'name'] as const).map((sort) => ({
          id: sort,
          label: t(sort === 'seen' ? 'people.sortSeen' : 'people.sortName'),
          checked: filter.sort === sort,
          onSelect: () => onFilter({ ...filter, sort }),
        })),
      ]}
    />
  );
}

function PeopleSearch({
  value,
  onChange,
  onMove,
}: {
  value: string;
  onChange: (q: string) => void;
  onMove: (by: 1 | -1) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = window.setTimeout(() => latest.current(typed.trim()), typingMs);
    return () => window.clearTimeout(timer);
  }, [typed, value]);
  return (
    <search className="qsearch">
      <Search aria-hidden="true" />
      <Input
        type="search"
        aria-label={t('people.search')}
        placeholder={t('people.placeholder')}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (!['Escape', 'ArrowDown', 'ArrowUp'].includes(event.key)) return;
          event.preventDefault();
          if (event.key === 'Escape') event.currentTarget.blur();
          else onMove(event.key === 'ArrowDown' ? 1 : -1);
        }}
      />
    </search>
  );
}
