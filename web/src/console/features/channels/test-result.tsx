import { CircleCheck, CircleX } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Said } from '../../../ui/said.js';
import type { TestResult as Result } from './channels-api.js';

/** What was tried and what came of it, one line each. */
export function TestResult({ result }: { result: Result }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  // Of a long form only a part is in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for every result anew
  useEffect(() => {
    // Newer browsers return a promise here, which is no clean-up.
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [result]);
  return (
    <div ref={box} className={result.ok ? 'test is-ok' : 'test'} role="status">
      <p className="test-title">{t(result.ok ? 'channels.testOk' : 'channels.testFailed')}</p>
      <ul>
        {result.checks.map((check) => (
          <li key={check.name} className={check.ok ? 'is-ok' : 'is-bad'}>
            {check.ok ? <CircleCheck aria-hidden="true" /> : <CircleX aria-hidden="true" />}
            <strong>{check.name}</strong>
            <span>
              <Said saying={check} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
