import { bulkLimit } from '@parley/shared/bulk.js';
import type { ModerationAction } from '@parley/shared/moderation.js';
import type { PostSummary } from '@parley/shared/posts.js';
import { CloudOff, EyeOff, Globe, PartyPopper, SearchX } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Button, IconButton } from '../../../ui/button.js';
import { StateMessage } from '../../../ui/state-message.js';
import type { CommentsFilter } from '../../data/keys.js';
import { useChannels } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import { BulkBar } from '../../features/bulk/bulk-bar.js';
import { useSelection } from '../../features/bulk/use-selection.js';
import { CommentList, CommentSkeleton } from '../../features/posts/comment-list.js';
import type { Refusal } from '../../features/posts/moderate-each.js';
import { RefusedDialog } from '../../features/posts/refused-dialog.js';
import { StormHead } from '../../features/posts/storm-head.js';
import { useStorm } from '../../features/posts/use-storm.js';
import { useCommands } from '../../keys/commands.js';
import '../../features/posts/storm.css';
import { ModerateMany } from './moderate-many.js';

const AnswerMany = lazy(async () => ({
  default: (await import('../../features/posts/answer-many.js')).AnswerMany,
}));
const WordRulesDialog = lazy(async () => ({
  default: (await import('../../features/posts/word-rules.js')).WordRulesDialog,
}));

type Props = {
  post: PostSummary;
  filter: CommentsFilter;
  openId: string | null;
  linkTo: (id: string) => string;
  onFilter: (filter: CommentsFilter) => void;
  onBack?: (() => void) | undefined;
};

