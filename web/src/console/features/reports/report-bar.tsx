import { useTranslation } from 'react-i18next';
import type { LocalDate } from '../../../lib/local-dates.js';
import { Segmented } from '../../../ui/segmented.js';
import { PeriodPicker } from './period-picker.js';
import { ReportFilter } from './report-filter.js';
import type { ReportView } from './report-view.js';
import type { ChangeView } from './use-report-view.js';

type Props = {
  view: ReportView;
  today: LocalDate;
  zone: string;
  change: ChangeView;
  perMember: boolean;
  /** Whether it can be narrowed. */
  filters?: boolean;
};

/** What is asked: which days, which turns, which clock, of what. All of it stands in the address. */
export function ReportBar({ view, today, zone, change, perMember, filters }: Props) {
  const { t } = useTranslation();
  return (
    <div className="reports-bar">
      <PeriodPicker view={view} today={today} zone={zone} onChange={change} />
      <Segmented
        label={t('reports.turnsLabel')}
        value={view.turns}
        onChange={(turns) => change({ turns })}
        options={(['all', 'first'] as const).map((value) => ({
          value,
          label: t(`reports.turnsOf.${value}`),
        }))}
      />
      <Segmented
        label={t('reports.clockLabel')}
        value={view.clock}
        onChange={(clock) => change({ clock })}
        options={(['wall', 'business'] as const).map((value) => ({
          value,
          label: t(`reports.clocks.${value}`),
        }))}
      />
      {filters && (
        <ReportFilter
          filters={view.filters}
          perMember={perMember}
          onFilters={(chosen) => change({ filters: chosen })}
        />
      )}
    </div>
  );
}
