import { UserRoundX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { BrandReport } from './brand-report.js';
import { OwnReport } from './own-report.js';
import { ReportBar } from './report-bar.js';
import { ReportHead } from './report-head.js';
import { asksForMembers, withoutMembers } from './report-view.js';
import { useForgottenMembers, useReportSettings, type Whose } from './reports-api.js';
import { useReportView } from './use-report-view.js';
import './reports.css';
import './reports-print.css';

/** A report on a page of its own: what is asked above, the figures below; fits one sheet of paper when printed. */
export function ReportPage({ whose, mayRead }: { whose: Whose; mayRead: boolean }) {
  const { t } = useTranslation();
  const asked = useReportView();
  const settings = useReportSettings();
  const perMember = settings.data?.perMember ?? false;
  useForgottenMembers(settings.data?.perMember);
  // An old link may ask for members where nobody may any longer.
  const view = settings.data && !perMember ? withoutMembers(asked.view) : asked.view;
  const shared = { ...asked, view, perMember };
  const known = settings.data !== undefined || settings.isError;
  return (
    <div className="reports" data-paper="">
      <ReportHead view={view} zone={asked.zone} whose={whose} mayRead={mayRead} />
      {whose === 'brand' ? (
        <>
          <ReportBar {...shared} filters />
          {(known || !asksForMembers(view)) && <BrandReport {...shared} />}
        </>
      ) : settings.isError ? (
        <StateMessage
          tone="error"
          title={t('reports.loadError')}
          action={<Button onClick={() => settings.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(settings.error)}
        </StateMessage>
      ) : settings.data && !perMember ? (
        <StateMessage icon={<UserRoundX />} title={t('reports.ownOff')}>
          {t('reports.ownOffText')}
        </StateMessage>
      ) : (
        <>
          <ReportBar {...shared} />
          <OwnReport {...shared} waits={!known} />
        </>
      )}
    </div>
  );
}
