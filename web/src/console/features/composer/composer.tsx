import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { textRoom } from '@parley/shared/text-count.js';
import { type Ref, useImperativeHandle, useMemo, useRef } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import { cx } from '../../../ui/cx.js';
import { useViewers } from '../../data/lookups.js';
import { useMay } from '../../data/session.js';
import { blanksOf } from '../../writing/placeholders.js';
import type { WritingHandle } from '../../writing/writing.js';
import { WritingArea } from '../../writing/writing-area.js';
import './composer.css';
import { ComposerBlanks } from './composer-blanks.js';
import { ComposerDialogs } from './composer-dialogs.js';
import { ComposerFoot } from './composer-foot.js';
import { ComposerKinds } from './composer-kinds.js';
import { ComposerLines } from './composer-lines.js';
import { ComposerQuote } from './composer-quote.js';
import { ComposerRecipients } from './composer-recipients.js';
import {
  broughtBack,
  filesOf,
  isEmpty,
  isRich,
  type Kind,
  keepsAudience,
  kindsOf,
  usualRecipients,
} from './composition.js';
import { DropZone } from './drop-zone.js';
import { useComposerCommands } from './use-composer-commands.js';
import { useComposition } from './use-composition.js';
import { useFiles } from './use-files.js';
import { useSeenSeq } from './use-seen-seq.js';
import { useSend } from './use-send.js';
import { useSending } from './use-sending.js';
import { useValues } from './use-values.js';
import { useWritingSignal } from './use-writing-signal.js';

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

