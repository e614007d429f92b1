import { commentSortSchema } from '@parley/shared/posts.js';
import { CloudOff, Megaphone, SearchX } from 'lucide-react';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { ApiError } from '../../../lib/api-client.js';
import { useMedia, useNarrow } from '../../../lib/media.js';
import { useStored } from '../../../lib/stored.js';
import { Button } from '../../../ui/button.js';
import { StateMessage } from '../../../ui/state-message.js';
import { usePageTitle } from '../../app/title.js';
import type { CommentsFilter } from '../../data/keys.js';
import { problemText } from '../../data/problem-text.js';
import { CommentSkeleton } from '../../features/posts/comment-list.js';
import { usePost } from '../../features/posts/posts-api.js';
import { PostsList } from '../../features/posts/posts-list.js';
import { StormView } from './storm-view.js';
import '../inbox-screen.css';
import { PaneResizer } from '../pane-resizer.js';

const ConversationPane = lazy(async () => ({
  default: (await import('../conversation-pane.js')).ConversationPane,
}));

/** Posts; one of them with what is said under it; and one of those comments. As many beside each other as there is room for. */
export function PostsScreen() {
  const { t } = useTranslation();
  const { postId = null, conversationId = null } = useParams();
  const { search } = useLocation();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const roomy = useMedia('(min-width: 76rem)');
  const [width, setWidth] = useStored('posts-width', 320);
  const [stormWidth, setStormWidth] = useStored('storm-width', 520);
  usePageTitle(t('posts.title'));
  const list = postId === null || (roomy && conversationId === null);
  const beside = !narrow && conversationId !== null;
  const toPost = () => navigate(`/posts/${postId}${search}`);
  return (
    <div className="inbox">
      {list && (
        <section
          className="inbox-list"
          style={narrow ? undefined : { inlineSize: width }}
          aria-label={t('posts.title')}
        >
          <PostsList openId={postId} linkTo={(id) => `/posts/${id}`} />
        </section>
      )}
      {list && !narrow && (
        <PaneResizer label={t('inbox.resize')} width={width} min={260} max={480} onResize={setWidth} />
      )}
      {!postId && !narrow && (
        <section className="cpane is-empty" aria-label={t('posts.list')}>
          <StateMessage icon={<Megaphone />} title={t('posts.noneOpen')}>
            {t('posts.noneOpenText')}
          </StateMessage>
        </section>
      )}
      {postId && (!narrow || conversationId === null) && (
        <section
          className={beside ? 'inbox-list storm-pane' : 'cpane storm-pane'}
          style={beside ? { inlineSize: stormWidth } : undefined}
          aria-label={t('posts.list')}
        >
          <Storm
            key={postId}
            postId={postId}
            openId={conversationId}
            onBack={list ? undefined : conversationId ? toPost : () => navigate('/posts')}
          />
        </section>
      )}
      {beside && (
        <PaneResizer
          label={t('inbox.resize')}
          width={stormWidth}
          min={380}
          max={760}
          onResize={setStormWidth}
        />
      )}
      {conversationId && (
        <Suspense fallback={<section className="cpane is-conversation-page" aria-busy="true" />}>
          <ConversationPane
            key={conversationId}
            id={conversationId}
            onLeave={() => undefined}
            onUnread={toPost}
            onBack={narrow ? toPost : undefined}
          />
        </Suspense>
      )}
    </div>
  );
}

type StormProps = { postId: string; openId: string | null; onBack: (() => void) | undefined };

function Storm({ postId, openId, onBack }: StormProps) {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const { search } = useLocation();
  const post = usePost(postId);
  const sort = commentSortSchema.safeParse(params.get('sort')).data ?? 'waiting';
  const q = params.get('q') ?? '';
  const filter = useMemo<CommentsFilter>(() => ({ sort, q }), [sort, q]);
  if (post.data)
    return (
      <StormView
        post={post.data}
        filter={filter}
        openId={openId}
        linkTo={(id) => `/posts/${postId}/${id}${search}`}
        onFilter={(next) =>
          setParams(
            { ...(next.sort !== 'waiting' && { sort: next.sort }), ...(next.q && { q: next.q }) },
            { replace: true },
          )
        }
        onBack={onBack}
      />
    );
  if (!post.isError)
    return (
      <div className="storm" role="status" aria-label={t('ui.loading')}>
        {[1, 2, 3].map((key) => (
          <CommentSkeleton key={key} />
        ))}
      </div>
    );
  const gone = post.error instanceof ApiError && ['not_found', 'invalid_request'].includes(post.error.code);
  return (
    <StateMessage
      icon={gone ? <SearchX /> : <CloudOff />}
      tone={gone ? 'quiet' : 'error'}
      title={t(gone ? 'posts.gone' : 'posts.loadError')}
      action={!gone && <Button onClick={() => post.refetch()}>{t('ui.retry')}</Button>}
    >
      {gone ? t('posts.goneText') : problemText(post.error)}
    </StateMessage>
  );
}
