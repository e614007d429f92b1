import type { ConversationDetail } from '@parley/shared/conversations.js';
import { ExternalLink, MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatDate } from '../../../lib/time.js';

/** The post under which the comments stand: context comes first. */
export function PostCard({ post }: { post: NonNullable<ConversationDetail['post']> }) {
  const { t, i18n } = useTranslation();
  // Pictures of posts lie on other servers; only what our own server passes on is shown, as long as it is there.
  const [broken, setBroken] = useState<string | null>(null);
  const image = post.imageUrl?.startsWith('/') && broken !== post.imageUrl ? post.imageUrl : null;
  const url = post.url && /^https?:/i.test(post.url) ? post.url : null;
  return (
    <section className="post" aria-label={t('conversation.post')}>
      {image && <img className="post-image" src={image} alt="" onError={() => setBroken(image)} />}
      <div className="post-text">
        <p className="post-meta">
          {[post.authorName, post.publishedAt && formatDate(i18n.language, post.publishedAt)]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {post.title && (
          <h2 className="post-title" dir="auto">
            {post.title}
          </h2>
        )}
        <p className="post-excerpt" dir="auto">
          {post.excerpt}
        </p>
        <p className="post-links">
          {url && (
            <a href={url} target="_blank" rel="noopener noreferrer">
              <ExternalLink aria-hidden="true" />
              {t('conversation.openPost')}
            </a>
          )}
          <Link to={`/posts/${post.id}`}>
            <MessagesSquare aria-hidden="true" />
            {t('posts.all')}
          </Link>
        </p>
      </div>
    </section>
  );
}
