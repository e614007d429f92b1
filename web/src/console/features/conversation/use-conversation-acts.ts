import type { Tag } from '@parley/shared/brands.js';
import type { ConversationDetail, Priority } from '@parley/shared/conversations.js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MenuEntry } from '../../../ui/menu.js';
import { toast } from '../../../ui/toast.js';
import type { Act } from '../../acts/act.js';
import { useActSteps } from '../../acts/use-act-steps.js';
import { useSeat, useSession } from '../../data/session.js';
import { type Command, useCommands } from '../../keys/commands.js';
import { useAct, useMarkUnread } from './acts-api.js';

export type ConversationActs = ReturnType<typeof useConversationActs>;

const priorities: Priority[] = ['urgent', 'high', 'normal', 'low'];

/**
 * Everything that can be done with an open conversation, for buttons, menu, keys and palette alike. `onLeave`
 * is told before an act that takes it out of the list, so that the screen can go on to the next one.
 */
export function useConversationActs(
  conversation: ConversationDetail,
  { onLeave, onUnread }: { onLeave: (id: string) => void; onUnread: () => void },
) {
  const { t } = useTranslation();
  const seat = useSeat();
  const { user } = useSession();
  const act = useAct();
  const unread = useMarkUnread();
  const [picking, pick] = useState<'assign' | 'tags' | 'snooze' | null>(null);
  const [asking, ask] = useState<'snooze' | 'merge' | 'split' | null>(null);
  const { id, status, side } = conversation;

  const run = (what: Act, leaves = false) => {
    if (leaves) onLeave(id);
    act.mutate({ id, act: what });
  };
  const close = () => run({ kind: 'close', seenSeq: conversation.utteranceSeq }, true);
  const reopen = () => run({ kind: 'reopen' });
  const snooze = (until: Date | null) => run({ kind: 'snooze', until: until?.toISOString() ?? null }, true);
  const assign = (member: { memberId: string; name: string } | null) => run({ kind: 'assign', member });
  const assignMe = () => assign({ memberId: seat.memberId, name: user.name });
  const setTags = (tags: Tag[]) => run({ kind: 'tags', tags });
  const tag = ({ add, remove }: { add: Tag[]; remove: Tag[] }) => {
    const kept = conversation.tags.filter((one) => !remove.some((other) => other.id === one.id));
    setTags([...kept, ...add.filter((one) => !kept.some((other) => other.id === one.id))]);
  };
  const noAnswerNeeded = () => run({ kind: 'no-answer-needed' }, true);

  const markUnread = () => {
    // Looking at it would mark it as read at once.
    onUnread();
    unread.mutate(id);
  };

  const copyLink = () => {
    void navigator.clipboard?.writeText(`${window.location.origin}/inbox/ours/${id}`);
    toast.show({ text: t('ui.copied') });
  };
  const open = status !== 'closed';
  const menu: MenuEntry[] = [
    ...(conversation.setAside
      ? [
          {
            id: 'needs',
            label: t('conversation.needsAnswer'),
            onSelect: () => run({ kind: 'needs-answer' as const }),
          },
        ]
      : []),
    ...(open && side === 'ours'
      ? [{ id: 'nan', label: t('conversation.noAnswerNeeded'), keys: 'shift+e', onSelect: noAnswerNeeded }]
      : []),
    ...(side === 'theirs' && !conversation.setAside
      ? [
          {
            id: 'ours',
            label: t('conversation.markOurs'),
            keys: 'u',
            onSelect: () => run({ kind: 'mark-ours' as const }),
          },
        ]
      : []),
    { id: 'tags', label: t('conversation.editTags'), keys: 't', onSelect: () => pick('tags') },
    { type: 'separator', id: 'sp' },
    { type: 'heading', id: 'ph', label: t('conversation.priority') },
    ...priorities.map((priority) => ({
      id: `p-${priority}`,
      label: t(`inbox.priorities.${priority}`),
      checked: conversation.priority === priority,
      onSelect: () => run({ kind: 'priority' as const, priority }),
    })),
    { type: 'separator', id: 's' },
    { id: 'unread', label: t('conversation.markUnread'), keys: 'shift+u', onSelect: markUnread },
    { id: 'merge', label: t('conversation.merge'), onSelect: () => ask('merge') },
    ...(conversation.splits && conversation.messageCount > 1
      ? [{ id: 'split', label: t('desk.splitPick'), onSelect: () => ask('split') }]
      : []),
    { id: 'link', label: t('conversation.copyLink'), onSelect: copyLink },
  ];

  const steps = useActSteps({
    conversations: [conversation],
    onAssign: assign,
    onTag: tag,
    onSnooze: snooze,
  });
  const command = (name: string, label: string, runIt: () => void, keys?: string): Command => ({
    id: `c-${name}`,
    label,
    keys,
    group: 'conversation',
    run: runIt,
  });
  useCommands([
    { ...command('assign', t('conversation.assignTo'), () => pick('assign'), 'a'), ...steps.assign },
    command('assign-me', t('conversation.assignMe'), assignMe, 'i'),
    open
      ? command('close', t('conversation.closeConversation'), close, 'e')
      : command('reopen', t('conversation.reopen'), reopen, 'e'),
    { ...command('snooze', t('conversation.snooze'), () => pick('snooze'), 's'), ...steps.snooze },
    { ...command('tags', t('conversation.editTags'), () => pick('tags'), 't'), ...steps.tag },
    ...(open && side === 'ours'
      ? [command('nan', t('conversation.noAnswerNeeded'), noAnswerNeeded, 'shift+e')]
      : []),
    ...(side === 'theirs'
      ? [command('ours', t('conversation.markOurs'), () => run({ kind: 'mark-ours' }), 'u')]
      : []),
    ...(conversation.setAside
      ? [command('needs', t('conversation.needsAnswer'), () => run({ kind: 'needs-answer' }))]
      : []),
    ...priorities.map((priority) =>
      command(
        `priority-${priority}`,
        t('conversation.setPriority', { priority: t(`inbox.priorities.${priority}`) }),
        () => run({ kind: 'priority', priority }),
      ),
    ),
    command('unread', t('conversation.markUnread'), markUnread, 'shift+u'),
    command('merge', t('conversation.merge'), () => ask('merge')),
    ...(conversation.splits && conversation.messageCount > 1
      ? [command('split', t('desk.splitPick'), () => ask('split'))]
      : []),
    command('link', t('conversation.copyLink'), copyLink),
  ]);

  return {
    picking,
    pick,
    asking,
    ask,
    menu,
    close,
    reopen,
    snooze,
    assign,
    setTags,
    tag,
    needsAnswer: () => run({ kind: 'needs-answer' }),
    unsnooze: () => run({ kind: 'unsnooze' }),
    merge: (intoId: string) => act.mutateAsync({ id, act: { kind: 'merge', intoId } }),
  };
}
