import { Check, CheckCheck, Merge, MoreHorizontal, RotateCcw } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../../ui/button.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { PickerButton, type Picking } from '../../acts/picker-button.js';
import { type BulkActs, priorities } from './use-bulk-acts.js';

type Props = {
  acts: BulkActs;
  anchors: Record<Picking, Ref<HTMLButtonElement>>;
  /** What is done most here, before everything else. */
  first?: ReactNode;
};

/** A button for each act on what is chosen; what is seldom done stands in a menu. */
export function BulkButtons({ acts, anchors, first }: Props) {
  const { t } = useTranslation();
  const { run, picking, pick } = acts;
  const [word, icon, kind] = acts.allClosed
    ? (['conversation.reopen', <RotateCcw key="icon" />, 'reopen'] as const)
    : (['conversation.close', <Check key="icon" />, 'close'] as const);
  return (
    <div className="bulk-acts">
      {first}
      <Button size="sm" aria-label={t(word)} icon={icon} onClick={() => run({ kind })}>
        <span className="bulk-word">{t(word)}</span>
      </Button>
      <PickerButton
        ref={anchors.assign}
        what="assign"
        label={t('conversation.assignTo')}
        picking={picking}
        onPick={pick}
      />
      <PickerButton
        ref={anchors.tags}
        what="tags"
        label={t('conversation.editTags')}
        picking={picking}
        onPick={pick}
      />
      <PickerButton
        ref={anchors.snooze}
        what="snooze"
        label={t('conversation.snooze')}
        picking={picking}
        onPick={pick}
      />
      <IconButton
        label={t('conversation.noAnswerNeeded')}
        keys="shift+e"
        disabled={!acts.someOurs}
        onClick={() => run({ kind: 'no-answer-needed' })}
      >
        <CheckCheck />
      </IconButton>
      <IconButton
        label={acts.mergeable ? t('desk.mergeMany') : t('desk.mergeNot')}
        disabled={!acts.mergeable}
        onClick={() => pick('merge')}
      >
        <Merge />
      </IconButton>
      <MenuButton
        label={t('conversation.more')}
        icon={<MoreHorizontal />}
        placement="top-end"
        entries={[
          { id: 'me', label: t('conversation.assignMe'), keys: 'i', onSelect: acts.assignMe },
          {
            id: 'ours',
            label: t('conversation.markOurs'),
            keys: 'u',
            onSelect: () => run({ kind: 'mark-ours' }),
          },
          { type: 'separator', id: 's' },
          { type: 'heading', id: 'h', label: t('conversation.priority') },
          ...priorities.map((priority) => ({
            id: priority,
            label: t(`inbox.priorities.${priority}`),
            onSelect: () => run({ kind: 'priority' as const, priority }),
          })),
        ]}
      />
    </div>
  );
}
