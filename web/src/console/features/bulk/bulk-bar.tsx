import type { ConversationRow } from '@parley/shared/conversations.js';
import {
  AlarmClock,
  Check,
  CheckCheck,
  Merge,
  MoreHorizontal,
  RotateCcw,
  Tag,
  UserPlus,
  X,
} from 'lucide-react';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { Button, IconButton } from '../../../ui/button.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { AssignPicker, TagsPicker } from '../../acts/act-pickers.js';
import { SnoozePicker } from '../../acts/snooze-picker.js';
import { useActSteps } from '../../acts/use-act-steps.js';
import { useSeat, useSession } from '../../data/session.js';
import { type Command, useCommands } from '../../keys/commands.js';
import './bulk-bar.css';
import { MergeMany } from './merge-many.js';
import { type ManyAct, useBulk } from './use-bulk.js';

type Props = {
  /** What an act is for: the chosen rows, or the one under the cursor. */
  targets: ConversationRow[];
  /** Whether they were chosen: else there is no bar, only keys. */
  chosen: boolean;
  loaded: number;
  hasMore: boolean;
  onAll: () => Promise<void>;
  onClear: () => void;
  /** Told which are about to leave the list by this member's own act. */
  onLeaving: (ids: string[]) => void;
  /** What is done most here, before everything else. */
  first?: ReactNode;
};

const leaving = new Set<ManyAct['kind']>(['close', 'snooze', 'no-answer-needed', 'merge']);
const priorities = ['urgent', 'high', 'normal', 'low'] as const;

