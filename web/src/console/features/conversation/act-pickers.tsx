import type { Tag } from '@parley/shared/brands.js';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import { CircleOff } from 'lucide-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../../ui/avatar.js';
import { Picker } from '../../../ui/picker.js';
import { useCreateTag, useMembers, useTags } from '../../data/lookups.js';
import { useMay, useSeat, useSession } from '../../data/session.js';

type Common = {
  anchor: RefObject<HTMLElement | null>;
  conversation: ConversationDetail;
  onClose: () => void;
};

export function AssignPicker({
  anchor,
  conversation,
  onAssign,
  onClose,
}: Common & {
  onAssign: (member: { memberId: string; name: string } | null) => void;
}) {
  const { t } = useTranslation();
  const seat = useSeat();
  const { user } = useSession();
  const members = useMembers().data ?? [{ id: seat.memberId, name: user.name, email: user.email }];
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
          selected: conversation.assignee?.memberId === member.id,
        })),
        {
          id: '',
          label: t('conversation.unassign'),
          icon: <CircleOff />,
          selected: conversation.assignee === null,
        },
        ...others.map((member) => ({
          id: member.id,
          label: member.name,
          keywords: member.email,
          icon: <Avatar name={member.name} size="xs" />,
          selected: conversation.assignee?.memberId === member.id,
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

export function TagsPicker({
  anchor,
  conversation,
  onTags,
  onClose,
}: Common & { onTags: (tags: Tag[]) => void }) {
  const { t } = useTranslation();
  const mayCreate = useMay('workflow.manage');
  const tags = useTags().data ?? [];
  const create = useCreateTag();
  const chosen = conversation.tags;
  const toggle = (tag: Tag) =>
    onTags(
      chosen.some((other) => other.id === tag.id)
        ? chosen.filter((other) => other.id !== tag.id)
        : [...chosen, tag],
    );
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
        selected: chosen.some((other) => other.id === tag.id),
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
