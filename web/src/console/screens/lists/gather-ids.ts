import { bulkLimit } from '@parley/shared/bulk.js';

/** The part of an infinite query that is asked for more. */
type Paged<Item> = {
  hasNextPage: boolean;
  fetchNextPage: () => Promise<{
    data: { pages: { items: Item[] }[] } | undefined;
    error: Error | null;
    isError: boolean;
    hasNextPage: boolean;
  }>;
};

/**
 * Loads on until so many are here as one call can change.
 *
 * @param loaded ids of what is here already
 * @returns at most {@link bulkLimit} ids, each once, in the order of the list
 * @throws what a page that did not come failed with
 */
export async function gatherIds<Item>(loaded: string[], query: Paged<Item>, idOf: (item: Item) => string) {
  let ids = new Set(loaded);
  let more = query.hasNextPage;
  while (more && ids.size < bulkLimit) {
    const page = await query.fetchNextPage();
    if (page.isError) throw page.error;
    ids = new Set(page.data?.pages.flatMap(({ items }) => items.map(idOf)));
    more = page.hasNextPage;
  }
  return [...ids].slice(0, bulkLimit);
}
