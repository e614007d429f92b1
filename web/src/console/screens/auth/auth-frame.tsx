import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../../ui/cx.js';
import './auth.css';

/** The quiet page around sign-in and its relatives. */
export function AuthFrame({
  title,
  text,
  far,
  children,
}: {
  title: string;
  text?: ReactNode;
  /** Read from across the room. */
  far?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <main className={cx('auth', far && 'is-far')}>
      <div className="auth-card">
        <div className="auth-brand">
          <img src="/favicon.svg" alt="" width="36" height="36" />
          <span>{t('app.name')}</span>
        </div>
        <h1 className="auth-title">{title}</h1>
        {text && <div className="auth-text">{text}</div>}
        {children}
      </div>
      <p className="auth-tagline">{t('auth.tagline')}</p>
    </main>
  );
}
