import { isDeepStrictEqual } from 'node:util';

/** What to write so that stored rows become what a fold says; rows with the same key keep their identity. */
export interface RowDiff<Stored, Row> {
  readonly insert: readonly Row[];
  readonly update: readonly { readonly before: Stored; readonly after: Row }[];
  readonly delete: readonly Stored[];
}

/**
 * Compares stored turns (or episodes) with those of a refold, by key.
 * @param same whether a stored row already says what the turn says; default: deep equality
 */
export function diffTurns<Stored extends { readonly key: string }, Row extends { readonly key: string }>(
  before: readonly Stored[],
  after: readonly Row[],
  same: (stored: Stored, row: Row) => boolean = isDeepStrictEqual,
): RowDiff<Stored, Row> {
  const stored = new Map(before.map((row) => [row.key, row]));
  const insert: Row[] = [];
  const update: { before: Stored; after: Row }[] = [];
  for (const row of after) {
    const known = stored.get(row.key);
    stored.delete(row.key);
    if (!known) insert.push(row);
    else if (!same(known, row)) update.push({ before: known, after: row });
  }
  return { insert, update, delete: [...stored.values()] };
}
