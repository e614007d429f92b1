import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { dateIn } from '../../../lib/local-dates.js';
import { useNow } from '../../../lib/now.js';
import { useBrandZone } from '../../data/brand.js';
import { type ReportView, readView, writeView } from './report-view.js';

/** The report that the address names, and how to look at another one. Opening the panel can be taken back by the browser. */
export function useReportView() {
  const [search, setSearch] = useSearchParams();
  const zone = useBrandZone();
  const today = dateIn(useNow(60_000), zone);
  const view = useMemo(() => readView(search, today), [search, today]);
  const change = useCallback(
    (part: Partial<ReportView>) =>
      setSearch((old) => writeView({ ...readView(old, today), ...part }), {
        replace: !part.open,
        preventScrollReset: true,
      }),
    [setSearch, today],
  );
  return { view, change, today, zone };
}

export type ChangeView = (part: Partial<ReportView>) => void;
