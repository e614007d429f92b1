import { type ReactNode, useRef, useState } from 'react';
import { Button, IconButton } from './button.js';
import { Menu, type MenuEntry } from './menu.js';
import type { Placement } from './place.js';

type Props = {
  label: string;
  entries: MenuEntry[];
  placement?: Placement;
  /** The face of the button: an icon alone makes an icon button. */
  icon?: ReactNode;
  children?: ReactNode;
  variant?: 'primary' | 'secondary' | 'ghost';
  size?: 'sm' | 'md' | 'lg';
  keys?: string;
  className?: string;
  disabled?: boolean;
};

export function MenuButton({ label, entries, placement, icon, children, ...look }: Props) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const shared = {
    ref: anchor,
    'aria-haspopup': 'menu' as const,
    'aria-expanded': open,
    onClick: () => setOpen(!open),
  };
  const { keys, ...rest } = look;
  return (
    <>
      {children === undefined ? (
        <IconButton {...rest} {...shared} label={label} keys={keys}>
          {icon}
        </IconButton>
      ) : (
        <Button {...rest} {...shared} icon={icon} aria-label={label}>
          {children}
        </Button>
      )}
      {open && (
        <Menu
          anchor={anchor}
          label={label}
          entries={entries}
          placement={placement}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
