import type { Message } from '@parley/shared/messages.js';
import type { EditScheduled } from '@parley/shared/scheduled.js';
import { Paperclip, X } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../lib/api-client.js';
import { uploadAttachment } from '../../lib/upload.js';
import { fromField, instantOf, toField, wallTime } from '../../lib/zoned-time.js';
import { Button, IconButton } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Switch, TextArea } from '../../ui/field.js';
import { problemText } from '../data/problem-text.js';
import { useBrandZone, useScheduledAct } from './later-api.js';

type File = { id: string; filename: string };
const addresses = (text: string) =>
  text
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** All of a reply for later at once: either everything is saved, or it stays and leaves as it was. */
export function EditDialog({
  message,
  name,
  seenSeq,
  onClose,
}: {
  message: Message;
  name: string;
  /** Null where what was said there is not on this page. */
  seenSeq: number | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const zone = useBrandZone();
  const act = useScheduledAct({ quiet: true });
  const [body, setBody] = useState(message.text);
  const [when, setWhen] = useState(() => toField(wallTime(new Date(message.sendAt ?? message.at), zone)));
  const [cancelIfTheyWrite, setCancel] = useState(message.cancelIfTheyWrite);
  const [closeAfter, setClose] = useState(message.closeAfter);
  const [to, setTo] = useState(message.mail?.to.join(', ') ?? '');
  const [cc, setCc] = useState(message.mail?.cc.join(', ') ?? '');
  const [files, setFiles] = useState<File[]>(message.attachments);
  const [uploading, setUploading] = useState(0);
  const [uploadError, setUploadError] = useState<unknown>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const error = act.error ?? uploadError;
  const stale = act.error instanceof ApiError && act.error.code === 'stale' ? act.error : null;

  const save = (seen: number) => {
    const wall = fromField(when);
    if (!wall) return;
    const input: EditScheduled = {
      body,
      attachments: files.map(({ id }) => id),
      version: message.version,
      seenSeq: seen,
      sendAt: instantOf(wall, zone).toISOString(),
      closeAfter,
      cancelIfTheyWrite,
      visibility: message.visibility,
      ...(message.mail
        ? { to: addresses(to), cc: addresses(cc), bcc: message.mail.bcc, subject: message.mail.subject }
        : {}),
    };
    act.mutate({ id: message.id, act: 'edit', body: input }, { onSuccess: onClose });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const known = stale?.details.utteranceSeq;
    save(typeof known === 'number' ? known : (seenSeq ?? message.seq));
  };
  const add = async (chosen: FileList | null) => {
    setUploadError(null);
    for (const file of [...(chosen ?? [])]) {
      setUploading((count) => count + 1);
      try {
        const uploaded = await uploadAttachment(file);
        setFiles((before) => [...before, uploaded]);
      } catch (failure) {
        setUploadError(failure);
      } finally {
        setUploading((count) => count - 1);
      }
    }
  };
  return (
    <Dialog title={t('later.editTitle', { name })} size="md" onClose={onClose}>
      <form className="later" onSubmit={submit}>
        {message.mail && (
          <>
            <Field label={t('composer.to')}>
              <Input value={to} onChange={(event) => setTo(event.target.value)} />
            </Field>
            <Field label={t('composer.cc')}>
              <Input value={cc} onChange={(event) => setCc(event.target.value)} />
            </Field>
          </>
        )}
        <Field label={t('later.words')}>
          <TextArea
            data-autofocus
            rows={7}
            dir="auto"
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
        </Field>
        <div>
          <ul className="later-edit-files">
            {files.map((file) => (
              <li key={file.id}>
                <Paperclip aria-hidden="true" size={15} />
                <span className="truncate">{file.filename}</span>
                <IconButton
                  size="sm"
                  label={t('composer.removeFile', { name: file.filename })}
                  onClick={() => setFiles((before) => before.filter(({ id }) => id !== file.id))}
                >
                  <X />
                </IconButton>
              </li>
            ))}
          </ul>
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            onChange={(event) => void add(event.target.files)}
          />
          <Button
            size="sm"
            icon={<Paperclip />}
            busy={uploading > 0}
            onClick={() => chooser.current?.click()}
          >
            {t('composer.attach')}
          </Button>
        </div>
        <Field label={t('later.exactly')} hint={t('later.byClocks', { zone })}>
          <Input
            type="datetime-local"
            required
            value={when}
            min={toField(wallTime(new Date(), zone))}
            onChange={(event) => setWhen(event.target.value)}
          />
        </Field>
        <Switch
          label={t('later.cancelIf', { name })}
          checked={cancelIfTheyWrite}
          onChange={(event) => setCancel(event.target.checked)}
        />
        <Switch
          label={t('later.closeAfter')}
          checked={closeAfter}
          onChange={(event) => setClose(event.target.checked)}
        />
        {error !== null && (
          <p className="field-error" role="alert">
            {stale ? t('later.staleEdit') : problemText(error)}
          </p>
        )}
        <div className="later-foot is-end">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" variant="primary" busy={act.isPending} disabled={uploading > 0}>
            {t(stale ? 'later.saveAnyway' : 'later.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
