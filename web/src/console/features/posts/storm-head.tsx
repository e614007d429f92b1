import type { CommentSort, PostSummary } from '@parley/shared/posts.js';
import { commentSorts } from '@parley/shared/posts.js';
import { ArrowLeft, ExternalLink } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatNumber } from '../../../lib/time.js';
import { IconButton } from '../../../ui/button.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { Input } from '../../../ui/field.js';
import { Segmented } from '../../../ui/segmented.js';
import type { CommentsFilter } from '../../data/keys.js';
import { PostPicture } from './post-picture.js';

const typingMs = 220;

type Props = {
  post: PostSummary;
  filter: CommentsFilter;
  onFilter: (filter: CommentsFilter) => void;
  onBack?: (() => void) | undefined;
  /** More that can be done with the post. */
  children?: ReactNode;
};

/** The post itself, and in which order what stands under it is read. */
export function StormHead({ post, filter, onFilter, onBack, children }: Props) {
  const { t, i18n } = useTranslation();
  const url = post.url && /^https?:/i.test(post.url) ? post.url : null;
  const [typed, setTyped] = useState(filter.q);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when somebody has typed
  useEffect(() => {
    if (typed.trim() === filter.q) return;
    const timer = window.setTimeout(() => onFilter({ ...filter, q: typed.trim() }), typingMs);
    return () => window.clearTimeout(timer);
  }, [typed]);
  const counts: Partial<Record<CommentSort, number>> = {
    waiting: post.counts.waiting,
    questions: post.counts.questions,
    newest: post.counts.comments,
    set_aside: post.counts.setAside,
  };
  const sorts = commentSorts.filter(
    (sort) => sort !== 'set_aside' || post.counts.setAside > 0 || filter.sort === 'set_aside',
  );
  return (
    <header className="storm-head">
      <div className="storm-post">
        {onBack && (
          <IconButton label={t('posts.back')} onClick={onBack}>
            <ArrowLeft />
          </IconButton>
        )}
        <PostPicture url={post.imageUrl} className="storm-picture" />
        <div className="storm-about">
          <p className="storm-meta">
            <ChannelIcon icon={post.channel.icon} />
            <span className="truncate">
              {[
                post.channel.name,
                post.authorName,
                post.publishedAt && formatDate(i18n.language, post.publishedAt),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </p>
          <h1 className="storm-title" dir="auto">
            {post.title || post.excerpt || t('posts.untitled')}
          </h1>
          {post.title && post.excerpt && (
            <p className="storm-excerpt" dir="auto">
              {post.excerpt}
            </p>
          )}
        </div>
        <span className="storm-links">
          {url && (
            <a
              className="btn btn-ghost btn-md btn-icon"
              href={url}
              target="_blank"
              rel="noopener noreferrer"
              aria-label={t('conversation.openPost')}
              title={t('conversation.openPost')}
            >
              <ExternalLink aria-hidden="true" />
            </a>
          )}
          {children}
        </span>
      </div>
      <div className="storm-tools">
        <Segmented
          label={t('posts.sort')}
          size="sm"
          value={filter.sort}
          onChange={(sort) => onFilter({ ...filter, sort })}
          options={sorts.map((sort) => ({
            value: sort,
            label: t(`posts.sorts.${sort}`),
            ...(counts[sort] ? { count: formatNumber(i18n.language, counts[sort] ?? 0) } : {}),
          }))}
        />
        <Input
          type="search"
          className="storm-search"
          aria-label={t('posts.find')}
          placeholder={t('posts.find')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
    </header>
  );
}
