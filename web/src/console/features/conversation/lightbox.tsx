import type { Attachment } from '@parley/shared/messages.js';
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../lib/time.js';
import { IconButton } from '../../../ui/button.js';
import { attachmentUrl } from '../../data/attachment-url.js';
import './lightbox.css';

/** A message's pictures, large: arrows go on, Escape and a press beside the picture close. */
export function Lightbox({
  pictures,
  start,
  onClose,
}: {
  pictures: Attachment[];
  start: Attachment;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const element = useRef<HTMLDialogElement>(null);
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      pictures.findIndex(({ id }) => id === start.id),
    ),
  );
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    element.current?.showModal();
    return () => before?.focus?.({ preventScroll: true });
  }, []);
  const picture = pictures[at];
  if (!picture) return null;
  const several = pictures.length > 1;
  const go = (by: number) => setAt((at + by + pictures.length) % pictures.length);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || !several) return;
    event.preventDefault();
    go(by);
  };
  return (
    <dialog
      ref={element}
      className="lightbox"
      aria-label={t('conversation.pictures')}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="lightbox-head">
        <p className="truncate" aria-live="polite">
          {picture.filename}
          <span className="lightbox-detail">
            {formatBytes(i18n.language, picture.size)}
            {several && ` · ${t('conversation.pictureOf', { at: at + 1, count: pictures.length })}`}
          </span>
        </p>
        <a
          className="btn btn-ghost btn-md btn-icon"
          href={attachmentUrl(picture, true)}
          download={picture.filename}
          aria-label={t('conversation.download', { name: picture.filename })}
          title={t('conversation.download', { name: picture.filename })}
        >
          <Download aria-hidden="true" />
        </a>
        <IconButton label={t('ui.close')} onClick={onClose}>
          <X />
        </IconButton>
      </header>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it (the native cancel event) */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a press beside the picture, as on any scrim */}
      <div className="lightbox-stage" onClick={(event) => event.target === event.currentTarget && onClose()}>
        <img key={picture.id} src={attachmentUrl(picture)} alt={picture.filename} />
        {several && (
          <>
            <IconButton
              className="lightbox-go is-back"
              label={t('conversation.pictureBefore')}
              onClick={() => go(-1)}
            >
              <ChevronLeft />
            </IconButton>
            <IconButton
              className="lightbox-go is-on"
              label={t('conversation.pictureAfter')}
              onClick={() => go(1)}
            >
              <ChevronRight />
            </IconButton>
          </>
        )}
      </div>
    </dialog>
  );
}
