import type { ConversationDetail } from '@parley/shared/conversations.js';
import { ArrowLeft, Check, MoreHorizontal, PanelRight, RotateCcw, UserPlus } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../../ui/avatar.js';
import { TagChip } from '../../../ui/badge.js';
import { Button, IconButton } from '../../../ui/button.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { cx } from '../../../ui/cx.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { ActPickers } from '../../acts/act-pickers.js';
import { PickerButton } from '../../acts/picker-button.js';
import { useSeat } from '../../data/session.js';
import { usePresent } from '../../realtime/presence.js';
import { useBlocking } from './blocking.js';
import type { ConversationActs } from './use-conversation-acts.js';
import './conversation-head.css';

type Props = {
  conversation: ConversationDetail;
  acts: ConversationActs;
  personShown: boolean;
  onTogglePerson: () => void;
  onBack?: () => void;
};

/** Who, about what, on which channel; and what can be done with it. */
export function ConversationHead({ conversation, acts, personShown, onTogglePerson, onBack }: Props) {
  const { t } = useTranslation();
  const anchors = {
    assign: useRef<HTMLButtonElement>(null),
    tags: useRef<HTMLButtonElement>(null),
    snooze: useRef<HTMLButtonElement>(null),
  };
  const { picking, pick } = acts;
  const blocking = useBlocking(conversation);
  const closed = conversation.status === 'closed';
  // On a phone the conversation is the page.
  const Name = onBack ? 'h1' : 'h2';
  return (
    <header className="chead">
      <div className="chead-main">
        {onBack && (
          <IconButton label={t('conversation.backToList')} onClick={onBack}>
            <ArrowLeft />
          </IconButton>
        )}
        <div className="chead-who">
          <Name className="chead-name">
            <button type="button" className="truncate" dir="auto" onClick={onTogglePerson}>
              {conversation.person.name}
            </button>
            <span className="chead-channel" title={conversation.channel.name}>
              <ChannelIcon icon={conversation.channel.icon} medium={conversation.medium} />
              <span className="truncate">{conversation.channel.name}</span>
            </span>
          </Name>
          {conversation.subject && (
            <p className="chead-subject truncate" dir="auto" title={conversation.subject}>
              {conversation.subject}
            </p>
          )}
        </div>
        <Looking id={conversation.id} />
        <div className="chead-acts">
          <Button
            ref={anchors.assign}
            variant="ghost"
            className="chead-assign"
            aria-haspopup="listbox"
            aria-expanded={picking === 'assign'}
            aria-label={
              conversation.assignee
                ? t('inbox.assignedTo', { name: conversation.assignee.name })
                : t('conversation.assign')
            }
            icon={
              conversation.assignee ? <Avatar name={conversation.assignee.name} size="xs" /> : <UserPlus />
            }
            onClick={() => pick(picking === 'assign' ? null : 'assign')}
          >
            <span className="chead-label truncate">
              {conversation.assignee?.name ?? t('conversation.assign')}
            </span>
          </Button>
          <PickerButton
            ref={anchors.tags}
            what="tags"
            label={t('conversation.tags')}
            className="is-wide-only"
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
          <MenuButton
            label={t('conversation.more')}
            icon={<MoreHorizontal />}
            placement="bottom-end"
            entries={[...acts.menu, ...blocking.menu]}
          />
          {closed ? (
            <Button icon={<RotateCcw />} onClick={acts.reopen} className="chead-close">
              <span className="chead-label">{t('conversation.reopen')}</span>
            </Button>
          ) : (
            <Button icon={<Check />} onClick={acts.close} title="E" className="chead-close">
              <span className="chead-label">{t('conversation.close')}</span>
            </Button>
          )}
          <IconButton
            className="is-wide-only"
            label={personShown ? t('conversation.hidePerson') : t('conversation.showPerson')}
            active={personShown}
            aria-expanded={personShown}
            onClick={onTogglePerson}
          >
            <PanelRight />
          </IconButton>
        </div>
      </div>
      {conversation.tags.length > 0 && (
        <div className="chead-tags">
          {conversation.tags.map((tag) => (
            <TagChip
              key={tag.id}
              name={tag.name}
              color={tag.color}
              removeLabel={t('conversation.removeTag', { name: tag.name })}
              onRemove={() => acts.setTags(conversation.tags.filter((other) => other.id !== tag.id))}
            />
          ))}
        </div>
      )}
      {blocking.line}
      {blocking.dialog}
      <ActPickers
        picking={picking}
        anchorOf={(what) => anchors[what]}
        conversations={[conversation]}
        onAssign={acts.assign}
        onTag={acts.tag}
        onSnooze={acts.snooze}
        onWake={conversation.status === 'snoozed' ? acts.unsnooze : undefined}
        onPickTime={() => acts.ask('snooze')}
        onClose={() => pick(null)}
      />
    </header>
  );
}

/** Faces of colleagues who have this open, and whether they write. */
function Looking({ id }: { id: string }) {
  const { t } = useTranslation();
  const seat = useSeat();
  const present = usePresent(id, seat.memberId);
  const writing = present.filter((member) => member.writing);
  const said = writing.length > 0 ? writing : present;
  const label =
    said.length === 0
      ? ''
      : t(writing.length > 0 ? 'inbox.writing' : 'inbox.looking', {
          names: said.map((member) => member.name).join(', '),
          count: said.length,
        });
  return (
    <div className="chead-looking" aria-live="polite">
      {present.length > 0 && (
        <>
          <span className={cx('faces', writing.length > 0 && 'is-writing')} aria-hidden="true">
            {present.slice(0, 3).map((member) => (
              <Avatar key={member.memberId} name={member.name} size="sm" />
            ))}
          </span>
          <span className="chead-looking-text truncate">{label}</span>
        </>
      )}
    </div>
  );
}
