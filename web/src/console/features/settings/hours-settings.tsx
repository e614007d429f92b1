import { Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../../ui/button.js';
import { Field, Input, Switch } from '../../../ui/field.js';
import { Section } from '../../../ui/section.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import { Loaded } from './loaded.js';
import { type Calendar, useCalendar, useSaveCalendar } from './settings-api.js';
import { TimezoneSelect } from './timezone-select.js';
import { dayNames, type Interval, isOvernight, nextInterval, usualWeek, type Week } from './week.js';

export function HoursSettings() {
  const calendar = useCalendar();
  return <Loaded query={calendar}>{(data) => <HoursForm calendar={data} key={data.id} />}</Loaded>;
}

type Holiday = Calendar['holidays'][number];

function HoursForm({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation();
  const mayManage = useMay('workflow.manage');
  const save = useSaveCalendar();
  const [timezone, setTimezone] = useState(calendar.timezone);
  const [week, setWeek] = useState<Week | null>(calendar.week);
  const [holidays, setHolidays] = useState<Holiday[]>(calendar.holidays);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const ordered = holidays.toSorted((a, b) => a.date.localeCompare(b.date));
    save.mutate(
      { timezone, week, holidays: ordered },
      { onSuccess: () => toast.show({ tone: 'ok', text: t('ui.saved') }) },
    );
  };
  return (
    <form onSubmit={submit}>
      <fieldset className="form" disabled={!mayManage}>
        <Switch
          label={t('settings.hoursOn')}
          hint={t('settings.hoursOff')}
          checked={week !== null}
          onChange={(event) => setWeek(event.target.checked ? usualWeek() : null)}
        />
        {week && (
          <>
            <Field label={t('settings.timezone')}>
              <TimezoneSelect value={timezone} onChange={setTimezone} />
            </Field>
            <ul className="rows week">
              {dayNames.map((day) => (
                <li key={day}>
                  <span className="week-day">{t(`settings.days.${day}`)}</span>
                  <Intervals
                    day={t(`settings.days.${day}`)}
                    intervals={week[day]}
                    onChange={(intervals) => setWeek({ ...week, [day]: intervals })}
                  />
                </li>
              ))}
            </ul>
            <div className="form-actions">
              <Button
                size="sm"
                variant="ghost"
                onClick={() =>
                  setWeek({ ...week, tue: week.mon, wed: week.mon, thu: week.mon, fri: week.mon })
                }
              >
                {t('settings.copyToWeek')}
              </Button>
            </div>
            <Section
              title={t('settings.holidays')}
              text={t('settings.holidaysText')}
              actions={
                <Button
                  size="sm"
                  icon={<Plus />}
                  onClick={() =>
                    setHolidays([
                      ...holidays,
                      { date: new Date().toISOString().slice(0, 10), name: '', hours: [] },
                    ])
                  }
                >
                  {t('settings.addHoliday')}
                </Button>
              }
            >
              {holidays.length > 0 && (
                <ul className="rows week">
                  {holidays.map((holiday, index) => (
                    <HolidayRow
                      // biome-ignore lint/suspicious/noArrayIndexKey: a holiday has no identity besides its line
                      key={index}
                      holiday={holiday}
                      onChange={(next) => setHolidays(holidays.with(index, next))}
                      onRemove={() => setHolidays(holidays.toSpliced(index, 1))}
                    />
                  ))}
                </ul>
              )}
            </Section>
          </>
        )}
        {save.isError && (
          <p className="form-error" role="alert">
            {problemText(save.error)}
          </p>
        )}
        {mayManage && (
          <div className="form-actions">
            <Button type="submit" variant="primary" busy={save.isPending}>
              {t('ui.save')}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}

function HolidayRow({
  holiday,
  onChange,
  onRemove,
}: {
  holiday: Holiday;
  onChange: (holiday: Holiday) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  return (
    <li>
      <div className="week-hours">
        <div className="form-row">
          <Field label={t('settings.date')} hideLabel>
            <Input
              type="date"
              required
              value={holiday.date}
              onChange={(event) => onChange({ ...holiday, date: event.target.value })}
            />
          </Field>
          <Field label={t('settings.holidayName')} hideLabel>
            <Input
              maxLength={80}
              placeholder={t('settings.holidayName')}
              value={holiday.name}
              onChange={(event) => onChange({ ...holiday, name: event.target.value })}
            />
          </Field>
        </div>
        <Intervals
          day={holiday.name || holiday.date}
          intervals={holiday.hours}
          onChange={(hours) => onChange({ ...holiday, hours })}
        />
      </div>
      <IconButton
        size="sm"
        label={t('settings.removeHoliday', { name: holiday.name || holiday.date })}
        onClick={onRemove}
      >
        <X />
      </IconButton>
    </li>
  );
}

/** The open hours of one day; several intervals, also past midnight. */
function Intervals({
  day,
  intervals,
  onChange,
}: {
  day: string;
  intervals: Interval[];
  onChange: (intervals: Interval[]) => void;
}) {
  const { t } = useTranslation();
  // A time field knows no 24:00; the end of the day is shown as midnight.
  const shown = (clock: string) => (clock === '24:00' ? '00:00' : clock);
  const add = (
    <IconButton
      size="sm"
      label={`${day}: ${t('settings.addInterval')}`}
      onClick={() => onChange([...intervals, nextInterval(intervals)])}
    >
      <Plus />
    </IconButton>
  );
  return (
    <div className="week-hours">
      {intervals.length === 0 && (
        <div className="interval">
          <span className="week-closed">{t('settings.closedDay')}</span>
          {add}
        </div>
      )}
      {intervals.map((interval, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an interval has no identity besides its place
        <div key={index} className="interval">
          <Input
            type="time"
            required
            aria-label={`${day}: ${t('settings.from')}`}
            value={interval.from}
            onChange={(event) => onChange(intervals.with(index, { ...interval, from: event.target.value }))}
          />
          –
          <Input
            type="time"
            required
            aria-label={`${day}: ${t('settings.to')}`}
            value={shown(interval.to)}
            onChange={(event) =>
              onChange(
                intervals.with(index, {
                  ...interval,
                  to: event.target.value === '00:00' ? '24:00' : event.target.value,
                }),
              )
            }
          />
          {isOvernight(interval) && <span className="interval-note">{t('settings.overnight')}</span>}
          <IconButton
            size="sm"
            label={t('settings.removeInterval', interval)}
            onClick={() => onChange(intervals.toSpliced(index, 1))}
          >
            <X />
          </IconButton>
          {index === intervals.length - 1 && intervals.length < 6 && add}
        </div>
      ))}
    </div>
  );
}
