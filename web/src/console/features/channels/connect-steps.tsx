import type { ConnectStep } from '@parley/shared/channel-manifest.js';
import { Download, ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import './connect-steps.css';
import { type FormValues, isShown } from './settings-values.js';

/** What to do on the platform first, step by step, as the kind's manifest says it. */
export function ConnectSteps({ steps, values }: { steps: readonly ConnectStep[]; values: FormValues }) {
  const { t, i18n } = useTranslation();
  const locale = i18n.language === 'de' ? 'de' : 'en';
  const shown = steps.filter((step) => isShown(step, values));
  if (shown.length === 0) return null;
  return (
    <section className="steps" aria-labelledby="connect-steps">
      <h2 id="connect-steps">{t('channels.steps')}</h2>
      <ol>
        {shown.map((step) => (
          <li key={step.text.en}>
            <span>{step.text[locale]}</span>
            {step.url && (
              <a href={step.url} target="_blank" rel="noreferrer">
                {t('channels.stepOpen', {
                  host: new URL(step.url).host + new URL(step.url).pathname.replace(/\/$/, ''),
                })}
                <ExternalLink aria-hidden="true" />
              </a>
            )}
            {step.file && (
              <a href={step.file} download>
                {t('channels.stepFile', { name: step.file.split('/').at(-1) })}
                <Download aria-hidden="true" />
              </a>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
