import { Paperclip } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import './drop-zone.css';

/**
 * Files can be dropped anywhere on the conversation `inside` stands in. Elsewhere on the page they are refused, so that
 * a near miss does not make the browser leave the console for the file.
 */
export function DropZone({
  inside,
  onFiles,
}: {
  inside: RefObject<HTMLElement | null>;
  onFiles: (files: File[]) => void;
}) {
  const { t } = useTranslation();
  const [pane, setPane] = useState<HTMLElement | null>(null);
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    const element = inside.current?.closest<HTMLElement>('.cpane') ?? inside.current;
    setPane(element);
    if (!element) return;
    const withFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!withFiles(event)) return;
      event.preventDefault();
      const here = element.contains(event.target as Node);
      if (event.dataTransfer) event.dataTransfer.dropEffect = here ? 'copy' : 'none';
      setOver(here);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!withFiles(event)) return;
      // A dialog over the conversation takes its own files.
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (element.contains(event.target as Node)) latest.current([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [inside]);
  return (
    over &&
    pane &&
    createPortal(
      <div className="drop-zone">
        <span>
          <Paperclip aria-hidden="true" />
          {t('composer.dropHere')}
        </span>
      </div>,
      pane,
    )
  );
}
