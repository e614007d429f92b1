import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../../ui/cx.js';
import './folded.css';

/** What is taller than this, in pixels, is folded; a little more is not worth a press. */
const tallPx = 760;

/** A long message shows its beginning; the rest comes on demand. */
export function Folded({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const inside = useRef<HTMLDivElement>(null);
  const [tall, setTall] = useState(false);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    const element = inside.current;
    if (!element) return;
    const measure = () => setTall(element.offsetHeight > tallPx);
    measure();
    // The frame of a mail grows once it is drawn.
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const folded = tall && !open;
  return (
    <>
      <div className={cx('folded', folded && 'is-folded')}>
        <div ref={inside} className="folded-inside">
          {children}
        </div>
      </div>
      {tall && (
        <button type="button" className="folded-more" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'conversation.foldMessage' : 'conversation.wholeMessage')}
        </button>
      )}
    </>
  );
}
