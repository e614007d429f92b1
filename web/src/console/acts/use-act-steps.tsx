import type { Tag } from '@parley/shared/brands.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar.js';
import { formatInZone, useBrandZone } from '../data/brand.js';
import { useMembers, useTags } from '../data/lookups.js';
import type { Command } from '../keys/commands.js';
import { readTime } from './natural-time.js';
import { usualTimes } from './snooze-picker.js';

type Of = {
  conversations: Pick<ConversationRow, 'assignee' | 'tags'>[];
  onAssign: (member: { memberId: string; name: string } | null) => void;
  onTag: (change: { add: Tag[]; remove: Tag[] }) => void;
  onSnooze: (until: Date | null) => void;
};

/** What the palette asks next: to whom, which tag, until when. */
export function useActSteps({ conversations, onAssign, onTag, onSnooze }: Of) {
  const { t, i18n } = useTranslation();
  const members = useMembers().data ?? [];
  const tags = useTags().data ?? [];
  const zone = useBrandZone();
  const step = (id: string, label: string, run: () => void, more: Partial<Command> = {}): Command => ({
    id,
    label,
    group: 'conversation',
    run,
    ...more,
  });
  const assign = (): Command[] => [
    ...members.map((member) =>
      step(
        `assign-${member.id}`,
        t('desk.assignTo', { name: member.name }),
        () => onAssign({ memberId: member.id, name: member.name }),
        {
          keywords: member.email,
          icon: <Avatar name={member.name} size="xs" />,
          selected: conversations.every(({ assignee }) => assignee?.memberId === member.id),
        },
      ),
    ),
    step('assign-nobody', t('desk.assignNobody'), () => onAssign(null), {
      selected: conversations.every(({ assignee }) => assignee === null),
    }),
  ];
  const tag = (): Command[] =>
    tags.map((one) => {
      const all = conversations.every((row) => row.tags.some(({ id }) => id === one.id));
      return step(
        `tag-${one.id}`,
        t(all ? 'desk.untag' : 'desk.tag', { name: one.name }),
        () => onTag(all ? { add: [], remove: [one] } : { add: [one], remove: [] }),
        {
          icon: <span className="tag-dot" style={{ background: one.color }} />,
          selected: all,
          stays: true,
        },
      );
    });
  const snooze = (query: string): Command[] => {
    const now = new Date();
    const times = usualTimes(now, zone);
    const typed = readTime(
      query.replace(/^\s*(?:snooze|zurückstellen)(?:\s+(?:until|bis))?\s+/i, ''),
      now,
      zone,
    );
    const when = (at: Date) => formatInZone(i18n.language, at, zone);
    return [
      ...(typed
        ? [
            step('snooze-typed', t('desk.snoozeUntil', { when: when(typed) }), () => onSnooze(typed), {
              keywords: query,
            }),
          ]
        : []),
      step('snooze-later', t('conversation.snoozeLater'), () => onSnooze(times.later), {
        detail: when(times.later),
      }),
      step('snooze-tomorrow', t('conversation.snoozeTomorrow'), () => onSnooze(times.tomorrow), {
        detail: when(times.tomorrow),
      }),
      step('snooze-monday', t('conversation.snoozeWeek'), () => onSnooze(times.monday), {
        detail: when(times.monday),
      }),
      step('snooze-writes', t('conversation.snoozeUntilWrites'), () => onSnooze(null)),
    ];
  };
  const stamp = conversations
    .map((row) => [row.assignee?.memberId, ...row.tags.map(({ id }) => id)].join())
    .join(';');
  return {
    assign: { steps: assign, stamp },
    tag: { steps: tag, stamp },
    snooze: { steps: snooze },
  };
}
