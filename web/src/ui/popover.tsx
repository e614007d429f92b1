import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { cx } from './cx.js';
import { Floating, useDismiss } from './floating.js';
import type { Placement } from './place.js';

type Props = {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  placement?: Placement;
  className?: string;
  children: ReactNode;
  onClose: () => void;
};

/** A small non-modal dialog beside its anchor. */
export function Popover({ anchor, label, placement, className, children, onClose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useDismiss(true, [box, anchor], (reason) => {
    onClose();
    if (reason === 'escape') anchor.current?.focus({ preventScroll: true });
  });
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  return (
    <Floating anchor={anchor} placement={placement}>
      <div ref={box} role="dialog" aria-label={label} tabIndex={-1} className={cx('panel', className)}>
        {children}
      </div>
    </Floating>
  );
}
