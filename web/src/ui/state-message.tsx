import type { ReactNode } from 'react';
import { cx } from './cx.js';
import './states.css';

type Props = {
  icon?: ReactNode;
  title: string;
  /** The title is the page's own. */
  page?: boolean;
  children?: ReactNode;
  action?: ReactNode;
  tone?: 'quiet' | 'error';
  compact?: boolean;
};

/** What stands where content would be: empty, failed or not reachable. */
export function StateMessage({ icon, title, page, children, action, tone = 'quiet', compact }: Props) {
  const Title = page ? 'h1' : 'p';
  return (
    <div
      className={cx('state', `state-${tone}`, compact && 'is-compact')}
      role={tone === 'error' ? 'alert' : undefined}
    >
      {icon && (
        <span className="state-icon" aria-hidden="true">
          {icon}
        </span>
      )}
      <Title className="state-title">{title}</Title>
      {children && <div className="state-text">{children}</div>}
      {action && <div className="state-action">{action}</div>}
    </div>
  );
}
