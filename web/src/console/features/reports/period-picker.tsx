import { REPORT_DAYS_MOST } from '@parley/shared/reports.js';
import { CalendarDays, ChevronDown, ChevronLeft, ChevronRight } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDates, type LocalDate } from '../../../lib/local-dates.js';
import { Button, IconButton } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Field, Input, Select } from '../../../ui/field.js';
import { Popover } from '../../../ui/popover.js';
import { useCommands } from '../../keys/commands.js';
import { type Dates, datesOf, daysBefore, isPeriod, presets, stepped } from './period.js';
import { comparedDates, type ReportView } from './report-view.js';
import type { ChangeView } from './use-report-view.js';
import './period-picker.css';

type Props = { view: ReportView; today: LocalDate; zone: string; onChange: ChangeView };

/** Which days, and what they are compared with. */
export function PeriodPicker(props: Props) {
  const { t, i18n } = useTranslation();
  const { view } = props;
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const days = formatDates(i18n.language, view.dates.from, view.dates.to);
  const named = view.preset ? t(`reports.periods.${view.preset}`) : null;
  const step = (by: -1 | 1) => {
    const next = stepped(view, by, props.today);
    if (next) props.onChange(next);
  };
  const later = stepped(view, 1, props.today) !== null;
  useCommands([
    {
      id: 'earlier',
      group: 'reports',
      label: t('reports.steps.earlier'),
      icon: <ChevronLeft />,
      keys: '[ | shift+left',
      run: () => step(-1),
    },
    ...(later
      ? [
          {
            id: 'later',
            group: 'reports' as const,
            label: t('reports.steps.later'),
            icon: <ChevronRight />,
            keys: '] | shift+right',
            run: () => step(1),
          },
        ]
      : []),
  ]);
  return (
    <div className="period-steps">
      <IconButton label={t('reports.steps.earlier')} keys="[" onClick={() => step(-1)}>
        <ChevronLeft />
      </IconButton>
      <Button
        ref={anchor}
        icon={<CalendarDays />}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span className="visually-hidden">{t('reports.period')}: </span>
        {named && <span>{named} </span>}
        <span className={cx('tabular', named && 'period-days')}>{days}</span>
        <ChevronDown className="period-arrow" />
      </Button>
      {open && (
        <Popover
          anchor={anchor}
          label={t('reports.period')}
          className="period"
          onClose={() => setOpen(false)}
        >
          <PeriodChoices {...props} onClose={() => setOpen(false)} />
        </Popover>
      )}
      <IconButton label={t('reports.steps.later')} keys="]" disabled={!later} onClick={() => step(1)}>
        <ChevronRight />
      </IconButton>
    </div>
  );
}

function PeriodChoices({ view, today, zone, onChange, onClose }: Props & { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const compared = comparedDates(view);
  return (
    <>
      <ul className="period-presets" aria-label={t('reports.periodNamed')}>
        {presets.map((preset) => {
          const { from, to } = datesOf(preset, today);
          return (
            <li key={preset}>
              <button
                type="button"
                className="menu-item"
                aria-current={preset === view.preset ? 'true' : undefined}
                onClick={() => {
                  onChange({ preset, dates: { from, to } });
                  onClose();
                }}
              >
                <span className="menu-label">{t(`reports.periods.${preset}`)}</span>
                <span className="menu-detail tabular">{formatDates(i18n.language, from, to)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <div className="period-own">
        <DatesForm
          key={`${view.dates.from} ${view.dates.to}`}
          title={t('reports.periodOwn')}
          dates={view.dates}
          latest={today}
          onChoose={(dates) => onChange({ preset: null, dates })}
        />
        <Field label={t('reports.compareWith')}>
          <Select
            value={typeof view.compare === 'string' ? view.compare : 'period'}
            onChange={({ target }) =>
              onChange({
                compare:
                  target.value === 'period'
                    ? daysBefore(view.dates)
                    : (target.value as 'none' | 'previous' | 'year'),
              })
            }
          >
            {(['previous', 'year', 'period', 'none'] as const).map((value) => (
              <option key={value} value={value}>
                {t(`reports.compares.${value}`)}
              </option>
            ))}
          </Select>
        </Field>
        {typeof view.compare !== 'string' ? (
          <DatesForm
            key={`${view.compare.from} ${view.compare.to}`}
            title={t('reports.compareOwn')}
            dates={view.compare}
            latest={today}
            onChoose={(compare) => onChange({ compare })}
          />
        ) : (
          compared && <p className="period-note">{formatDates(i18n.language, compared.from, compared.to)}</p>
        )}
        <p className="period-note">{t('reports.zone', { zone: zone.replaceAll('_', ' ') })}</p>
      </div>
    </>
  );
}

/** Two days; taken as soon as they make a period. */
function DatesForm({
  title,
  dates,
  latest,
  onChoose,
}: {
  title: string;
  dates: Dates;
  latest: LocalDate;
  onChoose: (dates: Dates) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(dates);
  const wrong = !isPeriod(typed, REPORT_DAYS_MOST);
  const changed = typed.from !== dates.from || typed.to !== dates.to;
  return (
    <form
      className="period-dates"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) onChoose(typed);
      }}
    >
      <Field label={t('reports.from')}>
        <Input
          type="date"
          required
          max={latest}
          value={typed.from}
          onChange={({ target }) => setTyped({ ...typed, from: target.value })}
        />
      </Field>
      <Field
        label={t('reports.to')}
        error={wrong ? t('reports.periodWrong', { days: REPORT_DAYS_MOST }) : undefined}
      >
        <Input
          type="date"
          required
          max={latest}
          value={typed.to}
          onChange={({ target }) => setTyped({ ...typed, to: target.value })}
        />
      </Field>
      <Button type="submit" disabled={wrong || !changed}>
        {t('reports.show')}
      </Button>
    </form>
  );
}
