import { textRoom } from '@parley/shared/text-count.js';
import { SendHorizontal, Trash2 } from 'lucide-react';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ApiError } from '../../../lib/api-client.js';
import { newId } from '../../../lib/new-id.js';
import { Button, IconButton } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Select } from '../../../ui/field.js';
import { keysText } from '../../../ui/kbd.js';
import { toast } from '../../../ui/toast.js';
import { useStartingChannels } from '../../data/first-words.js';
import { problemText } from '../../data/problem-text.js';
import { useSeat, useSession } from '../../data/session.js';
import { EmojiButton } from '../../writing/emoji/emoji-button.js';
import { blanksOf, firstNameOf, type Values } from '../../writing/placeholders.js';
import type { WritingHandle } from '../../writing/writing.js';
import { WritingArea } from '../../writing/writing-area.js';
import { AttachButton, AttachedFiles } from './attached-files.js';
import { filesOf, type UploadedFile } from './composition.js';
import { isRecipient } from './recipient-list.js';
import { RecipientLine } from './recipients.js';
import { useFiles } from './use-files.js';
import { useStartConversation } from './use-start-conversation.js';
import './composer.css';
import './new-conversation.css';

type Letter = {
  clientId: string;
  channelId: string | null;
  to: string[];
  cc: string[];
  bcc: string[];
  subject: string;
  body: string;
  html: string | null;
  files: UploadedFile[];
};
const blank = (to: string[]): Letter => ({
  clientId: newId(),
  channelId: null,
  to,
  cc: [],
  bcc: [],
  subject: '',
  body: '',
  html: null,
  files: [],
});

// Closing the form by mistake loses nothing: the letter stands there again when it is next opened.
let kept: { letter: Letter; memberId: string } | null = null;
const isBlank = (letter: Letter) =>
  !letter.subject.trim() && !letter.body.trim() && letter.files.length === 0;

