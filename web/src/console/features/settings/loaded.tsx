import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { LoadingForm, LoadingRows } from '../../../ui/loading.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';

/** Shows what a query brought, or that it is on its way, or why it did not come. */
export function Loaded<T>({
  query,
  shape = 'form',
  children,
}: {
  query: UseQueryResult<T>;
  /** What it will look like: nothing jumps when it comes. */
  shape?: 'form' | 'rows' | 'people';
  children: (data: T) => ReactNode;
}) {
  const { t } = useTranslation();
  if (query.data !== undefined) return children(query.data);
  if (query.isError)
    return (
      <StateMessage
        tone="error"
        compact
        title={t('settings.loadError')}
        action={<Button onClick={() => query.refetch()}>{t('ui.retry')}</Button>}
      >
        {problemText(query.error)}
      </StateMessage>
    );
  if (shape === 'form') return <LoadingForm />;
  return <LoadingRows face={shape === 'people'} />;
}
