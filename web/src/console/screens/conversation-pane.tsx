import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import type { ModerationAction } from '@parley/shared/moderation.js';
import { ArrowLeft, SearchX } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../lib/api-client.js';
import { useMedia } from '../../lib/media.js';
import { useSteady } from '../../lib/steady.js';
import { useStored } from '../../lib/stored.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Dialog } from '../../ui/dialog.js';
import { Skeleton } from '../../ui/skeleton.js';
import { StateMessage } from '../../ui/state-message.js';
import { problemText } from '../data/problem-text.js';
import { useMay } from '../data/session.js';
import { Composer, type ComposerHandle } from '../features/composer/composer.js';
import { MergeDialog, SnoozeDialog } from '../features/conversation/act-dialogs.js';
import { useConversation, useMarkRead, useMessages } from '../features/conversation/conversation-api.js';
import { ConversationBars } from '../features/conversation/conversation-bars.js';
import { ConversationHead } from '../features/conversation/conversation-head.js';
import { ModerationCommands } from '../features/conversation/moderation-commands.js';
import { PostCard } from '../features/conversation/post-card.js';
import { SplitDialog } from '../features/conversation/split-dialog.js';
import { Timeline, TimelineSkeleton } from '../features/conversation/timeline.js';
import { useConversationActs } from '../features/conversation/use-conversation-acts.js';
import { offeredFor, useModeration } from '../features/conversation/use-moderation.js';
import { useShowMessage, useWantedMessage } from '../features/conversation/use-show-message.js';
import { useClearNotifications } from '../features/notifications/notifications-api.js';
import { PersonPanel } from '../features/person/person-panel.js';
import { useLive } from '../realtime/live.js';

type Props = {
  id: string;
  onLeave: (id: string) => void;
  onUnread: () => void;
  onBack?: () => void;
};

/** Not drawn anew for what happens in the list beside it. */
export const ConversationPane = memo(function ConversationPane({ id, onLeave, onUnread, onBack }: Props) {
  const { t } = useTranslation();
  const conversation = useConversation(id);
  const live = useLive();
  useMarkRead(conversation.data);
  useClearNotifications(id);
  useEffect(() => {
    live.openConversation(id);
    return () => live.openConversation(null);
  }, [live, id]);

  if (conversation.data)
    return <Open conversation={conversation.data} onLeave={onLeave} onUnread={onUnread} onBack={onBack} />;
  return (
    <section className="cpane is-conversation-page" aria-label={t('conversation.region')}>
      {conversation.isError ? (
        <Failed error={conversation.error} onRetry={() => conversation.refetch()} onBack={onBack} />
      ) : (
        <Coming onBack={onBack} />
      )}
    </section>
  );
});

/** The conversation on its way, each part where it will be. */
function Coming({ onBack }: { onBack?: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="cpane-loading">
        {onBack && (
          <IconButton label={t('conversation.backToList')} onClick={onBack}>
            <ArrowLeft />
          </IconButton>
        )}
        <span className="cpane-loading-who">
          <Skeleton width="11rem" height="1.1rem" />
          <Skeleton width="15rem" />
        </span>
        <Skeleton width="6.5rem" height="var(--h-md)" />
      </div>
      <div className="cpane-loading-body">
        <TimelineSkeleton />
      </div>
      <ComposerComing />
    </>
  );
}

function ComposerComing() {
  return (
    <div className="composer" aria-hidden="true">
      <div className="composer-box cpane-loading-box">
        <Skeleton width="7rem" height="1.25rem" />
        <Skeleton width="45%" />
      </div>
    </div>
  );
}

function Failed({ error, onRetry, onBack }: { error: unknown; onRetry: () => void; onBack?: () => void }) {
  const { t } = useTranslation();
  // An address that is no id leads nowhere just the same.
  const gone = error instanceof ApiError && (error.code === 'not_found' || error.code === 'invalid_request');
  return (
    <StateMessage
      icon={<SearchX />}
      tone={gone ? 'quiet' : 'error'}
      title={t(gone ? 'conversation.goneTitle' : 'conversation.loadError')}
      action={
        <>
          {onBack && <Button onClick={onBack}>{t('conversation.backToList')}</Button>}
          {!gone && <Button onClick={onRetry}>{t('ui.retry')}</Button>}
        </>
      }
    >
      {gone ? t('conversation.goneText') : problemText(error)}
    </StateMessage>
  );
}

