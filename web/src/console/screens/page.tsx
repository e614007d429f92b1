import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePageTitle } from '../app/title.js';
import './page.css';

type Props = { title: string; text?: ReactNode; back?: string; actions?: ReactNode; children: ReactNode };

/** A page of its own beside the rail: one column that is comfortable to read. */
export function Page({ title, text, back, actions, children }: Props) {
  const { t } = useTranslation();
  usePageTitle(title);
  return (
    <div className="page">
      <div className="page-column">
        <header className="page-head">
          {back && (
            <Link to={back} className="page-back" aria-label={t('ui.back')}>
              <ArrowLeft aria-hidden="true" />
            </Link>
          )}
          <div className="page-heading">
            <h1 className="page-title">{title}</h1>
            {text && <div className="page-text">{text}</div>}
          </div>
          {actions}
        </header>
        {children}
      </div>
    </div>
  );
}