/** Always there: writes replies and notes, and always says which of them. */
export function Composer({ conversation, messages, onClosing, ref }: Props) {
  const { t } = useTranslation();
  const { composition, change, clear, saving } = useComposition(conversation);
  const section = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<WritingHandle>(null);
  const viewers = useViewers(conversation.channel.id);
  const mayReply = useMay('conversations.reply');
  const { limits } = conversation.channelDetail;
  const now = useNow(15_000);
  const kinds = kindsOf(conversation);
  const note = composition.kind === 'note';
  const rich = isRich(conversation, composition.kind);
  const empty = isEmpty(composition);
  const attached = filesOf(composition, rich);
  const { seenSeq, news, acknowledge, typed } = useSeenSeq(messages, !empty && !note);
  const files = useFiles(note ? undefined : limits, attached, (file) => {
    change((before) => ({ ...before, files: [...before.files, file] }));
    if (file.inline) field.current?.insertPicture?.(file.id, file.name);
  });
  const gate = useSend(conversation, {
    onTaken: clear,
    onReturned: (returned) => change((before) => (isEmpty(before) ? returned : before)),
    onTakenBack: (returned) => change((before) => broughtBack(returned, before)),
  });
  const tellWriting = useWritingSignal(conversation.id, note ? 'note' : 'reply');
  const values = useValues(conversation);
  const blanks = useMemo(() => (note ? [] : blanksOf(composition.body)), [note, composition.body]);

  const windowEnd = conversation.replyWindowEndsAt ? Date.parse(conversation.replyWindowEndsAt) : null;
  const windowOver = windowEnd !== null && windowEnd <= now;
  const blocked = !note && (windowOver || !mayReply);
  const answered =
    messages.find((message) => message.id === composition.inReplyToId) ??
    messages.findLast((message) => message.direction === 'in');
  const among = keepsAudience(composition.kind, answered);
  const room = { files: attached.length > 0, costs: answered?.replyCosts ?? 0 };
  const { left } = textRoom(composition.body, limits, room);
  const tooLong = !note && left !== null && left < 0;

  const focus = () => field.current?.focus();
  // The field may be another one after the change; whoever types on at once writes in that one.
  const changeAndFocus = (...changed: Parameters<typeof change>) => {
    flushSync(() => change(...changed));
    focus();
  };
  const setKind = (kind: Kind) => changeAndFocus({ ...composition, kind });
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
      if (kind === 'note') setKind('note');
      else if (kind === 'reply' && note) setKind(kinds[0] ?? 'note');
      else focus();
    },
    replyTo: (message) =>
      changeAndFocus((before) => ({
        ...before,
        kind: before.kind === 'note' ? (kinds[0] ?? 'note') : before.kind,
        inReplyToId: message.id,
        forward: false,
      })),
    forward,
    takeBack: (message) =>
      gate.takeBack(message, messages.find((other) => other.id === message.inReplyToId)?.attachments ?? []),
  }));

  const sending = useSending({
    conversation,
    composition,
    gate,
    files,
    blanks,
    seenSeq,
    barred: blocked || tooLong,
    focus,
    onLeaving: () => tellWriting(false),
    onClosing,
  });

  const canForward = conversation.channelDetail.capabilities.includes('forwards');
  const inReplyTo = messages.find((message) => message.id === composition.inReplyToId);
  const forwardable =
    inReplyTo ?? messages.findLast((message) => message.direction === 'in' && !message.deletedAt);
  const onForward = canForward && forwardable ? () => forward(forwardable) : undefined;
  useComposerCommands({
    onReply: () => setKind(kinds[0] ?? 'note'),
    onNote: () => setKind('note'),
    onSend: sending.send,
    onLater: sending.sendLater,
    onForward,
  });
  const placeholder = composition.forward
    ? t('composer.placeholder.forward')
    : t(`composer.placeholder.${among ? 'reply' : composition.kind}`, { name: conversation.person.name });

  return (
    <section
      ref={section}
      className={cx('composer', `composer-${composition.kind}`)}
      aria-label={t('composer.region')}
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
      <div ref={box} className="composer-box">
        <ComposerKinds
          kinds={kinds}
          value={composition.kind}
          forward={composition.forward}
          among={keepsAudience('public', answered)}
          onChange={setKind}
        />
        {!note && conversation.channelDetail.capabilities.includes('recipients') && (
          <ComposerRecipients
            conversation={conversation}
            composition={composition}
            onChange={change}
            onForward={onForward}
          />
        )}
        {inReplyTo && !note && (
          <ComposerQuote
            message={inReplyTo}
            forward={composition.forward}
            onDrop={() =>
              change({
                ...composition,
                inReplyToId: null,
                ...(composition.forward ? { forward: false, ...usualRecipients(conversation) } : {}),
              })
            }
          />
        )}
        <WritingArea
          ref={field}
          rich={rich}
          value={composition}
          values={values}
          anchor={box}
          className="composer-field"
          label={placeholder}
          placeholder={placeholder}
          disabled={blocked}
          onChange={({ body, html }) => {
            typed();
            if (!note) tellWriting(body.trim() !== '');
            change((before) => ({ ...before, body, html }));
          }}
          onBlur={() => tellWriting(false)}
          onFiles={(given) => files.add(given, { inline: rich })}
          mayMention={viewers}
          onMention={
            note
              ? (member) => change((before) => ({ ...before, mentions: [...before.mentions, member] }))
              : undefined
          }
        />
        <ComposerBlanks blanks={blanks} onGo={() => field.current?.toBlank()} />
        <ComposerFoot
          composition={composition}
          among={among}
          attached={rich ? attached.filter((file) => !file.inline) : attached}
          left={note ? null : left}
          files={files}
          limits={limits}
          saving={saving}
          blocked={blocked || tooLong}
          readOnly={blocked}
          sending={gate.sending}
          onRemoveFile={(id) =>
            change({ ...composition, files: composition.files.filter((file) => file.id !== id) })
          }
          onInsert={(text) => field.current?.insert({ body: text, html: null })}
          onSend={sending.send}
          onLater={sending.sendLater}
        />
      </div>
      <DropZone inside={section} onFiles={files.add} />
      <ComposerDialogs
        conversation={conversation}
        sending={sending}
        gate={gate}
        blanks={blanks}
        onBlank={() => field.current?.toBlank()}
        onSeen={acknowledge}
      />
    </section>
  );
}