function Open({
  conversation,
  onLeave,
  onUnread,
  onBack,
}: Omit<Props, 'id'> & { conversation: ConversationDetail }) {
  const { t } = useTranslation();
  const acts = useConversationActs(conversation, { onLeave, onUnread });
  const loaded = useMessages(conversation.id, useWantedMessage());
  const { messages, isPending } = loaded;
  useShowMessage(messages, {
    hasMore: loaded.hasNextPage,
    busy: loaded.isFetching,
    load: loaded.fetchNextPage,
  });
  const composer = useRef<ComposerHandle>(null);
  const beside = useMedia('(min-width: 80.01rem)');
  const [wanted, setWanted] = useStored('person-pane', true);
  const [sheet, setSheet] = useStored('person-sheet', false);
  const shown = beside ? wanted : sheet;
  const toggle = () => (beside ? setWanted(!wanted) : setSheet(!sheet));
  const canReply = conversation.channelDetail.capabilities.includes('sends');
  const canForward = conversation.channelDetail.capabilities.includes('forwards');
  const moderation = useModeration();
  const [deleting, setDeleting] = useState<Message | null>(null);
  const mayModerate = useMay('conversations.manage');
  const { capabilities } = conversation.channelDetail;
  const moderate = useSteady((message: Message, action: ModerationAction) =>
    action === 'delete' ? setDeleting(message) : moderation.mutate({ message, action }),
  );
  const [splitting, setSplitting] = useState<Message | null>(null);
  const messageActions = useMemo(
    () => ({
      takeBack: (message: Parameters<ComposerHandle['takeBack']>[0]) => composer.current?.takeBack(message),
      ...(canReply
        ? { reply: (message: Parameters<ComposerHandle['replyTo']>[0]) => composer.current?.replyTo(message) }
        : {}),
      ...(canForward
        ? {
            forward: (message: Parameters<ComposerHandle['forward']>[0]) =>
              composer.current?.forward(message),
          }
        : {}),
      ...(conversation.splits ? { split: setSplitting } : {}),
      ...(mayModerate ? { offered: (message: Message) => offeredFor(capabilities, message), moderate } : {}),
    }),
    [canReply, canForward, conversation.splits, mayModerate, capabilities, moderate],
  );
  return (
    <>
      <section className="cpane is-conversation-page" aria-label={t('conversation.region')}>
        <ConversationHead
          conversation={conversation}
          acts={acts}
          personShown={shown}
          onTogglePerson={toggle}
          onBack={onBack}
        />
        {mayModerate && (
          <ModerationCommands messages={messages} capabilities={capabilities} onModerate={moderate} />
        )}
        <ConversationBars conversation={conversation} acts={acts} />
        <Timeline
          conversation={conversation}
          actions={messageActions}
          header={conversation.post && <PostCard post={conversation.post} />}
        />
        {/* How high it is depends on what is answered. */}
        {isPending ? (
          <ComposerComing />
        ) : (
          <Composer
            ref={composer}
            conversation={conversation}
            messages={messages}
            onClosing={() => onLeave(conversation.id)}
          />
        )}
      </section>
      {shown && beside && (
        <div className="ppane">
          <PersonPanel conversation={conversation} onClose={toggle} />
        </div>
      )}
      {shown && !beside && (
        <Dialog title={conversation.person.name} bare onClose={toggle}>
          <PersonPanel conversation={conversation} onClose={toggle} />
        </Dialog>
      )}
      {deleting && (
        <Confirm
          danger
          title={t('moderation.deleteTitle')}
          description={t('moderation.deleteText')}
          action={t('moderation.actions.delete')}
          onConfirm={() => moderation.mutateAsync({ message: deleting, action: 'delete' })}
          onClose={() => setDeleting(null)}
        />
      )}
      {acts.asking === 'snooze' && <SnoozeDialog onSnooze={acts.snooze} onClose={() => acts.ask(null)} />}
      {(splitting || acts.asking === 'split') && (
        <SplitDialog
          conversation={conversation}
          messages={messages}
          from={splitting}
          onClose={() => {
            setSplitting(null);
            acts.ask(null);
          }}
        />
      )}
      {acts.asking === 'merge' && (
        <MergeDialog conversation={conversation} onMerge={acts.merge} onClose={() => acts.ask(null)} />
      )}
    </>
  );
}