/** How many are chosen, and what can be done with all of them; by keys also with the one under the cursor. */
export function BulkBar({ targets, chosen, loaded, hasMore, onAll, onClear, onLeaving, first }: Props) {
  const { t, i18n } = useTranslation();
  const seat = useSeat();
  const { user } = useSession();
  const bulk = useBulk();
  const [picking, pick] = useState<'assign' | 'tags' | 'snooze' | 'merge' | null>(null);
  const [gathering, setGathering] = useState(false);
  const refs = {
    assign: useRef<HTMLButtonElement>(null),
    tags: useRef<HTMLButtonElement>(null),
    snooze: useRef<HTMLButtonElement>(null),
  };
  /** Without a bar a picker stands beside the row it is for. */
  const anchorOf = (name: keyof typeof refs): RefObject<HTMLElement | null> =>
    chosen
      ? refs[name]
      : { current: document.querySelector<HTMLElement>(`[data-row="${CSS.escape(targets[0]?.id ?? '')}"]`) };
  const run = (act: ManyAct, rows = targets) => {
    if (rows.length === 0) return;
    if (leaving.has(act.kind)) onLeaving(rows.map(({ id }) => id));
    bulk.mutate({ rows, act });
    if (chosen && leaving.has(act.kind)) onClear();
  };
  const allClosed = targets.length > 0 && targets.every(({ status }) => status === 'closed');
  const someOurs = targets.some(({ side, status }) => side === 'ours' && status !== 'closed');
  const mergeable = targets.length > 1 && new Set(targets.map(({ channel }) => channel.id)).size === 1;

  const steps = useActSteps({
    conversations: targets,
    onAssign: (member) => run({ kind: 'assign', member }),
    onTag: (change) => run({ kind: 'tag', ...change }),
    onSnooze: (until) => run({ kind: 'snooze', until: until?.toISOString() ?? null }),
  });
  const command = (name: string, label: string, act: () => void, keys?: string): Command => ({
    id: `c-${name}`,
    label: targets.length > 1 ? t('desk.forMany', { label, count: targets.length }) : label,
    group: 'conversation',
    ...(keys ? { keys } : {}),
    run: act,
  });
  useCommands(
    targets.length === 0
      ? []
      : [
          allClosed
            ? command('reopen', t('conversation.reopen'), () => run({ kind: 'reopen' }), 'e')
            : command('close', t('conversation.closeConversation'), () => run({ kind: 'close' }), 'e'),
          {
            ...command('assign', t('conversation.assignTo'), () => pick('assign'), 'a'),
            ...steps.assign,
          },
          command(
            'assign-me',
            t('conversation.assignMe'),
            () => run({ kind: 'assign', member: { memberId: seat.memberId, name: user.name } }),
            'i',
          ),
          { ...command('snooze', t('conversation.snooze'), () => pick('snooze'), 's'), ...steps.snooze },
          { ...command('tags', t('conversation.editTags'), () => pick('tags'), 't'), ...steps.tag },
          command(
            'nan',
            t('conversation.noAnswerNeeded'),
            () => run({ kind: 'no-answer-needed' }),
            'shift+e',
          ),
          command('ours', t('conversation.markOurs'), () => run({ kind: 'mark-ours' }), 'u'),
          ...priorities.map((priority) =>
            command(
              `priority-${priority}`,
              t('conversation.setPriority', { priority: t(`inbox.priorities.${priority}`) }),
              () => run({ kind: 'priority', priority }),
            ),
          ),
          ...(mergeable ? [command('merge', t('desk.mergeMany'), () => pick('merge'))] : []),
          ...(chosen
            ? [
                {
                  ...command('clear', t('desk.clear'), onClear, 'escape'),
                  id: 'clear-selection',
                  hidden: true,
                },
              ]
            : []),
        ],
    1,
  );

  const gather = async () => {
    setGathering(true);
    try {
      await onAll();
    } finally {
      setGathering(false);
    }
  };

  return (
    <>
      {chosen && (
        <section className="bulk" aria-label={t('desk.bar')}>
          <div className="bulk-top">
            <span className="bulk-count tabular" aria-live="polite">
              {t('desk.selected', { count: targets.length })}
            </span>
            {(targets.length < loaded || (hasMore && targets.length < 500)) && (
              <Button size="sm" variant="ghost" busy={gathering} onClick={gather}>
                {hasMore
                  ? t('desk.selectUpTo', { count: formatNumber(i18n.language, 500) })
                  : t('desk.selectAll', { count: formatNumber(i18n.language, loaded) })}
              </Button>
            )}
            <span className="bulk-gap" />
            <IconButton size="sm" label={t('desk.clear')} keys="escape" onClick={onClear}>
              <X />
            </IconButton>
          </div>
          <div className="bulk-acts">
            {first}
            {allClosed ? (
              <Button
                size="sm"
                aria-label={t('conversation.reopen')}
                icon={<RotateCcw />}
                onClick={() => run({ kind: 'reopen' })}
              >
                <span className="bulk-word">{t('conversation.reopen')}</span>
              </Button>
            ) : (
              <Button
                size="sm"
                aria-label={t('conversation.close')}
                icon={<Check />}
                onClick={() => run({ kind: 'close' })}
              >
                <span className="bulk-word">{t('conversation.close')}</span>
              </Button>
            )}
            <IconButton
              ref={refs.assign}
              label={t('conversation.assignTo')}
              keys="a"
              aria-haspopup="listbox"
              aria-expanded={picking === 'assign'}
              onClick={() => pick(picking === 'assign' ? null : 'assign')}
            >
              <UserPlus />
            </IconButton>
            <IconButton
              ref={refs.tags}
              label={t('conversation.editTags')}
              keys="t"
              aria-haspopup="listbox"
              aria-expanded={picking === 'tags'}
              onClick={() => pick(picking === 'tags' ? null : 'tags')}
            >
              <Tag />
            </IconButton>
            <IconButton
              ref={refs.snooze}
              label={t('conversation.snooze')}
              keys="s"
              aria-haspopup="listbox"
              aria-expanded={picking === 'snooze'}
              onClick={() => pick(picking === 'snooze' ? null : 'snooze')}
            >
              <AlarmClock />
            </IconButton>
            <IconButton
              label={t('conversation.noAnswerNeeded')}
              keys="shift+e"
              disabled={!someOurs}
              onClick={() => run({ kind: 'no-answer-needed' })}
            >
              <CheckCheck />
            </IconButton>
            <IconButton
              label={mergeable ? t('desk.mergeMany') : t('desk.mergeNot')}
              disabled={!mergeable}
              onClick={() => pick('merge')}
            >
              <Merge />
            </IconButton>
            <MenuButton
              label={t('conversation.more')}
              icon={<MoreHorizontal />}
              placement="top-end"
              entries={[
                {
                  id: 'me',
                  label: t('conversation.assignMe'),
                  keys: 'i',
                  onSelect: () =>
                    run({ kind: 'assign', member: { memberId: seat.memberId, name: user.name } }),
                },
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
        </section>
      )}
      {picking === 'assign' && (
        <AssignPicker
          anchor={anchorOf('assign')}
          conversations={targets}
          onAssign={(member) => run({ kind: 'assign', member })}
          onClose={() => pick(null)}
        />
      )}
      {picking === 'tags' && (
        <TagsPicker
          anchor={anchorOf('tags')}
          conversations={targets}
          onTag={(change) => run({ kind: 'tag', ...change })}
          onClose={() => pick(null)}
        />
      )}
      {picking === 'snooze' && (
        <SnoozePicker
          anchor={anchorOf('snooze')}
          onSnooze={(until) => run({ kind: 'snooze', until: until?.toISOString() ?? null })}
          onClose={() => pick(null)}
        />
      )}
      {picking === 'merge' && (
        <MergeMany
          rows={targets}
          onMerge={(intoId) =>
            run(
              { kind: 'merge', intoId },
              targets.filter(({ id }) => id !== intoId),
            )
          }
          onClose={() => pick(null)}
        />
      )}
    </>
  );
}
