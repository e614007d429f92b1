import type { Tag } from '@parley/shared/brands.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { CircleOff } from 'lucide-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar.js';
import { Picker } from '../../ui/picker.js';
import { useCreateTag, useMembers, useTags } from '../data/lookups.js';
import { useMay, useSeat, useSession } from '../data/session.js';
import type { Picking } from './picker-button.js';
import { SnoozePicker } from './snooze-picker.js';

type Common = {
  anchor: RefObject<HTMLElement | null>;
  /** Those it is about. */
  conversations: Pick<ConversationRow, 'assignee' | 'tags'>[];
  onClose: () => void;
};

type PickersProps = {
  picking: string | null;
  /** Beside what a list opens. */
  anchorOf: (what: Picking) => RefObject<HTMLElement | null>;
  conversations: Common['conversations'];
  onAssign: (member: { memberId: string; name: string } | null) => void;
  onTag: (change: { add: Tag[]; remove: Tag[] }) => void;
  /** `null`: until the person writes. */
  onSnooze: (until: Date | null) => void;
  onWake?: (() => void) | undefined;
  /** The dialog with a calendar. */
  onPickTime?: (() => void) | undefined;
  onClose: () => void;
};

/** The list that is open: of members, tags or times. */
export function ActPickers({ picking, anchorOf, conversations, onClose, ...on }: PickersProps) {
  if (picking === 'assign')
    return (
      <AssignPicker anchor={anchorOf('assign')} onAssign={on.onAssign} {...{ conversations, onClose }} />
    );
  if (picking === 'tags')
    return <TagsPicker anchor={anchorOf('tags')} onTag={on.onTag} {...{ conversations, onClose }} />;
  if (picking === 'snooze')
    return (
      <SnoozePicker
        anchor={anchorOf('snooze')}
        onSnooze={on.onSnooze}
        onWake={on.onWake}
        onPick={on.onPickTime}
        onClose={onClose}
      />
    );
  return null;
}

function AssignPicker({
  anchor,
  conversations,
  onAssign,
  onClose,
}: Common & {
  onAssign: (member: { memberId: string; name: string } | null) => void;
}) {
  const { t } = useTranslation();
  const seat = useSeat();
  const { user } = useSession();
  const members = useMembers().data ?? [{ id: seat.memberId, name: user.name, email: user.email }];
  const isAssigned = (memberId: string | null) =>
    conversations.every(({ assignee }) => (assignee?.memberId ?? null) === memberId);
  const own = members.filter((member) => member.id === seat.memberId);
  const others = members.filter((member) => member.id !== seat.memberId);
  return (
    <Picker
      anchor={anchor}
      placement="bottom-end"
      label={t('conversation.assign')}
      placeholder={t('conversation.assignTo')}
      emptyText={t('conversation.noMember')}
      options={[
        ...own.map((member) => ({
          id: member.id,
          label: member.name,
          detail: t('inbox.you'),
          keywords: t('conversation.assignMe'),
          icon: <Avatar name={member.name} size="xs" />,
          selected: isAssigned(member.id),
        })),
        {
          id: '',
          label: t('conversation.unassign'),
          icon: <CircleOff />,
          selected: isAssigned(null),
        },
        ...others.map((member) => ({
          id: member.id,
          label: member.name,
          keywords: member.email,
          icon: <Avatar name={member.name} size="xs" />,
          selected: isAssigned(member.id),
        })),
      ]}
      onSelect={(id) => {
        const member = members.find((candidate) => candidate.id === id);
        onAssign(member ? { memberId: member.id, name: member.name } : null);
        onClose();
        anchor.current?.focus({ preventScroll: true });
      }}
      onClose={onClose}
    />
  );
}

function TagsPicker({
  anchor,
  conversations,
  onTag,
  onClose,
}: Common & { onTag: (change: { add: Tag[]; remove: Tag[] }) => void }) {
  const { t } = useTranslation();
  const mayCreate = useMay('workflow.manage');
  const tags = useTags().data ?? [];
  const create = useCreateTag();
  const having = (tag: Tag) =>
    conversations.filter((one) => one.tags.some((other) => other.id === tag.id)).length;
  const toggle = (tag: Tag) =>
    onTag(having(tag) === conversations.length ? { add: [], remove: [tag] } : { add: [tag], remove: [] });
  return (
    <Picker
      anchor={anchor}
      placement="bottom-end"
      label={t('conversation.tags')}
      placeholder={mayCreate ? t('conversation.tagPlaceholder') : t('conversation.tagFind')}
      emptyText={t('conversation.noTag')}
      create={mayCreate ? (name) => t('conversation.tagCreate', { name }) : undefined}
      options={tags.map((tag) => ({
        id: tag.id,
        label: tag.name,
        icon: <span className="tag-dot" style={{ background: tag.color }} />,
        selected: having(tag) === conversations.length,
        detail: partly(having(tag), conversations.length),
      }))}
      onSelect={(id, query) => {
        if (id === 'create:') create.mutate({ name: query }, { onSuccess: toggle });
        else {
          const tag = tags.find((candidate) => candidate.id === id);
          if (tag) toggle(tag);
        }
      }}
      onClose={onClose}
    />
  );
}

/** How many of several have it, where not all do. */
const partly = (count: number, all: number) => (count > 0 && count < all ? `${count}/${all}` : undefined);
