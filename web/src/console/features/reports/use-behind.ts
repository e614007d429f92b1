import type {
  ReportEpisode,
  ReportLeftOut,
  ReportMessage,
  ReportPerson,
} from '@parley/shared/report-lists.js';
import type { ReportTurn } from '@parley/shared/reports.js';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';
import type { RowKind } from './behind-lists.js';
import type { Asked } from './report-view.js';
import type { Whose } from './reports-api.js';

/** A row of a list, whatever it is of. */
export type BehindRow =
  | { kind: 'turns'; row: ReportTurn }
  | { kind: 'messages'; row: ReportMessage }
  | { kind: 'episodes'; row: ReportEpisode }
  | { kind: 'people'; row: ReportPerson };

type AnyPage = { items: BehindRow['row'][]; nextCursor: string | null; total: number | null };

/** Where a list is asked for: one's own turns have an address of their own. */
export const listPath = (rows: RowKind, whose: Whose): string => (whose === 'mine' ? `mine/${rows}` : rows);

/** The rows behind a figure, page by page, newest first. */
export function useRowsBehind(rows: RowKind, whose: Whose, query: Asked) {
  const path = listPath(rows, whose);
  const list = useInfiniteQuery({
    queryKey: keys.report(path, query),
    queryFn: ({ pageParam, signal }) =>
      api.get<AnyPage>(`/reports/${path}`, { query: { ...query, cursor: pageParam, limit: 30 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 60_000,
  });
  const found = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return { ...list, rows: found.map((row) => ({ kind: rows, row }) as BehindRow) };
}

/** How many rows a list has in all: counted beside its first page, so that nobody waits for it. */
export const useRowCount = (rows: RowKind, whose: Whose, query: Asked) =>
  useQuery({
    queryKey: keys.report(`${listPath(rows, whose)} counted`, query),
    queryFn: async ({ signal }) => {
      const asked = { ...query, limit: 1, counted: 'true' };
      return (await api.get<AnyPage>(`/reports/${listPath(rows, whose)}`, { query: asked, signal })).total;
    },
    staleTime: 60_000,
  });

/** What opened no turn. @param query null: it is not asked for */
export const useLeftOut = (query: Asked | null) =>
  useQuery({
    queryKey: keys.report('left-out', query ?? {}),
    queryFn: ({ signal }) => api.get<ReportLeftOut>('/reports/left-out', { query: query ?? {}, signal }),
    enabled: query !== null,
    staleTime: 60_000,
  });
