import { CloudOff, PartyPopper, SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { StateMessage } from '../../../ui/state-message.js';
import type { CommentsFilter } from '../../data/keys.js';
import { problemText } from '../../data/problem-text.js';
import { CommentList, CommentSkeleton } from '../../features/posts/comment-list.js';
import type { useStorm } from '../../features/posts/use-storm.js';
import type { WorkedList } from '../lists/use-worked-list.js';

type Props = {
  filter: CommentsFilter;
  storm: ReturnType<typeof useStorm>;
  list: WorkedList;
  openId: string | null;
  linkTo: (id: string) => string;
};

/** The comments in the chosen order; or that they are being read, could not be read, or that there are none. */
export function StormComments({ filter, storm, list, openId, linkTo }: Props) {
  const { t } = useTranslation();
  if (storm.isPending)
    return (
      <div className="storm-list">
        {[1, 2, 3, 4, 5].map((key) => (
          <CommentSkeleton key={key} />
        ))}
      </div>
    );
  if (storm.isError && storm.comments.length === 0)
    return (
      <StateMessage
        icon={<CloudOff />}
        tone="error"
        title={t('posts.loadError')}
        action={<Button onClick={() => storm.refetch()}>{t('ui.retry')}</Button>}
      >
        {problemText(storm.error)}
      </StateMessage>
    );
  if (storm.comments.length === 0 && storm.freshCount === 0)
    return (
      <StateMessage
        icon={filter.q ? <SearchX /> : <PartyPopper />}
        title={t(filter.q ? 'posts.noMatch' : `posts.empty.${filter.sort}`)}
      >
        {t(filter.q ? 'posts.noMatchText' : 'posts.emptyText')}
      </StateMessage>
    );
  return (
    <CommentList
      // Another order, or other words, begin at their top.
      key={`${filter.sort} ${filter.q}`}
      comments={storm.comments}
      openId={openId}
      cursorId={openId ? null : list.cursor}
      selected={list.selection.ids}
      hasMore={storm.hasNextPage}
      loading={storm.isFetchingNextPage}
      loadMore={storm.fetchNextPage}
      linkTo={linkTo}
      onSelect={list.select}
      freshCount={storm.freshCount}
      freshBelow={storm.byWait}
      onFresh={storm.showFresh}
    />
  );
}
