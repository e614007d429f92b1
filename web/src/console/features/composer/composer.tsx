import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { CornerUpLeft, Forward, Globe, Lock, Reply, StickyNote, X } from 'lucide-react';
import {
  type ClipboardEvent,
  type DragEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import { cx } from '../../../ui/cx.js';
import { Segmented } from '../../../ui/segmented.js';
import { toast } from '../../../ui/toast.js';
import { useChannelKinds } from '../../data/lookups.js';
import { useMay } from '../../data/session.js';
import { useCommands } from '../../keys/commands.js';
import { useLive } from '../../realtime/live.js';
import './composer.css';
import { ComposerFoot } from './composer-foot.js';
import { ComposerLines } from './composer-lines.js';
import { ComposerRecipients } from './composer-recipients.js';
import { broughtBack, isEmpty, type Kind, kindsOf, usualRecipients } from './composition.js';
import { MentionPicker } from './mention-picker.js';
import { StaleDialog } from './stale-dialog.js';
import { useComposition } from './use-composition.js';
import { useFiles } from './use-files.js';
import { useSeenSeq } from './use-seen-seq.js';
import { useSend } from './use-send.js';

export type ComposerHandle = {
  focus: (kind?: 'reply' | 'note') => void;
  replyTo: (message: Message) => void;
  forward: (message: Message) => void;
  takeBack: (message: Message) => void;
};

type Props = {
  conversation: ConversationDetail;
  messages: Message[];
  /** Before a reply that closes the conversation: the screen may go on to the next one. */
  onClosing: () => void;
  ref?: Ref<ComposerHandle>;
};

const icons: Record<Kind, React.ReactNode> = {
  reply: <Reply />,
  public: <Globe />,
  private: <Lock />,
  note: <StickyNote />,
};

/** Always there: writes replies and notes, and always says which of them. */
export function Composer({ conversation, messages, onClosing, ref }: Props) {
  const { t } = useTranslation();
  const { composition, change, clear, saving } = useComposition(conversation);
  const field = useRef<HTMLTextAreaElement>(null);
  const [dropping, setDropping] = useState(false);
  const [mentioning, setMentioning] = useState(false);
  const mayReply = useMay('conversations.reply');
  const manifest = useChannelKinds().data?.find((one) => one.kind === conversation.channel.kind);
  const limits = manifest?.limits;
  const now = useNow(15_000);
  const kinds = kindsOf(conversation);
  const note = composition.kind === 'note';
  const empty = isEmpty(composition);
  const { seenSeq, news, acknowledge, typed } = useSeenSeq(messages, !empty && !note);
  const files = useFiles(limits, composition.files.length, (file) =>
    change((before) => ({ ...before, files: [...before.files, file] })),
  );
  const gate = useSend(conversation, {
    onTaken: clear,
    onReturned: (returned) => change((before) => (isEmpty(before) ? returned : before)),
    onTakenBack: (returned) => change((before) => broughtBack(returned, before)),
  });
  const tellWriting = useWriting(conversation.id, note ? 'note' : 'reply');

  const windowEnd = conversation.replyWindowEndsAt ? Date.parse(conversation.replyWindowEndsAt) : null;
  const windowOver = windowEnd !== null && windowEnd <= now;
  const blocked = !note && (windowOver || !mayReply);
  const tooLong = !note && limits?.textLength != null && composition.body.length > limits.textLength;

  const focus = () => field.current?.focus();
  const setKind = (kind: Kind) => {
    change({ ...composition, kind });
    focus();
  };
  const forward = (message: Message) => {
    change({
      ...composition,
      kind: 'reply',
      forward: true,
      inReplyToId: message.id,
      to: [],
      cc: [],
      bcc: [],
    });
    // Whom it goes to is not known yet: that line takes the focus when it appears.
  };
  useImperativeHandle(ref, () => ({
    focus: (kind) => {
      if (kind === 'note') change((before) => ({ ...before, kind: 'note' }));
      else if (kind === 'reply' && note) change((before) => ({ ...before, kind: kinds[0] ?? 'note' }));
      focus();
    },
    replyTo: (message) => {
      change((before) => ({
        ...before,
        kind: before.kind === 'note' ? (kinds[0] ?? 'note') : before.kind,
        inReplyToId: message.id,
        forward: false,
      }));
      focus();
    },
    forward,
    takeBack: (message) =>
      gate.takeBack(message, messages.find((other) => other.id === message.inReplyToId)?.attachments ?? []),
  }));

  const send = (closeAfter: boolean, seen = seenSeq) => {
    if (blocked || tooLong || gate.sending) return;
    if (files.uploads.length > 0) return void toast.show({ text: t('composer.waitForUploads') });
    if (empty) return focus();
    const recipients = conversation.channelDetail.capabilities.includes('recipients');
    if (recipients && !note && composition.to.length + composition.cc.length + composition.bcc.length === 0)
      return void toast.show({ tone: 'error', text: t('composer.noRecipient') });
    tellWriting(false);
    if (closeAfter && !note) onClosing();
    gate.send({ composition, seenSeq: seen, closeAfter });
  };

  const canForward = conversation.channelDetail.capabilities.includes('forwards');
  const inReplyTo = messages.find((message) => message.id === composition.inReplyToId);
  const forwardable =
    inReplyTo ?? messages.findLast((message) => message.direction === 'in' && !message.deletedAt);
  useCommands([
    {
      id: 'reply',
      label: t('composer.focusReply'),
      group: 'reply',
      keys: 'r',
      run: () => setKind(kinds[0] ?? 'note'),
    },
    { id: 'note', label: t('composer.focusNote'), group: 'reply', keys: 'n', run: () => setKind('note') },
    {
      id: 'send',
      label: t('composer.send'),
      group: 'reply',
      keys: 'mod+enter',
      whileTyping: true,
      run: () => send(false),
    },
    {
      id: 'send-close',
      label: t('composer.sendClose'),
      group: 'reply',
      keys: 'mod+shift+enter',
      whileTyping: true,
      run: () => send(true),
    },
    { id: 'undo', label: t('composer.undo'), group: 'reply', keys: 'z', run: gate.undoLast },
    ...(canForward && forwardable
      ? [
          {
            id: 'forward',
            label: t('composer.focusForward'),
            group: 'reply' as const,
            keys: 'f',
            run: () => forward(forwardable),
          },
        ]
      : []),
  ]);

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDropping(false);
    files.add([...event.dataTransfer.files]);
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files];
    if (pasted.length === 0) return;
    event.preventDefault();
    files.add(pasted);
  };
  const placeholder = composition.forward
    ? t('composer.placeholder.forward')
    : t(`composer.placeholder.${composition.kind}`, { name: conversation.person.name });

  return (
    <section
      className={cx('composer', `composer-${composition.kind}`, dropping && 'is-dropping')}
      aria-label={t('composer.region')}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) =>
        !event.currentTarget.contains(event.relatedTarget as Node) && setDropping(false)
      }
      onDrop={onDrop}
    >
      <ComposerLines
        conversation={conversation}
        windowOver={windowOver}
        canReply={kinds.length > 1}
        writing={!empty}
        note={note}
        news={news.length}
        onSeen={acknowledge}
      />
      <div className="composer-box">
        <div className="composer-top">
          {kinds.length > 1 && (
            <Segmented
              label={t('composer.kind')}
              size="sm"
              className="composer-kinds"
              value={composition.kind}
              onChange={setKind}
              options={kinds.map((kind) => ({
                value: kind,
                label: t(`composer.${composition.forward && kind !== 'note' ? 'modeForward' : kind}`),
                icon: composition.forward && kind !== 'note' ? <Forward /> : icons[kind],
                className: `kind-${kind}`,
              }))}
            />
          )}
          {note && <span className="composer-hint truncate">{t('conversation.noteOnly')}</span>}
        </div>
        {!note && conversation.channelDetail.capabilities.includes('recipients') && (
          <ComposerRecipients
            conversation={conversation}
            composition={composition}
            onChange={change}
            onForward={canForward && forwardable ? () => forward(forwardable) : undefined}
          />
        )}
        {inReplyTo && !note && (
          <p className="composer-quote">
            {composition.forward ? <Forward aria-hidden="true" /> : <CornerUpLeft aria-hidden="true" />}
            <span className="truncate">
              {t(composition.forward ? 'composer.passingOn' : 'composer.inReplyTo', {
                name: inReplyTo.person?.name ?? inReplyTo.member?.name ?? '',
                text: inReplyTo.text,
              })}
            </span>
            <button
              type="button"
              aria-label={t(composition.forward ? 'composer.noForward' : 'composer.noInReplyTo')}
              title={t(composition.forward ? 'composer.noForward' : 'composer.noInReplyTo')}
              onClick={() =>
                change({
                  ...composition,
                  inReplyToId: null,
                  ...(composition.forward ? { forward: false, ...usualRecipients(conversation) } : {}),
                })
              }
            >
              <X aria-hidden="true" />
            </button>
          </p>
        )}
        <textarea
          ref={field}
          className="composer-field"
          aria-label={placeholder}
          placeholder={placeholder}
          value={composition.body}
          rows={1}
          dir="auto"
          disabled={blocked}
          onChange={(event) => {
            typed();
            if (!note) tellWriting(event.target.value.trim() !== '');
            change({ ...composition, body: event.target.value });
            if (note && /(?:^|\s)@$/.test(event.target.value.slice(0, event.target.selectionStart)))
              setMentioning(true);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          onBlur={() => tellWriting(false)}
          onPaste={onPaste}
        />
        <ComposerFoot
          composition={composition}
          files={files}
          limits={limits}
          saving={saving}
          blocked={blocked || tooLong}
          sending={gate.sending}
          onRemoveFile={(id) =>
            change({ ...composition, files: composition.files.filter((file) => file.id !== id) })
          }
          onSend={send}
        />
        {dropping && <div className="composer-drop">{t('composer.dropHere')}</div>}
      </div>
      {mentioning && (
        <MentionPicker
          anchor={field}
          onClose={() => setMentioning(false)}
          onMention={(member) => {
            const caret = field.current?.selectionStart ?? composition.body.length;
            const body = `${composition.body.slice(0, caret)}${member.name} ${composition.body.slice(caret)}`;
            change({ ...composition, body, mentions: [...composition.mentions, member] });
            setMentioning(false);
            focus();
          }}
        />
      )}
      {gate.stale && (
        <StaleDialog
          stale={gate.stale}
          onClose={gate.dropStale}
          onSend={() => {
            const { composition: refused, closeAfter, utteranceSeq } = gate.stale ?? {};
            gate.dropStale();
            acknowledge();
            if (refused)
              gate.send({
                composition: refused,
                closeAfter: closeAfter ?? false,
                seenSeq: utteranceSeq ?? 0,
              });
          }}
        />
      )}
    </section>
  );
}

const idleMs = 5_000;

/** Tells colleagues that this member writes here, seldom enough, and that it is over. */
function useWriting(conversationId: string, what: 'reply' | 'note') {
  const live = useLive();
  const said = useRef({ at: 0, timer: 0, what });
  useEffect(() => () => window.clearTimeout(said.current.timer), []);
  return (on: boolean) => {
    const state = said.current;
    window.clearTimeout(state.timer);
    if (!on) {
      if (state.at > 0) live.writing(conversationId, false, said.current.what);
      state.at = 0;
      return;
    }
    if (Date.now() - state.at > 3_000 || state.what !== what) {
      state.at = Date.now();
      state.what = what;
      live.writing(conversationId, true, what);
    }
    state.timer = window.setTimeout(() => {
      state.at = 0;
      live.writing(conversationId, false, said.current.what);
    }, idleMs);
  };
}
