import { Ellipsis, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { formatDates } from '../../../lib/local-dates.js';
import { formatDateTime } from '../../../lib/time.js';
import { IconButton } from '../../../ui/button.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { toast } from '../../../ui/toast.js';
import { useMay, useSeat, useSession } from '../../data/session.js';
import { ExportMenu } from './export-menu.js';
import { RecomputeDialog } from './recompute-dialog.js';
import { useFilterWords } from './report-filter.js';
import {
  comparedDates,
  countingQuery,
  lastingAddress,
  type ReportView,
  rowsQuery,
  writeView,
} from './report-view.js';
import { useRecomputations, type Whose } from './reports-api.js';

type Props = { view: ReportView; zone: string; whose: Whose; mayRead: boolean };

/** What this is, and what can be done with it: take it along, print it, count it anew. */
export function ReportHead({ view, zone, whose, mayRead }: Props) {
  const { t } = useTranslation();
  // From one to the other the days stay, and how waits are counted.
  const search = writeView({ ...view, filters: {}, by: 'channel', open: null }).toString();
  const mayRecompute = useMay('workflow.manage');
  const [recomputing, setRecomputing] = useState<'no' | 'asked' | 'behind'>('no');
  // What was begun goes on behind the closed dialog, and its end is waited for here.
  useRecomputations(recomputing !== 'no');
  const copyLink = () => {
    void navigator.clipboard?.writeText(`${window.location.origin}/reports?${lastingAddress(view)}`);
    toast.show({ tone: 'ok', text: t('ui.copied') });
  };
  return (
    <header className="reports-head">
      <h1 className="page-title">{t('app.reports')}</h1>
      {mayRead && (
        <nav className="reports-whose" aria-label={t('reports.whose')}>
          <NavLink to={{ pathname: '/reports', search }} end className="reports-tab">
            {t('reports.whoseBrand')}
          </NavLink>
          <NavLink to={{ pathname: '/reports/mine', search }} className="reports-tab">
            {t('reports.whoseMine')}
          </NavLink>
        </nav>
      )}
      <span className="reports-gap" />
      {whose === 'brand' && <ExportMenu figures={countingQuery(view)} rows={rowsQuery(view)} />}
      <IconButton label={t('reports.print')} onClick={() => window.print()}>
        <Printer />
      </IconButton>
      {whose === 'brand' && (
        <MenuButton
          label={t('reports.actions')}
          icon={<Ellipsis />}
          placement="bottom-end"
          entries={[
            { id: 'link', label: t('reports.copyLink'), onSelect: copyLink },
            ...(mayRecompute
              ? [
                  {
                    id: 'recompute',
                    label: t('reports.recompute'),
                    onSelect: () => setRecomputing('asked'),
                  },
                ]
              : []),
          ]}
        />
      )}
      <PaperLine view={view} zone={zone} whose={whose} />
      {recomputing === 'asked' && (
        <RecomputeDialog dates={view.dates} onClose={() => setRecomputing('behind')} />
      )}
    </header>
  );
}

/** On paper: whose figures these are, of which days, what they were narrowed to, how they were counted, and when. */
function PaperLine({ view, zone, whose }: Pick<Props, 'view' | 'zone' | 'whose'>) {
  const { t, i18n } = useTranslation();
  const { brandName } = useSeat();
  const { user } = useSession();
  const filters = useFilterWords(whose === 'brand' ? view.filters : {});
  const compared = comparedDates(view);
  const write = ({ from, to }: { from: string; to: string }) => formatDates(i18n.language, from, to);
  return (
    <p className="reports-paper-line">
      <b>{brandName}</b>
      {whose === 'mine' && ` · ${user.name}`} · {write(view.dates)}
      {compared && ` (${t('reports.comparedWith', { days: write(compared) })})`} ·{' '}
      {filters.map((filter) => `${filter} · `)}
      {t(`reports.clocks.${view.clock}`)} · {t(`reports.turnsOf.${view.turns}`)} · {zone.replaceAll('_', ' ')}{' '}
      · {t('reports.asOf', { at: formatDateTime(i18n.language, Date.now(), zone) })}
    </p>
  );
}
