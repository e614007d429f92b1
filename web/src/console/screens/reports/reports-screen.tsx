import { useTranslation } from 'react-i18next';
import { Navigate, useLocation, useParams } from 'react-router';
import { usePageTitle } from '../../app/title.js';
import { useMay } from '../../data/session.js';
import { ReportPage } from '../../features/reports/report-page.js';
import '../page.css';

/** The brand's figures for those who read reports, and everybody's own. */
export function ReportsScreen() {
  const { t } = useTranslation();
  const { whose } = useParams();
  const { search } = useLocation();
  const mayRead = useMay('reports.read');
  usePageTitle(t('app.reports'));
  // The days that were asked for stay.
  if (whose !== undefined && whose !== 'mine')
    return <Navigate to={{ pathname: '/reports', search }} replace />;
  if (!mayRead && whose !== 'mine') return <Navigate to={{ pathname: '/reports/mine', search }} replace />;
  return (
    <div className="page reports-page">
      <ReportPage key={whose ?? 'brand'} whose={whose === 'mine' ? 'mine' : 'brand'} mayRead={mayRead} />
    </div>
  );
}
