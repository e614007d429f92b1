import type { Turn } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { isPutAway, type ModerationAction } from '@parley/shared/moderation.js';
import {
  CalendarDays,
  CornerDownRight,
  Ellipsis,
  Forward,
  Globe,
  Lock,
  MoreHorizontal,
  StickyNote,
} from 'lucide-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../../../lib/api-client.js';
import { formatClock, formatDateTime, formatFullDateTime } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Badge } from '../../../ui/badge.js';
import { cx } from '../../../ui/cx.js';
import type { MenuEntry } from '../../../ui/menu.js';
import { MenuButton } from '../../../ui/menu-button.js';
import type { Answered } from './answered.js';
import { Attachments } from './attachments.js';
import { DeliveryTick, DeliveryTrouble } from './delivery.js';
import { FormattedText } from './formatted-text.js';
import { MailBoundary } from './mail-boundary.js';
import { MailFrame } from './mail-frame.js';
import './message.css';
import { Folded } from './folded.js';
import { MessageText } from './message-text.js';
import { StandingFoot, StandingMark, Warned } from './standing.js';
import { TurnMarker } from './turn-marker.js';
import { WrittenOn } from './written-on.js';

/** So long what was jumped to is marked. */
const foundMs = 1_600;
const rich = /<(?:table|img|ul|ol|h[1-6]|pre|hr)\b/i;

export type MessageActions = {
  reply?: (message: Message) => void;
  forward?: (message: Message) => void;
  /** What is said from here on becomes a conversation of its own. */
  split?: (message: Message) => void;
  /** What can be done with it on its platform, and doing it. */
  offered?: (message: Message) => ModerationAction[];
  moderate?: (message: Message, action: ModerationAction) => void;
  /** Takes a held reply back, into the composer. */
  takeBack: (message: Message) => void;
};

type Props = {
  message: Message;
  first: boolean;
  last: boolean;
  answers: Turn | null;
  /** A channel where replies can be public or private shows which one this was. */
  showVisibility: boolean;
  /** Among comments: how far in it stands, and whom it answers. */
  answered?: Answered | undefined;
  actions: MessageActions;
};

/** One utterance: a bubble, a mail, or a note. */
export const MessageView = memo(function MessageView(props: Props) {
  const { message, first, last, answers, showVisibility, answered, actions } = props;
  const { t, i18n } = useTranslation();
  const name = message.person?.name ?? message.member?.name ?? t('conversation.outside');
  const mail = message.mail !== null;
  return (
    <article
      className={cx(
        'msg',
        `msg-${message.direction}`,
        mail && 'is-mail',
        first && 'is-first',
        last && 'is-last',
        message.state === 'cancelled' && 'is-cancelled',
        (message.moderation.state === 'hidden' || isPutAway(message.moderation.state)) && 'is-out-of-sight',
      )}
      data-depth={message.direction === 'in' ? answered?.depth : undefined}
      aria-label={`${name}, ${formatDateTime(i18n.language, message.at)}`}
      data-message={message.id}
    >
      {answers && <TurnMarker turn={answers} />}
      <div className="msg-line">
        {message.direction !== 'out' && !mail && (
          <span className="msg-face">
            {first && <Avatar name={name} url={message.person?.avatarUrl} size="sm" />}
          </span>
        )}
        <div className="msg-bubble">
          {(first || mail) && (
            <header className="msg-head">
              {mail && <Avatar name={name} url={message.person?.avatarUrl} size="sm" />}
              <span className="msg-name truncate" dir="auto">
                {name}
              </span>
              <MessageMarks
                message={message}
                among={answered?.among ?? false}
                showVisibility={showVisibility}
              />
              <time
                className="msg-time"
                dateTime={message.at}
                title={formatFullDateTime(i18n.language, message.at)}
              >
                {formatClock(i18n.language, message.at)}
              </time>
              <DeliveryTick message={message} />
              <MessageMenu message={message} actions={actions} />
            </header>
          )}
          {!first && message.moderation.state !== 'visible' && <StandingMark message={message} />}
          {answered?.to && <InReplyTo message={answered.to} />}
          {message.mail && <MailLines message={message} />}
          <Warned warning={message.warning}>
            <MessageBody message={message} />
            <Attachments attachments={message.attachments} />
          </Warned>
          <Invitations message={message} />
          <StandingFoot message={message} />
          {first && message.page && <WrittenOn page={message.page} />}
          {!first && !mail && (
            <span className="msg-corner">
              <time dateTime={message.at} title={formatFullDateTime(i18n.language, message.at)}>
                {formatClock(i18n.language, message.at)}
              </time>
              <DeliveryTick message={message} />
              <MessageMenu message={message} actions={actions} />
            </span>
          )}
          <DeliveryTrouble message={message} onTakeBack={actions.takeBack} />
        </div>
      </div>
    </article>
  );
});

