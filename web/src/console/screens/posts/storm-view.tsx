import type { PostSummary } from '@parley/shared/posts.js';
import { EyeOff } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { IconButton } from '../../../ui/button.js';
import type { CommentsFilter } from '../../data/keys.js';
import { useMay } from '../../data/session.js';
import { StormHead } from '../../features/posts/storm-head.js';
import { useStorm } from '../../features/posts/use-storm.js';
import { useWordsWay } from '../../features/posts/words-way.js';
import { useCommands } from '../../keys/commands.js';
import { useWorkedList } from '../lists/use-worked-list.js';
import '../../features/posts/storm.css';
import { StormComments } from './storm-comments.js';
import { StormFoot } from './storm-foot.js';

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
  const [wording, setWording] = useState(false);
  const way = useWordsWay(post);
  const mayModerate = useMay('conversations.manage');
  const list = useWorkedList({
    rows,
    place: `${post.id} ${filter.sort} ${filter.q}`,
    openId,
    onOpen: (id, replace) => navigate(linkTo(id), { replace }),
  });
  useCommands(
    mayModerate
      ? [
          {
            id: 'hide-by-words',
            label: t(`posts.words.open.${way}`),
            group: 'queue',
            run: () => setWording(true),
          },
        ]
      : [],
  );
  return (
    <div className="storm">
      <StormHead post={post} filter={filter} onFilter={onFilter} onBack={onBack}>
        {mayModerate && (
          <IconButton label={t(`posts.words.open.${way}`)} onClick={() => setWording(true)}>
            <EyeOff />
          </IconButton>
        )}
      </StormHead>
      <StormComments filter={filter} storm={storm} list={list} openId={openId} linkTo={linkTo} />
      <StormFoot post={post} storm={storm} list={list} />
      {wording && (
        <Suspense>
          <WordRulesDialog post={post} onClose={() => setWording(false)} />
        </Suspense>
      )}
    </div>
  );
}
