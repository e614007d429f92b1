import { Paperclip, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../lib/time.js';
import { IconButton } from '../../../ui/button.js';
import type { UploadedFile } from './composition.js';
import type { useFiles } from './use-files.js';

/** What goes along, and what is still on its way up. */
export function AttachedFiles({
  files,
  uploads,
  onRemove,
}: {
  files: UploadedFile[];
  uploads: ReturnType<typeof useFiles>;
  onRemove: (id: string) => void;
}) {
  const { t, i18n } = useTranslation();
  if (files.length + uploads.uploads.length === 0) return null;
  return (
    <ul className="composer-files">
      {files.map((file) => (
        <li key={file.id} className="cfile">
          <Paperclip aria-hidden="true" />
          <span className="truncate">{file.name || t('conversation.attachments')}</span>
          {file.size > 0 && <span className="cfile-detail">{formatBytes(i18n.language, file.size)}</span>}
          <button
            type="button"
            aria-label={t('composer.removeFile', { name: file.name })}
            onClick={() => onRemove(file.id)}
          >
            <X aria-hidden="true" />
          </button>
        </li>
      ))}
      {uploads.uploads.map((upload) => (
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
            onClick={() => uploads.cancel(upload.key)}
          >
            <X aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Picks files; `types` as the channel's limits give them. */
export function AttachButton({
  types,
  onFiles,
}: {
  types: string[] | null | undefined;
  onFiles: (files: File[]) => void;
}) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton size="sm" label={t('composer.attach')} onClick={() => picker.current?.click()}>
        <Paperclip />
      </IconButton>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={types?.map((type) => (type.endsWith('/') ? `${type}*` : type)).join(',')}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}
