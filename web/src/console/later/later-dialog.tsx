import { CalendarClock, Clock } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDateTimeIn, formatRelative } from '../../lib/time.js';
import { fromField, instantOf, localZone, toField, wallTime } from '../../lib/zoned-time.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Switch } from '../../ui/field.js';
import { Segmented } from '../../ui/segmented.js';
import './later.css';
import { type Later, useBrandZone } from './later-api.js';
import { parseTime, suggestions } from './send-times.js';

const longestMs = 365 * 86_400_000;

type Props = {
  title: string;
  submit: string;
  /** The person the reply is for. */
  name: string;
  /** What was chosen before. */
  initial?: Later;
  /** Only the time is to be chosen. */
  timeOnly?: boolean;
  /** When the platform stops taking replies. */
  until?: string | null;
  busy?: boolean;
  onChoose: (later: Later) => void;
  onClose: () => void;
};

/** When a reply is to leave: typed, picked, or set on a calendar; it always says by which clocks. */
export function LaterDialog({
  title,
  submit,
  name,
  initial,
  timeOnly,
  until,
  busy,
  onChoose,
  onClose,
}: Props) {
  const { t, i18n } = useTranslation();
  const brandZone = useBrandZone();
  const ownZone = localZone();
  const [opened] = useState(() => new Date());
  const [zone, setZone] = useState<string | null>(null);
  const by = zone ?? brandZone;
  const [typed, setTyped] = useState('');
  const [cancelIfTheyWrite, setCancel] = useState(initial?.cancelIfTheyWrite ?? true);
  const picks = useMemo(() => suggestions(opened, by), [opened, by]);
  const [picked, setPicked] = useState<Date>(() =>
    initial
      ? new Date(initial.sendAt)
      : (suggestions(opened, brandZone).find(({ id }) => id === 'tomorrow')?.at ?? opened),
  );
  const read = typed.trim() === '' ? undefined : parseTime(typed, opened, by);
  const at = read ?? picked;
  const error = errorOf(at, { read, until });
  const choose = (when: Date) => onChoose({ sendAt: when.toISOString(), cancelIfTheyWrite });
  const reason = (when: Date) => errorOf(when, { read: undefined, until });
  const submitForm = (event: FormEvent) => {
    event.preventDefault();
    if (error === null) choose(at);
  };
  const zones = [...new Set([brandZone, ownZone])];
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="later" onSubmit={submitForm}>
        <Field label={t('later.when')} error={error === null ? undefined : t(`later.errors.${error}`)}>
          <Input
            data-autofocus
            autoComplete="off"
            placeholder={t('later.placeholder')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        {typed.trim() === '' && (
          <ul className="later-picks" aria-label={t('later.suggestions')}>
            {picks.map(({ id, at: when }) => (
              <li key={id}>
                <button type="button" disabled={busy || reason(when) !== null} onClick={() => choose(when)}>
                  <Clock aria-hidden="true" />
                  <span>{t(`later.picks.${id}`)}</span>
                  <time dateTime={when.toISOString()}>{formatDateTimeIn(i18n.language, when, by)}</time>
                </button>
              </li>
            ))}
          </ul>
        )}
        <Field
          label={t('later.exactly')}
          hint={zones.length < 2 ? t('later.byClocks', { zone: by }) : undefined}
        >
          <Input
            type="datetime-local"
            required
            value={toField(wallTime(at, by))}
            min={toField(wallTime(opened, by))}
            onChange={(event) => {
              const wall = fromField(event.target.value);
              if (!wall) return;
              setTyped('');
              setPicked(instantOf(wall, by));
            }}
          />
        </Field>
        {zones.length > 1 && (
          <div className="field">
            <Segmented
              label={t('later.zone')}
              size="sm"
              value={by}
              onChange={setZone}
              options={zones.map((one) => ({
                value: one,
                label: t(one === brandZone ? 'later.brandClocks' : 'later.ownClocks', { zone: placeOf(one) }),
                title: one,
              }))}
            />
            {by !== ownZone && (
              <p className="field-hint">
                {t('later.forYou', { when: formatDateTimeIn(i18n.language, at, ownZone), zone: ownZone })}
              </p>
            )}
          </div>
        )}
        {!timeOnly && (
          <Switch
            label={t('later.cancelIf', { name })}
            hint={t(cancelIfTheyWrite ? 'later.cancelIfHint' : 'later.keepHint')}
            checked={cancelIfTheyWrite}
            onChange={(event) => setCancel(event.target.checked)}
          />
        )}
        <div className="later-foot">
          <p className="later-said" aria-live="polite">
            {error === null && (
              <>
                <strong>{formatDateTimeIn(i18n.language, at, by)}</strong>{' '}
                {formatRelative(i18n.language, at, opened.getTime())}
              </>
            )}
          </p>
          <Button
            type="submit"
            variant="primary"
            icon={<CalendarClock />}
            busy={busy}
            disabled={error !== null}
          >
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** "Europe/Berlin" is Berlin to people. */
export const placeOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

function errorOf(
  at: Date,
  { read, until }: { read: Date | null | undefined; until: string | null | undefined },
): 'unknown' | 'past' | 'tooFar' | 'windowOver' | null {
  if (read === null) return 'unknown';
  const now = Date.now();
  if (at.getTime() <= now) return 'past';
  if (at.getTime() > now + longestMs) return 'tooFar';
  return until && at.getTime() > Date.parse(until) ? 'windowOver' : null;
}
