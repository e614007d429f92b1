import type { Medium } from '@parley/shared/brands.js';
import type { Priority } from '@parley/shared/conversations.js';
import type { ReportDimension } from '@parley/shared/reports.js';
import type { BreakdownRow } from './breakdown-rows.js';
import { useWords } from './use-words.js';

/** What a row of a breakdown is called. */
export function useRowName(): (by: ReportDimension, row: Pick<BreakdownRow, 'key' | 'name'>) => string {
  const { t } = useWords();
  return (by, { key, name }) => {
    if (key === null) return t(`reports.none.${by}`);
    if (by === 'medium') return t(`inbox.media.${key as Medium}`);
    return by === 'priority' ? t(`inbox.priorities.${key as Priority}`) : (name ?? key);
  };
}
