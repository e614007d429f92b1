import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import './button.css';
import { cx } from './cx.js';
import { Spinner } from './spinner.js';
import { Tooltip } from './tooltip.js';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  size?: 'sm' | 'md' | 'lg';
  icon?: ReactNode;
  /** Shows a spinner and refuses clicks, without changing the button's width. */
  busy?: boolean;
  block?: boolean;
  ref?: Ref<HTMLButtonElement>;
};

export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  busy = false,
  block,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cx('btn', `btn-${variant}`, `btn-${size}`, block && 'btn-block', className)}
    >
      {busy && <Spinner className="btn-spinner" />}
      <span className={cx('btn-content', busy && 'is-hidden')}>
        {icon}
        {children}
      </span>
    </button>
  );
}

type IconButtonProps = Omit<ButtonProps, 'children' | 'icon'> & {
  label: string;
  children: ReactNode;
  keys?: string;
  active?: boolean;
};

/** A square button whose label is its tooltip and its accessible name. */
export function IconButton({
  label,
  children,
  keys,
  active,
  size = 'md',
  variant = 'ghost',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys}>
      <Button
        {...rest}
        size={size}
        variant={variant}
        aria-label={label}
        className={cx('btn-icon', active && 'is-active', className)}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
