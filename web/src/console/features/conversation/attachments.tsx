import type { Attachment } from '@parley/shared/messages.js';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../lib/time.js';
import { fileIcon, isPicture } from '../../../ui/file-icon.js';
import { attachmentUrl } from '../../data/attachment-url.js';
import './attachments.css';
import { Lightbox } from './lightbox.js';

/** Files of a message: pictures as previews, everything else as chips. */
export function Attachments({ attachments }: { attachments: Attachment[] }) {
  const { t } = useTranslation();
  const [preview, setPreview] = useState<Attachment | null>(null);
  const files = attachments.filter((attachment) => !attachment.inline);
  if (files.length === 0) return null;
  const pictures = files.filter((file) => file.state === 'ready' && isPicture(file.contentType));
  const others = files.filter((file) => !pictures.includes(file));
  return (
    <div className="files">
      {pictures.length > 0 && (
        <div className="files-pictures">
          {pictures.map((file) => (
            <button
              key={file.id}
              type="button"
              className="files-picture"
              aria-label={t('conversation.preview', { name: file.filename })}
              title={file.filename}
              onClick={() => setPreview(file)}
            >
              <img src={attachmentUrl(file)} alt={file.filename} loading="lazy" />
            </button>
          ))}
        </div>
      )}
      {others.length > 0 && (
        <ul className="files-list" aria-label={t('conversation.attachments')}>
          {others.map((file) => (
            <li key={file.id}>
              <FileChip file={file} />
            </li>
          ))}
        </ul>
      )}
      {preview && <Lightbox pictures={pictures} start={preview} onClose={() => setPreview(null)} />}
    </div>
  );
}

function FileChip({ file }: { file: Attachment }) {
  const { t, i18n } = useTranslation();
  const Icon = fileIcon(file.contentType);
  const detail =
    file.state === 'pending'
      ? t('conversation.attachmentPending')
      : file.state === 'failed'
        ? (file.reason ?? t('conversation.attachmentFailed'))
        : formatBytes(i18n.language, file.size);
  const inside = (
    <>
      <Icon aria-hidden="true" />
      <span className="file-name truncate">{file.filename}</span>
      <span className={file.state === 'failed' ? 'file-detail is-bad' : 'file-detail'}>{detail}</span>
    </>
  );
  if (file.state !== 'ready') return <span className="file">{inside}</span>;
  return (
    <a
      className="file"
      href={attachmentUrl(file, true)}
      download={file.filename}
      aria-label={t('conversation.download', { name: file.filename })}
    >
      {inside}
      <Download className="file-download" aria-hidden="true" />
    </a>
  );
}
