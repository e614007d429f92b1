import { Check } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { cx } from './cx.js';
import { Floating, useDismiss } from './floating.js';
import { Keys } from './kbd.js';
import type { Placement } from './place.js';

export type MenuEntry =
  | { type: 'separator'; id: string }
  | { type: 'heading'; id: string; label: string }
  | {
      type?: 'item';
      id: string;
      label: string;
      icon?: ReactNode;
      detail?: ReactNode;
      keys?: string;
      danger?: boolean;
      disabled?: boolean;
      /** A boolean makes the entry a check item. */
      checked?: boolean;
      onSelect: () => void;
    };

type MenuProps = {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  entries: MenuEntry[];
  placement?: Placement;
  onClose: () => void;
};

/** A menu of actions: arrows, Home/End, first letters, Enter, Escape; focus returns to the anchor. */
export function Menu({ anchor, label, entries, placement, onClose }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  const close = () => {
    anchor.current?.focus({ preventScroll: true });
    onClose();
  };
  useDismiss(true, [list, anchor], (reason) => (reason === 'escape' ? close() : onClose()));
  useEffect(() => {
    const checked = list.current?.querySelector<HTMLElement>('[aria-checked="true"]');
    (checked ?? items(list.current)[0])?.focus({ preventScroll: true });
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const all = items(list.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = step(event.key, at, all.length) ?? typed(event.key, at, all);
    if (event.key === 'Tab') close();
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    all[to]?.focus();
  };

  return (
    <Floating anchor={anchor} placement={placement}>
      <div
        ref={list}
        role="menu"
        aria-label={label}
        tabIndex={-1}
        className="panel menu"
        onKeyDown={onKeyDown}
      >
        {entries.map((entry) =>
          entry.type === 'separator' ? (
            <hr key={entry.id} className="menu-separator" />
          ) : entry.type === 'heading' ? (
            <div key={entry.id} className="menu-heading" role="presentation">
              {entry.label}
            </div>
          ) : (
            <button
              key={entry.id}
              type="button"
              {...(entry.checked === undefined
                ? { role: 'menuitem' }
                : { role: 'menuitemradio', 'aria-checked': entry.checked })}
              tabIndex={-1}
              disabled={entry.disabled}
              className={cx('menu-item', entry.danger && 'is-danger')}
              onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
              onClick={() => {
                close();
                entry.onSelect();
              }}
            >
              {entry.icon}
              <span className="menu-label">{entry.label}</span>
              {entry.detail && <span className="menu-detail">{entry.detail}</span>}
              {entry.checked && <Check className="menu-check" aria-hidden="true" />}
              {entry.keys && <Keys keys={entry.keys} />}
            </button>
          ),
        )}
      </div>
    </Floating>
  );
}

const items = (root: HTMLElement | null) => [
  ...(root?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)') ?? []),
];

function step(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}

function typed(key: string, at: number, all: HTMLElement[]): number | undefined {
  if (key.length !== 1 || key === ' ') return undefined;
  const order = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  const hit = order.find((item) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
  return hit ? all.indexOf(hit) : undefined;
}
