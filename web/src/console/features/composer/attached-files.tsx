import { Paperclip, RotateCw, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../../../lib/api-client.js';
import { formatBytes } from '../../../lib/time.js';
import { IconButton } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { fileIcon, isPicture } from '../../../ui/file-icon.js';
import './attached-files.css';
import type { UploadedFile } from './composition.js';
import type { Upload, useFiles } from './use-files.js';

/** What goes along, and what is still on its way up or did not arrive. Pictures within the text stand there. */
export function AttachedFiles({
  files,
  uploads: { uploads, retry, remove },
  onRemove,
}: {
  files: UploadedFile[];
  uploads: ReturnType<typeof useFiles>;
  onRemove: (id: string) => void;
}) {
  const { t, i18n } = useTranslation();
  if (files.length + uploads.length === 0) return null;
  return (
    <ul className="composer-files" aria-label={t('composer.files')}>
      {files.map((file) => (
        <Tile
          key={file.id}
          name={file.name || t('conversation.attachments')}
          detail={file.size > 0 ? formatBytes(i18n.language, file.size) : ''}
          picture={
            isPicture(file.contentType) ? <img src={apiUrl(`/attachments/${file.id}`)} alt="" /> : undefined
          }
          contentType={file.contentType}
          onRemove={() => onRemove(file.id)}
        />
      ))}
      {uploads.map((upload) => (
        <Tile
          key={upload.key}
          name={upload.name}
          detail={upload.failed ?? formatBytes(i18n.language, upload.size)}
          failed={upload.failed !== null}
          picture={isPicture(upload.contentType) ? <LocalPicture file={upload.file} /> : undefined}
          contentType={upload.contentType}
          onRemove={() => remove(upload.key)}
        >
          {upload.failed === null ? (
            <Progress upload={upload} />
          ) : (
            <button
              type="button"
              className="cfile-retry"
              aria-label={t('composer.retryUpload', { name: upload.name })}
              title={t('composer.retryUpload', { name: upload.name })}
              onClick={() => retry(upload.key)}
            >
              <RotateCw aria-hidden="true" />
            </button>
          )}
        </Tile>
      ))}
    </ul>
  );
}

type TileProps = {
  name: string;
  detail: string;
  failed?: boolean;
  picture: ReactNode | undefined;
  contentType: string;
  onRemove: () => void;
  children?: ReactNode;
};

function Tile({ name, detail, failed, picture, contentType, onRemove, children }: TileProps) {
  const { t } = useTranslation();
  const Icon = fileIcon(contentType);
  return (
    <li className={cx('cfile', failed && 'is-failed')} title={name}>
      <span className="cfile-face">{picture ?? <Icon aria-hidden="true" />}</span>
      <span className="cfile-words">
        <span className="cfile-name truncate">{name}</span>
        <span className="cfile-detail truncate" role={failed ? 'alert' : undefined}>
          {detail}
        </span>
      </span>
      {children}
      <button type="button" aria-label={t('composer.removeFile', { name })} onClick={onRemove}>
        <X aria-hidden="true" />
      </button>
    </li>
  );
}

function Progress({ upload }: { upload: Upload }) {
  const { t } = useTranslation();
  return (
    <progress value={upload.share} max={1} aria-label={t('composer.uploading', { name: upload.name })} />
  );
}

/** A picture from this machine, before the server has it. */
function LocalPicture({ file }: { file: File }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url ? <img src={url} alt="" /> : null;
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
