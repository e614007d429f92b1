import type { PostSummary } from '@parley/shared/posts.js';
import { CloudOff, Megaphone, SearchX } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useNow } from '../../../lib/now.js';
import { formatNumber, formatWhen } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { cx } from '../../../ui/cx.js';
import { Input } from '../../../ui/field.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { useCommands } from '../../keys/commands.js';
import { PostPicture } from './post-picture.js';
import { usePosts } from './posts-api.js';
import './posts.css';

const typingMs = 220;

type Props = { openId: string | null; linkTo: (id: string) => string };

/** Posts by their newest activity, with how much stands under them and how much of it waits. */
export function PostsList({ openId, linkTo }: Props) {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const [typed, setTyped] = useState('');
  const list = usePosts({ q, channelId: null });
  const { posts, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const navigate = useNavigate();
  useEffect(() => {
    const timer = window.setTimeout(() => setQ(typed.trim()), typingMs);
    return () => window.clearTimeout(timer);
  }, [typed]);
  const move = (by: 1 | -1) => {
    const at = posts.findIndex(({ id }) => id === openId);
    const next = posts[at < 0 ? 0 : at + by];
    if (next) navigate(linkTo(next.id), { replace: openId !== null });
  };
  const moving = openId === null;
  useCommands(
    moving
      ? [
          {
            id: 'next',
            label: t('posts.next'),
            group: 'queue',
            keys: 'j | down',
            hidden: true,
            run: () => move(1),
          },
          {
            id: 'previous',
            label: t('posts.previous'),
            group: 'queue',
            keys: 'k | up',
            hidden: true,
            run: () => move(-1),
          },
        ]
      : [],
  );
  const more = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const element = more.current;
    if (!element || !hasNextPage || isFetchingNextPage) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage());
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <>
      <header className="qhead">
        <div className="people-head">
          <h1 className="people-title">{t('posts.title')}</h1>
        </div>
        <Input
          type="search"
          className="posts-search"
          aria-label={t('posts.search')}
          placeholder={t('posts.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </header>
      {list.isPending ? (
        <ul className="posts" aria-hidden="true">
          {[1, 2, 3, 4].map((key) => (
            <li key={key} className="posts-row">
              <span className="posts-text">
                <Skeleton width="80%" />
                <Skeleton width="45%" />
              </span>
            </li>
          ))}
        </ul>
      ) : list.isError && posts.length === 0 ? (
        <StateMessage
          icon={<CloudOff />}
          tone="error"
          title={t('posts.loadError')}
          action={<Button onClick={() => list.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(list.error)}
        </StateMessage>
      ) : posts.length === 0 ? (
        <StateMessage
          icon={q ? <SearchX /> : <Megaphone />}
          title={q ? t('posts.notFound', { q }) : t('posts.none')}
        >
          {t(q ? 'posts.notFoundText' : 'posts.noneText')}
        </StateMessage>
      ) : (
        <ul className="posts" aria-label={t('posts.title')}>
          {posts.map((post) => (
            <li key={post.id}>
              <Row post={post} open={post.id === openId} to={linkTo(post.id)} />
            </li>
          ))}
          {hasNextPage && (
            <li ref={more} className="posts-row" aria-hidden="true">
              <span className="posts-text">
                <Skeleton width="70%" />
              </span>
            </li>
          )}
        </ul>
      )}
    </>
  );
}

function Row({ post, open, to }: { post: PostSummary; open: boolean; to: string }) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  const number = (value: number) => formatNumber(i18n.language, value);
  return (
    <Link to={to} className={cx('posts-row', open && 'is-open')} aria-current={open ? 'true' : undefined}>
      <PostPicture url={post.imageUrl} className="posts-picture" />
      <span className="posts-text">
        <span className="posts-top">
          <ChannelIcon icon={post.channel.icon} />
          <span className="truncate">{post.channel.name}</span>
          <time dateTime={post.updatedAt}>{formatWhen(i18n.language, post.updatedAt, now)}</time>
        </span>
        <span className="posts-words" dir="auto">
          {post.title || post.excerpt || t('posts.untitled')}
        </span>
        <span className="posts-counts tabular">
          <span>
            {t('posts.comments', { count: post.counts.comments, number: number(post.counts.comments) })}
          </span>
          {post.counts.waiting > 0 && (
            <b className="posts-waiting">
              {t('posts.waiting', { count: post.counts.waiting, number: number(post.counts.waiting) })}
            </b>
          )}
        </span>
      </span>
    </Link>
  );
}
