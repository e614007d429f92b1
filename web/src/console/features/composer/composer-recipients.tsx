import type { ConversationDetail } from '@parley/shared/conversations.js';
import { ChevronDown, Forward, Reply, ReplyAll } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Input } from '../../../ui/field.js';
import { MenuButton } from '../../../ui/menu-button.js';
import type { Composition } from './composition.js';
import { RecipientLine } from './recipients.js';
import './recipients.css';

type Props = {
  conversation: ConversationDetail;
  composition: Composition;
  onChange: (composition: Composition) => void;
  /** Passes a message on instead of answering it; without it there is none that could be. */
  onForward: (() => void) | undefined;
};

/** To whom a mail goes: always in sight in one line, and everything about it can be changed. */
export function ComposerRecipients({ conversation, composition, onChange, onForward }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [copies, setCopies] = useState(composition.cc.length + composition.bcc.length > 0);
  const usual = conversation.replyTo;
  const all =
    usual && composition.to.join() === usual.allTo.join() && composition.cc.join() === usual.allCc.join();
  const several = usual && usual.allTo.length + usual.allCc.length > usual.to.length + usual.cc.length;
  const mode = composition.forward ? 'modeForward' : all && several ? 'modeAll' : 'modeReply';
  const Icon = { modeForward: Forward, modeAll: ReplyAll, modeReply: Reply }[mode];
  const shown = open || composition.forward || composition.to.length === 0;

  const entries = [
    ...(usual
      ? [
          {
            id: 'reply',
            label: t('composer.modeReply'),
            icon: <Reply />,
            checked: mode === 'modeReply',
            onSelect: () => onChange({ ...composition, forward: false, to: usual.to, cc: usual.cc }),
          },
        ]
      : []),
    ...(usual && several
      ? [
          {
            id: 'all',
            label: t('composer.modeAll'),
            icon: <ReplyAll />,
            checked: mode === 'modeAll',
            onSelect: () => {
              setCopies(usual.allCc.length > 0);
              onChange({ ...composition, forward: false, to: usual.allTo, cc: usual.allCc });
            },
          },
        ]
      : []),
    ...(onForward
      ? [
          {
            id: 'forward',
            label: t('composer.modeForward'),
            icon: <Forward />,
            checked: mode === 'modeForward',
            onSelect: onForward,
          },
        ]
      : []),
  ];

  return (
    <div className="recipients">
      <div className="recipients-line">
        <MenuButton
          label={`${t('composer.mode')}: ${t(`composer.${mode}`)}`}
          size="sm"
          variant="ghost"
          className="recipients-mode"
          entries={entries}
          icon={<Icon />}
        >
          <ChevronDown aria-hidden="true" />
        </MenuButton>
        {!shown && (
          <button
            type="button"
            className="recipients-summary truncate"
            aria-label={`${t('composer.recipients')}: ${[...composition.to, ...composition.cc].join(', ')}`}
            onClick={() => setOpen(true)}
          >
            {[...composition.to, ...composition.cc].join(', ')}
            {composition.bcc.length > 0 && ` · ${t('composer.bcc')} ${composition.bcc.length}`}
          </button>
        )}
        {shown && (
          <RecipientLine
            label={t('composer.to')}
            value={composition.to}
            onChange={(to) => onChange({ ...composition, to })}
            autoFocus={open || composition.forward}
            key={composition.forward ? `forward-${composition.inReplyToId}` : 'reply'}
          />
        )}
        {shown && !copies && (
          <button type="button" className="recipients-more" onClick={() => setCopies(true)}>
            {t('composer.showCc')}
          </button>
        )}
      </div>
      {shown && copies && (
        <>
          <RecipientLine
            label={t('composer.cc')}
            value={composition.cc}
            onChange={(cc) => onChange({ ...composition, cc })}
          />
          <RecipientLine
            label={t('composer.bcc')}
            value={composition.bcc}
            onChange={(bcc) => onChange({ ...composition, bcc })}
          />
        </>
      )}
      {shown && conversation.channelDetail.capabilities.includes('subjects') && (
        <div className="rline">
          <span className="rline-label" aria-hidden="true">
            {t('composer.subject')}
          </span>
          <Input
            className="rline-subject"
            aria-label={t('composer.subject')}
            placeholder={conversation.subject ?? ''}
            value={composition.subject}
            maxLength={998}
            onChange={(event) => onChange({ ...composition, subject: event.target.value })}
          />
        </div>
      )}
    </div>
  );
}
