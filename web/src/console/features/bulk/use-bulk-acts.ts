import type { ConversationRow } from '@parley/shared/conversations.js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Picking } from '../../acts/picker-button.js';
import { useActSteps } from '../../acts/use-act-steps.js';
import { useSeat, useSession } from '../../data/session.js';
import { type Command, useCommands } from '../../keys/commands.js';
import { type ManyAct, useBulk } from './use-bulk.js';

type Options = {
  /** What an act is for: the chosen rows, or the one under the cursor. */
  targets: ConversationRow[];
  chosen: boolean;
  onClear: () => void;
  /** Told which are about to leave the list by this member's own act. */
  onLeaving: (ids: string[]) => void;
};

export type BulkActs = ReturnType<typeof useBulkActs>;

const leaving = new Set<ManyAct['kind']>(['close', 'snooze', 'no-answer-needed', 'merge']);
export const priorities = ['urgent', 'high', 'normal', 'low'] as const;

/** What can be done with many, or with the one under the cursor: by buttons, by keys and by name. */
export function useBulkActs({ targets, chosen, onClear, onLeaving }: Options) {
  const seat = useSeat();
  const { user } = useSession();
  const bulk = useBulk();
  const [picking, pick] = useState<Picking | 'merge' | null>(null);
  const run = (act: ManyAct, rows = targets) => {
    if (rows.length === 0) return;
    if (leaving.has(act.kind)) onLeaving(rows.map(({ id }) => id));
    bulk.mutate({ rows, act });
    if (chosen && leaving.has(act.kind)) onClear();
  };
  const acts = {
    run,
    picking,
    pick,
    assign: (member: { memberId: string; name: string } | null) => run({ kind: 'assign', member }),
    assignMe: () => run({ kind: 'assign', member: { memberId: seat.memberId, name: user.name } }),
    tag: (change: Omit<Extract<ManyAct, { kind: 'tag' }>, 'kind'>) => run({ kind: 'tag', ...change }),
    snooze: (until: Date | null) => run({ kind: 'snooze', until: until?.toISOString() ?? null }),
    merge: (intoId: string) =>
      run(
        { kind: 'merge', intoId },
        targets.filter(({ id }) => id !== intoId),
      ),
    allClosed: targets.length > 0 && targets.every(({ status }) => status === 'closed'),
    someOurs: targets.some(({ side, status }) => side === 'ours' && status !== 'closed'),
    mergeable: targets.length > 1 && new Set(targets.map(({ channel }) => channel.id)).size === 1,
  };
  useBulkCommands(acts, { targets, chosen, onClear });
  return acts;
}

function useBulkCommands(acts: BulkActs, { targets, chosen, onClear }: Omit<Options, 'onLeaving'>): void {
  const { t } = useTranslation();
  const { run, pick } = acts;
  const steps = useActSteps({
    conversations: targets,
    onAssign: acts.assign,
    onTag: acts.tag,
    onSnooze: acts.snooze,
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
          acts.allClosed
            ? command('reopen', t('conversation.reopen'), () => run({ kind: 'reopen' }), 'e')
            : command('close', t('conversation.closeConversation'), () => run({ kind: 'close' }), 'e'),
          { ...command('assign', t('conversation.assignTo'), () => pick('assign'), 'a'), ...steps.assign },
          command('assign-me', t('conversation.assignMe'), acts.assignMe, 'i'),
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
          ...(acts.mergeable ? [command('merge', t('desk.mergeMany'), () => pick('merge'))] : []),
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
}
