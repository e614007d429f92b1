import type { ModerationAction } from '@parley/shared/moderation.js';
import type { PostSummary } from '@parley/shared/posts.js';
import { Globe } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { useChannels } from '../../data/lookups.js';
import { useMay } from '../../data/session.js';
import { BulkBar } from '../../features/bulk/bulk-bar.js';
import type { Refusal } from '../../features/posts/moderate-each.js';
import { RefusedDialog } from '../../features/posts/refused-dialog.js';
import type { useStorm } from '../../features/posts/use-storm.js';
import { useCommands } from '../../keys/commands.js';
import { gatherIds } from '../lists/gather-ids.js';
import type { WorkedList } from '../lists/use-worked-list.js';
import { ModerateMany } from './moderate-many.js';

const AnswerMany = lazy(async () => ({
  default: (await import('../../features/posts/answer-many.js')).AnswerMany,
}));

type Props = { post: PostSummary; storm: ReturnType<typeof useStorm>; list: WorkedList };

/** What can be done with the chosen comments: answered or moderated each, and everything that goes for conversations. */
export function StormFoot({ post, storm, list }: Props) {
  const { t } = useTranslation();
  const [answering, setAnswering] = useState(false);
  const [left, setLeft] = useState<{ action: ModerationAction; refused: Refusal[] } | null>(null);
  const mayModerate = useMay('conversations.manage');
  const mayReply = useMay('conversations.reply');
  const capabilities = useChannels().data?.find(({ id }) => id === post.channel.id)?.capabilities ?? [];
  const { rows, selection, targets } = list;
  const chosen = new Set(targets.map(({ id }) => id));
  const comments = storm.comments.filter(({ conversation }) => chosen.has(conversation.id));
  const selectAll = async () =>
    selection.all(
      await gatherIds(
        rows.map(({ id }) => id),
        storm,
        ({ conversation }) => conversation.id,
      ),
    );
  useCommands([
    {
      id: 'select-all',
      label: t('posts.selectAll'),
      group: 'queue',
      // Without an answer the page that was asked for says so itself.
      run: () => void selectAll().catch(() => undefined),
    },
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
    <>
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
                comments={comments}
                capabilities={capabilities}
                onRefused={(action, refused) => setLeft({ action, refused })}
              />
            )}
          </>
        }
      />
      {left && <RefusedDialog {...left} onClose={() => setLeft(null)} />}
      {answering && (
        <Suspense>
          <AnswerMany
            postId={post.id}
            comments={comments}
            onDone={selection.clear}
            onClose={() => setAnswering(false)}
          />
        </Suspense>
      )}
    </>
  );
}
