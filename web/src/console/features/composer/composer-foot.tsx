import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import { ChevronDown, CloudOff, Paperclip, SendHorizontal, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../lib/time.js';
import { Button, IconButton } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { MenuButton } from '../../../ui/menu-button.js';
import type { Composition } from './composition.js';
import type { useFiles } from './use-files.js';

type Props = {
  composition: Composition;
  files: ReturnType<typeof useFiles>;
  limits: ChannelManifest['limits'] | undefined;
  saving: 'idle' | 'saved' | 'local';
  blocked: boolean;
  sending: boolean;
  onRemoveFile: (id: string) => void;
  onSend: (closeAfter: boolean) => void;
};

/** Files, what is left of the limit, and the button that sends. */
export function ComposerFoot({
  composition,
  files,
  limits,
  saving,
  blocked,
  sending,
  onRemoveFile,
  onSend,
}: Props) {
  const { t, i18n } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const note = composition.kind === 'note';
  const left = note || limits?.textLength == null ? null : limits.textLength - composition.body.length;
  const takesFiles = note || limits === undefined || limits.attachments > 0;
  return (
    <>
      {composition.files.length + files.uploads.length > 0 && (
        <ul className="composer-files">
          {composition.files.map((file) => (
            <li key={file.id} className="cfile">
              <Paperclip aria-hidden="true" />
              <span className="truncate">{file.name || t('conversation.attachments')}</span>
              {file.size > 0 && <span className="cfile-detail">{formatBytes(i18n.language, file.size)}</span>}
              <button
                type="button"
                aria-label={t('composer.removeFile', { name: file.name })}
                onClick={() => onRemoveFile(file.id)}
              >
                <X aria-hidden="true" />
              </button>
            </li>
          ))}
          {files.uploads.map((upload) => (
            <li key={upload.key} className="cfile">
              <span className="truncate">{upload.name}</span>
              <progress
                value={upload.share}
                max={1}
                aria-label={t('composer.uploading', { name: upload.name })}
              />
              <button
                type="button"
                aria-label={t('composer.removeFile', { name: upload.name })}
                onClick={() => files.cancel(upload.key)}
              >
                <X aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="composer-foot">
        {takesFiles && (
          <>
            <IconButton size="sm" label={t('composer.attach')} onClick={() => picker.current?.click()}>
              <Paperclip />
            </IconButton>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              accept={limits?.attachmentTypes
                ?.map((type) => (type.endsWith('/') ? `${type}*` : type))
                .join(',')}
              onChange={(event) => {
                files.add([...(event.target.files ?? [])]);
                event.target.value = '';
              }}
            />
          </>
        )}
        <span className={cx('composer-saving', saving === 'idle' && 'is-idle')} aria-live="polite">
          {saving === 'local' && <CloudOff aria-hidden="true" />}
          {saving === 'saved'
            ? t('composer.draftSaved')
            : saving === 'local'
              ? t('composer.draftOffline')
              : ''}
        </span>
        <span className="composer-gap" />
        {left !== null && left < 80 && (
          <span className={cx('composer-left tabular', left < 0 && 'is-over')} role="status">
            {left < 0 ? t('composer.over', { count: -left }) : t('composer.left', { count: left })}
          </span>
        )}
        <span className="composer-send">
          <Button
            variant="primary"
            size="md"
            icon={<SendHorizontal />}
            disabled={blocked}
            busy={sending}
            title={note ? undefined : 'Ctrl/⌘ + Enter'}
            onClick={() => onSend(false)}
          >
            {note ? t('composer.addNote') : t('composer.send')}
          </Button>
          {!note && (
            <MenuButton
              variant="primary"
              label={t('composer.sendOptions')}
              placement="top-end"
              icon={<ChevronDown />}
              disabled={blocked}
              entries={[
                { id: 'send', label: t('composer.send'), keys: 'mod+enter', onSelect: () => onSend(false) },
                {
                  id: 'close',
                  label: t('composer.sendClose'),
                  keys: 'mod+shift+enter',
                  onSelect: () => onSend(true),
                },
              ]}
            />
          )}
        </span>
      </div>
    </>
  );
}
