import { decodeCursor, type InstantCursor, pageOfRows } from '../../platform/http/cursor.js';

/** How a list is read: newest first, from a row on, so many; and how many rows it has in all. */
export interface ListSource<Row> {
  read(after: InstantCursor | null, limit: number): Promise<Row[]>;
  count(): Promise<number>;
  place(row: Row): InstantCursor;
}

export interface CountedPage<Item> {
  items: Item[];
  nextCursor: string | null;
  /** Null where it was not asked for. */
  total: number | null;
}

const AT_ONCE = 1_000;

/** One page of a list. @throws AppError invalid_request for a cursor that is none of ours */
export async function countedPage<Row, Item>(
  source: ListSource<Row>,
  asked: { cursor?: string | undefined; limit: number; counted: 'true' | 'false' },
  present: (row: Row) => Item,
): Promise<CountedPage<Item>> {
  const rows = await source.read(decodeCursor(asked.cursor), asked.limit + 1);
  const page = pageOfRows(rows, asked.limit, source.place, present);
  return { ...page, total: asked.counted === 'true' ? await source.count() : null };
}

/** All rows of a list, read some at a time. */
export async function* eachRow<Row>(source: ListSource<Row>): AsyncGenerator<Row> {
  for (let after: InstantCursor | null = null; ; ) {
    const rows = await source.read(after, AT_ONCE);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) return;
    after = source.place(last);
  }
}