/** Who can read a message: everyone, those few who could read what it answers, or one person. */
const readBy = ({ visibility }: Message, among: boolean) => {
  if (visibility === 'private') return 'privateReply';
  return among ? 'amongReply' : 'publicReply';
};

function MessageMarks({
  message,
  among,
  showVisibility,
}: {
  message: Message;
  among: boolean;
  showVisibility: boolean;
}) {
  const { t } = useTranslation();
  const readers = readBy(message, among);
  return (
    <>
      {message.direction === 'note' && (
        <Badge tone="note" icon={<StickyNote aria-hidden="true" />}>
          {t('conversation.note')}
        </Badge>
      )}
      {message.direction !== 'note' && showVisibility && (
        <Badge icon={readers === 'publicReply' ? <Globe aria-hidden="true" /> : <Lock aria-hidden="true" />}>
          {t(`conversation.${readers}`)}
        </Badge>
      )}
      <StandingMark message={message} />
      {message.outsideParley && message.member && <Badge>{t('conversation.outside')}</Badge>}
      {message.forward && <Badge icon={<Forward aria-hidden="true" />}>{t('conversation.forwarded')}</Badge>}
      {message.automatic && <Badge>{t('conversation.automatic')}</Badge>}
      {message.editedAt && <span className="msg-edited">{t('conversation.edited')}</span>}
    </>
  );
}

/** Whom it answers, and the way there. */
function InReplyTo({ message }: { message: Message }) {
  const { t } = useTranslation();
  const name = message.person?.name ?? message.member?.name ?? t('conversation.outside');
  const goThere = () => {
    const there = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(message.id)}"]`);
    there?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    there?.classList.add('is-found');
    window.setTimeout(() => there?.classList.remove('is-found'), foundMs);
  };
  return (
    <button type="button" className="msg-answers" onClick={goThere}>
      <CornerDownRight aria-hidden="true" />
      <span className="truncate">
        {t('moderation.inReplyTo', { name, text: message.deletedAt ? '…' : message.warning || message.text })}
      </span>
    </button>
  );
}

function MessageBody({ message }: { message: Message }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const short = message.replyHtml ?? (message.fullText === null ? message.html : null);
  const [formatted, setFormatted] = useState(() => short !== null && rich.test(short));
  if (message.deletedAt) return <p className="msg-withdrawn">{t('conversation.withdrawn')}</p>;
  // Written and formatted here: clean, and shown as it was written.
  if (message.direction === 'out' && message.clientId !== null && message.html !== null)
    return (
      <Folded>
        <FormattedText html={message.html} attachments={message.attachments} />
      </Folded>
    );
  const html = whole ? message.html : short;
  const more = message.fullText !== null && message.fullText.trim() !== message.text.trim();
  return (
    <>
      <Folded>
        {formatted && html ? (
          <MailBoundary fallback={<MessageText text={message.fullText ?? message.text} />}>
            <MailFrame message={message} html={html} />
          </MailBoundary>
        ) : (
          (message.text || whole) && (
            <MessageText text={whole ? (message.fullText ?? message.text) : message.text} />
          )
        )}
      </Folded>
      {(more || message.html) && (
        <div className="msg-more">
          {more && (
            <button
              type="button"
              className="msg-quoted"
              aria-expanded={whole}
              aria-label={t(whole ? 'conversation.hideQuoted' : 'conversation.showQuoted')}
              title={t(whole ? 'conversation.hideQuoted' : 'conversation.showQuoted')}
              onClick={() => setWhole(!whole)}
            >
              <Ellipsis aria-hidden="true" />
            </button>
          )}
          {message.html && (short || whole) && (
            <button type="button" className="msg-format" onClick={() => setFormatted(!formatted)}>
              {t(formatted ? 'conversation.showText' : 'conversation.showFormatted')}
            </button>
          )}
        </div>
      )}
    </>
  );
}

