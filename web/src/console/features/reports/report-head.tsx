import { Ellipsis, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { formatDates } from '../../../lib/local-dates.js';
import { formatDateTime } from '../../../lib/time.js';
import { IconButton } from '../../../ui/button.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { useMay, useSeat } from '../../data/session.js';
import { ExportMenu } from './export-menu.js';
import { RecomputeDialog } from './recompute-dialog.js';
import { comparedDates, countingQuery, type ReportView, rowsQuery } from './report-view.js';
import type { Whose } from './reports-api.js';

type Props = { view: ReportView; zone: string; whose: Whose; mayRead: boolean };

/** What this is, and what can be done with it: take it along, print it, count it anew. */
export function ReportHead({ view, zone, whose, mayRead }: Props) {
  const { t } = useTranslation();
  const mayRecompute = useMay('workflow.manage');
  const [recomputing, setRecomputing] = useState(false);
  return (
    <header className="reports-head">
      <h1 className="page-title">{t('app.reports')}</h1>
      {mayRead && (
        <nav className="reports-whose" aria-label={t('reports.whose')}>
          <NavLink to="/reports" end className="reports-tab">
            {t('reports.whoseBrand')}
          </NavLink>
          <NavLink to="/reports/mine" className="reports-tab">
            {t('reports.whoseMine')}
          </NavLink>
        </nav>
      )}
      <span className="reports-gap" />
      {whose === 'brand' && <ExportMenu figures={countingQuery(view)} rows={rowsQuery(view)} />}
      <IconButton label={t('reports.print')} onClick={() => window.print()}>
        <Printer />
      </IconButton>
      {whose === 'brand' && mayRecompute && (
        <MenuButton
          label={t('reports.actions')}
          icon={<Ellipsis />}
          placement="bottom-end"
          entries={[{ id: 'recompute', label: t('reports.recompute'), onSelect: () => setRecomputing(true) }]}
        />
      )}
      <PaperLine view={view} zone={zone} />
      {recomputing && <RecomputeDialog dates={view.dates} onClose={() => setRecomputing(false)} />}
    </header>
  );
}

/** On paper: whose figures these are, of which days, how they were counted, and when. */
function PaperLine({ view, zone }: { view: ReportView; zone: string }) {
  const { t, i18n } = useTranslation();
  const { brandName } = useSeat();
  const compared = comparedDates(view);
  const write = ({ from, to }: { from: string; to: string }) => formatDates(i18n.language, from, to);
  return (
    <p className="reports-paper-line">
      <b>{brandName}</b> · {write(view.dates)}
      {compared && ` (${t('reports.comparedWith', { days: write(compared) })})`} ·{' '}
      {t(`reports.clocks.${view.clock}`)} · {t(`reports.turnsOf.${view.turns}`)} · {zone.replaceAll('_', ' ')}{' '}
      · {t('reports.asOf', { at: formatDateTime(i18n.language, Date.now()) })}
    </p>
  );
}
