import { CloudOff, Search, SearchX, UsersRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Avatar } from '../../../ui/avatar.js';
import { Button } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Input } from '../../../ui/field.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { useCommands } from '../../keys/commands.js';
import { usePeople } from './person-api.js';
import './people.css';

const typingMs = 220;

type Props = {
  q: string;
  openId: string | null;
  linkTo: (id: string) => string;
  onSearch: (q: string) => void;
};

/** Everyone who has ever written, to be found by a part of name or address. */
export function PeopleList({ q, openId, linkTo, onSearch }: Props) {
  const { t } = useTranslation();
  const found = usePeople({ q, tagId: null, sort: 'seen' });
  const end = useRef<HTMLLIElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  useEffect(() => {
    const element = end.current;
    if (!element || !hasNextPage || isFetchingNextPage) return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), {
      rootMargin: '400px',
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const navigate = useNavigate();
  const list = useRef<HTMLUListElement>(null);
  const move = (by: 1 | -1) => {
    const at = found.people.findIndex((person) => person.id === openId);
    const next = found.people[at < 0 ? 0 : at + by];
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is opened
  useEffect(() => {
    list.current?.querySelector('.is-open')?.scrollIntoView({ block: 'nearest' });
  }, [openId]);

  return (
    <>
      <header className="qhead">
        <h1 className="people-title">{t('people.title')}</h1>
        <PeopleSearch value={q} onChange={onSearch} onMove={move} />
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
      ) : found.isError && found.people.length === 0 ? (
        <StateMessage
          icon={<CloudOff />}
          tone="error"
          title={t('people.loadError')}
          action={<Button onClick={() => found.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(found.error)}
        </StateMessage>
      ) : found.people.length === 0 ? (
        <StateMessage
          icon={q ? <SearchX /> : <UsersRound />}
          title={q ? t('people.notFound', { q }) : t('people.none')}
        >
          {t(q ? 'people.notFoundText' : 'people.noneText')}
        </StateMessage>
      ) : (
        <ul ref={list} className="people" aria-label={t('people.list')}>
          {found.people.map((person) => (
            <li key={person.id}>
              <Link
                to={linkTo(person.id)}
                className={cx('people-row', person.id === openId && 'is-open')}
                aria-current={person.id === openId ? 'true' : undefined}
              >
                <Avatar name={person.name} url={person.avatarUrl} />
                <span className="people-text">
                  <span className="people-name truncate" dir="auto">
                    {person.name}
                  </span>
                  {person.handle && person.handle !== person.name && (
                    <span className="person-dim truncate">{person.handle}</span>
                  )}
                </span>
              </Link>
            </li>
          ))}
          {hasNextPage && (
            <li ref={end} className="people-row" aria-hidden="true">
              <Skeleton width="2rem" height="2rem" round />
              <Skeleton width="45%" />
            </li>
          )}
        </ul>
      )}
    </>
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
