import type { Recomputation } from '@parley/shared/reports.js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDates } from '../../../lib/local-dates.js';
import { formatDateTime, formatNumber } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, Input } from '../../../ui/field.js';
import { problemText } from '../../data/problem-text.js';
import { type Dates, isPeriod } from './period.js';
import { useRecomputations, useRecompute } from './reports-api.js';
import './recompute-dialog.css';

const most = 1_100;

/** Counts a period anew by today's hours and targets; goes on when the dialog is closed. */
export function RecomputeDialog({ dates, onClose }: { dates: Dates; onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(dates);
  const recompute = useRecompute();
  const latest = useRecomputations();
  const wrong = !isPeriod(typed, most);
  return (
    <Dialog
      title={t('reports.recompute')}
      description={t('reports.recomputeText')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.close')}</Button>
          <Button
            variant="primary"
            disabled={wrong}
            busy={recompute.isPending}
            onClick={() => recompute.mutate(typed)}
          >
            {t('reports.recomputeStart')}
          </Button>
        </>
      }
    >
      <div className="form-row">
        <Field label={t('reports.from')}>
          <Input
            type="date"
            value={typed.from}
            onChange={({ target }) => setTyped({ ...typed, from: target.value })}
          />
        </Field>
        <Field label={t('reports.to')} error={wrong ? t('reports.periodWrong', { days: most }) : undefined}>
          <Input
            type="date"
            value={typed.to}
            onChange={({ target }) => setTyped({ ...typed, to: target.value })}
          />
        </Field>
      </div>
      {latest.isError && (
        <p className="form-error" role="alert">
          {problemText(latest.error)}
        </p>
      )}
      {latest.data && latest.data.length > 0 && (
        <ul className="recomputations" aria-label={t('reports.recomputations')}>
          {latest.data.slice(0, 5).map((one) => (
            <Run key={one.id} run={one} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Run({ run }: { run: Recomputation }) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const days = formatDates(language, run.from, run.to);
  const going = run.state === 'running' || run.state === 'waiting';
  return (
    <li className="recomputation">
      <span className="recomputation-days">{days}</span>
      <span className="recomputation-state">{t(`reports.runStates.${run.state}`)}</span>
      {going && (
        <progress aria-label={days} {...(run.total > 0 ? { value: run.done, max: run.total } : {})} />
      )}
      <span className="recomputation-note">
        {run.state === 'failed' && run.reason
          ? run.reason
          : going
            ? t('reports.runProgress', {
                done: formatNumber(language, run.done),
                total: formatNumber(language, run.total),
              })
            : `${formatDateTime(language, run.finishedAt ?? run.requestedAt)}${run.requestedBy ? ` · ${run.requestedBy}` : ''}`}
      </span>
    </li>
  );
}
