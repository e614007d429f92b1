import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { cx } from './cx.js';
import { type Placement, place } from './place.js';
import './floating.css';

type FloatingProps = {
  anchor: RefObject<HTMLElement | null>;
  placement?: Placement;
  gap?: number;
  className?: string;
  children: ReactNode;
  id?: string;
};

/** A box in the top layer, kept beside its anchor while it is open. */
export function Floating({
  anchor,
  placement = 'bottom-start',
  gap,
  className,
  children,
  id,
}: FloatingProps) {
  const box = useRef<HTMLDivElement>(null);
  // A modal dialog would make it inert elsewhere; and a landmark says where it belongs.
  const [host] = useState(() => anchor.current?.closest<HTMLElement>('dialog, main, nav') ?? document.body);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.showPopover?.();
    let frame = 0;
    const move = () => {
      const target = anchor.current;
      if (!target) return;
      const size = { width: element.offsetWidth, height: element.offsetHeight };
      const viewport = { width: window.innerWidth, height: window.innerHeight };
      const at = place(target.getBoundingClientRect(), size, placement, viewport, gap);
      element.style.left = `${at.left}px`;
      element.style.top = `${at.top}px`;
    };
    const schedule = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(move);
    };
    move();
    const observer = new ResizeObserver(schedule);
    observer.observe(element);
    window.addEventListener('scroll', schedule, true);
    window.addEventListener('resize', schedule);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      window.removeEventListener('scroll', schedule, true);
      window.removeEventListener('resize', schedule);
    };
  }, [anchor, placement, gap]);

  return createPortal(
    <div ref={box} id={id} popover="manual" className={cx('floating', className)}>
      {children}
    </div>,
    host,
  );
}

/** Calls `onClose` on Escape and on a press outside both boxes. */
export function useDismiss(
  open: boolean,
  refs: RefObject<HTMLElement | null>[],
  onClose: (reason: 'escape' | 'outside') => void,
) {
  const latest = useRef({ refs, onClose });
  latest.current = { refs, onClose };
  useEffect(() => {
    if (!open) return;
    const press = (event: PointerEvent) => {
      const inside = latest.current.refs.some((ref) => ref.current?.contains(event.target as Node));
      if (!inside) latest.current.onClose('outside');
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      latest.current.onClose('escape');
    };
    document.addEventListener('pointerdown', press, true);
    document.addEventListener('keydown', key, true);
    return () => {
      document.removeEventListener('pointerdown', press, true);
      document.removeEventListener('keydown', key, true);
    };
  }, [open]);
}