/** A post with everything said under it, to be worked through by hand, by keys or many at once. */
export function StormView({ post, filter, openId, linkTo, onFilter, onBack }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const storm = useStorm(post.id, filter);
  const { comments } = storm;
  const rows = useMemo(() => comments.map(({ conversation }) => conversation), [comments]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [answering, setAnswering] = useState(false);
  const [wording, setWording] = useState(false);
  const [left, setLeft] = useState<{ action: ModerationAction; refused: Refusal[] } | null>(null);
  const mayModerate = useMay('conversations.manage');
  const capabilities = useChannels().data?.find(({ id }) => id === post.channel.id)?.capabilities ?? [];
  const mayReply = useMay('conversations.reply');
  const current = cursor ?? openId;
  const selection = useSelection(rows, `${post.id} ${filter.sort} ${filter.q}`);
  const select = useCallback(
    (id: string, range: boolean) => (range ? selection.extendTo(id) : selection.toggle(id)),
    [selection.extendTo, selection.toggle],
  );
  const goTo = (id: string) => {
    if (!openId) return setCursor(id);
    setCursor(null);
    navigate(linkTo(id), { replace: true });
  };
  const step = (by: 1 | -1, growing = false) => {
    const at = rows.findIndex(({ id }) => id === current);
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (!next) return;
    if (growing) selection.extendTo(next.id, at < 0 ? next.id : (rows[at]?.id ?? null));
    goTo(next.id);
  };
  /** Loads on until so many are here as one call can change. */
  const selectAll = async () => {
    let ids = rows.map(({ id }) => id);
    let more = storm.hasNextPage;
    while (more && ids.length < bulkLimit) {
      const page = await storm.fetchNextPage();
      if (page.isError) throw page.error;
      ids = page.data?.pages.flatMap(({ items }) => items.map(({ conversation }) => conversation.id)) ?? ids;
      more = page.hasNextPage;
    }
    selection.all([...new Set(ids)].slice(0, bulkLimit));
  };
  const cursorRow = openId ? undefined : rows.find(({ id }) => id === cursor);
  const targets = selection.rows.length > 0 ? selection.rows : cursorRow ? [cursorRow] : [];
  const chosen = new Set(targets.map(({ id }) => id));
  const answerable = comments.filter(({ conversation }) => chosen.has(conversation.id));

  useCommands([
    {
      id: 'next',
      label: t('inbox.next'),
      group: 'queue',
      keys: 'j | down',
      hidden: true,
      run: () => step(1),
    },
    {
      id: 'previous',
      label: t('inbox.previous'),
      group: 'queue',
      keys: 'k | up',
      hidden: true,
      run: () => step(-1),
    },
    {
      id: 'open',
      label: t('inbox.open'),
      group: 'queue',
      keys: 'enter | o',
      hidden: true,
      run: () => {
        const focused = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row;
        const wanted = cursor ?? focused;
        if (!wanted) return;
        setCursor(null);
        navigate(linkTo(wanted));
      },
    },
    {
      id: 'select',
      label: t('desk.keys.select'),
      group: 'queue',
      keys: 'x',
      run: () => {
        const wanted = current ?? rows[0]?.id;
        if (!wanted) return;
        if (!current) setCursor(wanted);
        selection.toggle(wanted);
      },
    },
    {
      id: 'extend-down',
      label: t('desk.keys.extendDown'),
      group: 'queue',
      keys: 'shift+j | shift+down',
      hidden: true,
      run: () => step(1, true),
    },
    {
      id: 'extend-up',
      label: t('desk.keys.extendUp'),
      group: 'queue',
      keys: 'shift+k | shift+up',
      hidden: true,
      run: () => step(-1, true),
    },
    {
      id: 'select-all',
      label: t('posts.selectAll'),
      group: 'queue',
      // Without an answer the page that was asked for says so itself.
      run: () => void selectAll().catch(() => undefined),
    },
    ...(mayModerate
      ? [
          {
            id: 'hide-by-words',
            label: t('posts.words.open'),
            group: 'queue' as const,
            run: () => setWording(true),
          },
        ]
      : []),
    ...(mayReply && selection.rows.length > 0
      ? [
          {
            id: 'answer-many',
            label: t('posts.answer.action'),
            group: 'reply' as const,
            keys: 'r',
            run: () => setAnswering(true),
          },
        ]
      : []),
  ]);

  return (
    <div className="storm">
      <StormHead post={post} filter={filter} onFilter={onFilter} onBack={onBack}>
        {mayModerate && (
          <IconButton label={t('posts.words.open')} onClick={() => setWording(true)}>
            <EyeOff />
          </IconButton>
        )}
      </StormHead>
      {storm.isPending ? (
        <div className="storm-list">
          {[1, 2, 3, 4, 5].map((key) => (
            <CommentSkeleton key={key} />
          ))}
        </div>
      ) : storm.isError && comments.length === 0 ? (
        <StateMessage
          icon={<CloudOff />}
          tone="error"
          title={t('posts.loadError')}
          action={<Button onClick={() => storm.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(storm.error)}
        </StateMessage>
      ) : comments.length === 0 && storm.freshCount === 0 ? (
        <StateMessage
          icon={filter.q ? <SearchX /> : <PartyPopper />}
          title={t(filter.q ? 'posts.noMatch' : `posts.empty.${filter.sort}`)}
        >
          {t(filter.q ? 'posts.noMatchText' : 'posts.emptyText')}
        </StateMessage>
      ) : (
        <CommentList
          key={`${post.id} ${filter.sort} ${filter.q}`}
          comments={comments}
          openId={openId}
          cursorId={openId ? null : cursor}
          selected={selection.ids}
          hasMore={storm.hasNextPage}
          loading={storm.isFetchingNextPage}
          loadMore={storm.fetchNextPage}
          linkTo={linkTo}
          onSelect={select}
          freshCount={storm.freshCount}
          freshBelow={storm.byWait}
          onFresh={storm.showFresh}
        />
      )}
      <BulkBar
        targets={targets}
        chosen={selection.rows.length > 0}
        loaded={rows.length}
        hasMore={storm.hasNextPage}
        onAll={selectAll}
        onClear={selection.clear}
        onLeaving={() => undefined}
        first={
          <>
            {mayReply && (
              <Button
                size="sm"
                className="btn-public"
                variant="primary"
                icon={<Globe />}
                onClick={() => setAnswering(true)}
              >
                <span className="bulk-word">{t('posts.answer.action')}</span>
              </Button>
            )}
            {mayModerate && (
              <ModerateMany
                comments={answerable}
                capabilities={capabilities}
                onRefused={(action, refused) => setLeft({ action, refused })}
              />
            )}
          </>
        }
      />
      {left && <RefusedDialog {...left} onClose={() => setLeft(null)} />}
      {wording && (
        <Suspense>
          <WordRulesDialog post={post} onClose={() => setWording(false)} />
        </Suspense>
      )}
      {answering && (
        <Suspense>
          <AnswerMany
            postId={post.id}
            comments={answerable}
            onDone={selection.clear}
            onClose={() => setAnswering(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
