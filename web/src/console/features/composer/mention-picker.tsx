import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../../ui/avatar.js';
import { Picker } from '../../../ui/picker.js';
import { useMembers } from '../../data/lookups.js';
import { useSeat } from '../../data/session.js';

type Props = {
  anchor: RefObject<HTMLElement | null>;
  onMention: (member: { id: string; name: string }) => void;
  onClose: () => void;
};

export function MentionPicker({ anchor, onMention, onClose }: Props) {
  const { t } = useTranslation();
  const { memberId } = useSeat();
  const members = (useMembers().data ?? []).filter((member) => member.id !== memberId);
  return (
    <Picker
      anchor={anchor}
      placement="top-start"
      label={t('composer.mention')}
      placeholder={t('composer.mention')}
      emptyText={t('conversation.noMember')}
      options={members.map((member) => ({
        id: member.id,
        label: member.name,
        keywords: member.email,
        icon: <Avatar name={member.name} size="xs" />,
      }))}
      onSelect={(id) => {
        const member = members.find((candidate) => candidate.id === id);
        if (member) onMention({ id: member.id, name: member.name });
      }}
      onClose={onClose}
    />
  );
}
