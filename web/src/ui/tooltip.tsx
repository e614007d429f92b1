import { cloneElement, type ReactElement, type Ref, useEffect, useRef, useState } from 'react';
import { Floating } from './floating.js';
import { Keys } from './kbd.js';
import type { Placement } from './place.js';

type Props = {
  label: string;
  keys?: string;
  placement?: Placement;
  children: ReactElement<{ ref?: Ref<HTMLElement> }>;
};

const delayMs = 450;

/** Names what the pointer rests on. Purely visual: the child carries its own accessible name. */
export function Tooltip({ label, keys, placement = 'bottom', children }: Props) {
  const anchor = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const element = anchor.current;
    if (!element) return;
    let timer = 0;
    const show = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setOpen(true), delayMs);
    };
    const hide = () => {
      window.clearTimeout(timer);
      setOpen(false);
    };
    const enter = (event: PointerEvent) => event.pointerType === 'mouse' && show();
    const focus = () => element.matches(':focus-visible') && show();
    element.addEventListener('pointerenter', enter);
    element.addEventListener('pointerleave', hide);
    element.addEventListener('pointerdown', hide);
    element.addEventListener('focus', focus);
    element.addEventListener('blur', hide);
    return () => {
      window.clearTimeout(timer);
      element.removeEventListener('pointerenter', enter);
      element.removeEventListener('pointerleave', hide);
      element.removeEventListener('pointerdown', hide);
      element.removeEventListener('focus', focus);
      element.removeEventListener('blur', hide);
    };
  }, []);

  const given = children.props.ref;
  return (
    <>
      {cloneElement(children, {
        ref: (element: HTMLElement | null) => {
          anchor.current = element;
          if (typeof given === 'function') given(element);
          else if (given) given.current = element;
        },
      })}
      {open && (
        <Floating anchor={anchor} placement={placement} className="tooltip">
          <span aria-hidden="true">{label}</span>
          {keys && <Keys keys={keys} />}
        </Floating>
      )}
    </>
  );
}