function MailLines({ message }: { message: Message }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const mail = message.mail;
  if (!mail) return null;
  const line = [...mail.to, ...mail.cc].join(', ');
  return (
    <div className="msg-mail">
      <button
        type="button"
        className="msg-recipients truncate"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {t('conversation.to', { names: line || '–' })}
      </button>
      {open && (
        <div className="msg-addresses">
          <p>{t('conversation.from', { names: mail.from.join(', ') })}</p>
          <p>{t('conversation.to', { names: mail.to.join(', ') || '–' })}</p>
          {mail.cc.length > 0 && <p>{t('conversation.cc', { names: mail.cc.join(', ') })}</p>}
          {mail.bcc.length > 0 && <p>{t('conversation.bcc', { names: mail.bcc.join(', ') })}</p>}
          {mail.subject && <p>{mail.subject}</p>}
          {mail.date && (
            <p>{t('conversation.sentDate', { date: formatDateTime(i18n.language, mail.date) })}</p>
          )}
        </div>
      )}
    </div>
  );
}

function Invitations({ message }: { message: Message }) {
  const { t, i18n } = useTranslation();
  const when = (at: string | null) => {
    if (!at) return '';
    const date = new Date(at);
    return Number.isNaN(date.getTime()) ? at : formatDateTime(i18n.language, date);
  };
  return message.mail?.invitations.map((invitation) => (
    <div key={`${invitation.method}${invitation.summary}${invitation.start}`} className="msg-invitation">
      <CalendarDays aria-hidden="true" />
      <div>
        <p className="msg-invitation-title">{invitation.summary || t('conversation.invitation')}</p>
        <p>
          {invitation.end
            ? t('conversation.invitationAt', { start: when(invitation.start), end: when(invitation.end) })
            : when(invitation.start)}
          {invitation.allDay && ` · ${t('conversation.allDay')}`}
        </p>
        {invitation.location && <p>{invitation.location}</p>}
        {invitation.organizer && <p>{t('conversation.organizer', { name: invitation.organizer })}</p>}
      </div>
    </div>
  ));
}

function MessageMenu({ message, actions }: { message: Message; actions: MessageActions }) {
  const { t } = useTranslation();
  const entries: MenuEntry[] = [];
  if (actions.reply && message.direction === 'in' && !message.deletedAt)
    entries.push({ id: 'reply', label: t('conversation.replyTo'), onSelect: () => actions.reply?.(message) });
  for (const action of actions.offered?.(message) ?? [])
    entries.push({
      id: action,
      label: t(`moderation.actions.${action}`),
      danger: action === 'delete',
      onSelect: () => actions.moderate?.(message, action),
    });
  if (actions.forward && message.direction !== 'note' && !message.deletedAt)
    entries.push({
      id: 'forward',
      label: t('conversation.forward'),
      onSelect: () => actions.forward?.(message),
    });
  if (actions.split && message.state !== 'cancelled')
    entries.push({ id: 'split', label: t('desk.split'), onSelect: () => actions.split?.(message) });
  if (message.hasRaw)
    entries.push({
      id: 'raw',
      label: t('conversation.rawMail'),
      onSelect: () => window.location.assign(apiUrl(`/messages/${message.id}/raw`)),
    });
  if (entries.length === 0) return null;
  return (
    <MenuButton
      size="sm"
      className="msg-menu"
      label={t('conversation.messageMenu')}
      placement="bottom-end"
      icon={<MoreHorizontal />}
      entries={entries}
    />
  );
}