/** Writes to someone first, on a channel that allows it. */
export function NewConversation({ to, onClose }: { to: string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const channels = useStartingChannels();
  const start = useStartConversation();
  const { memberId } = useSeat();
  const [letter, setLetter] = useState<Letter>(() =>
    kept?.memberId === memberId && to.length === 0 ? kept.letter : blank(to),
  );
  const [copies, setCopies] = useState(letter.cc.length + letter.bcc.length > 0);
  const change = (part: Partial<Letter>) => setLetter((before) => ({ ...before, ...part }));
  useEffect(() => {
    kept = isBlank(letter) ? null : { letter, memberId };
  }, [letter, memberId]);

  const channel = channels.find((one) => one.id === letter.channelId) ?? channels[0];
  const can = new Set(channel?.capabilities);
  const rich = can.has('rich_text');
  const attached = filesOf(letter, rich);
  const field = useRef<WritingHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const values = useOwnValues(channel?.name ?? '');
  const limits = channel?.limits;
  const files = useFiles(limits, attached, (file) => {
    setLetter((before) => ({ ...before, files: [...before.files, file] }));
    if (file.inline) field.current?.insertPicture?.(file.id, file.name);
  });
  const bad = can.has('recipients')
    ? [...letter.to, ...letter.cc, ...letter.bcc].find((address) => !isRecipient(address))
    : undefined;
  const left = limits ? textRoom(letter.body, limits, { files: attached.length > 0 }).left : null;
  const tooLong = left !== null && left < 0;
  const [complaint, setComplaint] = useState<string | null>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!channel || start.isPending) return;
    const missing =
      letter.to.length === 0
        ? t('composer.noRecipient')
        : bad
          ? t('composer.badRecipient', { address: bad })
          : files.uploads.length > 0
            ? t('composer.waitForUploads')
            : blanksOf(letter.body).length > 0
              ? t('newConversation.blanks', { name: blanksOf(letter.body)[0]?.name })
              : !letter.body.trim() && letter.files.length === 0
                ? t('newConversation.nothingWritten')
                : null;
    setComplaint(missing);
    if (missing || tooLong) return;
    start.mutate(
      {
        clientId: letter.clientId,
        channelId: channel.id,
        to: letter.to,
        ...(can.has('recipients') ? { cc: letter.cc, bcc: letter.bcc } : {}),
        subject: can.has('subjects') ? letter.subject.trim() : '',
        body: letter.body.trim(),
        ...(rich && letter.html !== null ? { html: letter.html } : {}),
        attachments: attached.map((file) => file.id),
      },
      {
        onSuccess: (detail) => {
          kept = null;
          setLetter(blank([]));
          onClose();
          navigate(`/inbox/theirs/${detail.id}`);
          toast.show({ text: t('newConversation.sending') });
        },
      },
    );
  };
  const error = start.error instanceof ApiError ? start.error : null;

  return (
    <Dialog title={t('newConversation.title')} size="lg" onClose={onClose}>
      <form
        className="letter"
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
          event.preventDefault();
          // By way of the form's own event, so that an address taken a moment ago goes along.
          event.currentTarget.requestSubmit();
        }}
        onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          files.add([...event.dataTransfer.files]);
        }}
      >
        <div className="letter-lines">
          {channels.length > 1 && (
            <div className="rline">
              <label className="rline-label" htmlFor="letter-channel">
                {t('newConversation.from')}
              </label>
              <Select
                id="letter-channel"
                className="letter-channel"
                value={channel?.id}
                onChange={(event) => change({ channelId: event.target.value })}
              >
                {channels.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </Select>
            </div>
          )}
          <div className="letter-to">
            <RecipientLine
              label={t('composer.to')}
              value={letter.to}
              onChange={(next) => change({ to: next })}
              autoFocus={to.length === 0}
            />
            {can.has('recipients') && !copies && (
              <button type="button" className="recipients-more" onClick={() => setCopies(true)}>
                {t('composer.showCc')}
              </button>
            )}
          </div>
          {can.has('recipients') && copies && (
            <>
              <RecipientLine label={t('composer.cc')} value={letter.cc} onChange={(cc) => change({ cc })} />
              <RecipientLine
                label={t('composer.bcc')}
                value={letter.bcc}
                onChange={(bcc) => change({ bcc })}
              />
            </>
          )}
          {can.has('subjects') && (
            <div className="rline">
              <label className="rline-label" htmlFor="letter-subject">
                {t('composer.subject')}
              </label>
              <input
                id="letter-subject"
                className="letter-subject"
                data-autofocus={to.length > 0 || undefined}
                value={letter.subject}
                maxLength={998}
                onChange={(event) => change({ subject: event.target.value })}
              />
            </div>
          )}
        </div>
        <div ref={box} className="letter-writing">
          <WritingArea
            ref={field}
            rich={rich}
            value={letter}
            values={values}
            anchor={box}
            className="letter-body"
            label={t('newConversation.text')}
            placeholder={t('newConversation.placeholder')}
            disabled={false}
            onChange={change}
            onBlur={() => {}}
            onFiles={(given) => files.add(given, { inline: rich })}
          />
        </div>
        <AttachedFiles
          files={rich ? attached.filter((file) => !file.inline) : attached}
          uploads={files}
          onRemove={(id) => change({ files: letter.files.filter((file) => file.id !== id) })}
        />
        {(complaint ?? error) && (
          <p className="form-error" role="alert">
            {complaint ??
              [problemText(error), ...(error?.issues.map((issue) => issue.message) ?? [])].join(' ')}
          </p>
        )}
        <div className="letter-foot">
          {limits !== undefined && limits.attachments > 0 && (
            <AttachButton types={limits.attachmentTypes} onFiles={files.add} />
          )}
          <EmojiButton
            disabled={false}
            onPick={(emoji) => field.current?.insert({ body: emoji, html: null })}
          />
          {!isBlank(letter) && (
            <IconButton
              size="sm"
              label={t('newConversation.discard')}
              onClick={() => {
                setLetter(blank([]));
                onClose();
              }}
            >
              <Trash2 />
            </IconButton>
          )}
          <span className="composer-gap" />
          {left !== null && left < 0 && (
            <span className="composer-left is-over" role="status">
              {t('composer.over', { count: -left })}
            </span>
          )}
          <Button
            type="submit"
            variant="primary"
            icon={<SendHorizontal />}
            title={keysText(t, 'mod+enter')}
            busy={start.isPending}
          >
            {t('composer.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** To whom it goes is not known before it is written: only our side can be filled in. */
function useOwnValues(channelName: string): Values {
  const { user } = useSession();
  const { brandName } = useSeat();
  return useMemo(
    () => ({
      'member.name': user.name,
      'member.firstName': firstNameOf(user.name),
      'brand.name': brandName,
      'channel.name': channelName,
    }),
    [user.name, brandName, channelName],
  );
}
