import type { ReactNode } from 'react';
import { cx } from './cx.js';
import './badge.css';

type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'bad' | 'note';

export function Badge({
  tone = 'neutral',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span className={cx('badge', `badge-${tone}`)}>
      {icon}
      {children}
    </span>
  );
}

/** A tag with its own colour as a dot, so that its text keeps its contrast. */
export function TagChip({
  name,
  color,
  onRemove,
  removeLabel,
}: {
  name: string;
  color: string;
  onRemove?: () => void;
  removeLabel?: string;
}) {
  return (
    <span className="tag" style={{ '--tag': color }}>
      <span className="tag-dot" aria-hidden="true" />
      <span className="truncate">{name}</span>
      {onRemove && (
        <button type="button" className="tag-remove" aria-label={removeLabel} onClick={onRemove}>
          ×
        </button>
      )}
    </span>
  );
}

/** A line across the top of a page or pane that something needs attention. */
export function Banner({
  tone,
  icon,
  children,
  action,
}: {
  tone: 'info' | 'warn' | 'bad' | 'note';
  icon?: ReactNode;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={cx('banner', `banner-${tone}`)} role={tone === 'bad' ? 'alert' : 'status'}>
      {icon}
      <div className="banner-text">{children}</div>
      {action}
    </div>
  );
}
