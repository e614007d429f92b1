/** Rows that say nothing of a table about members: as few of the smallest as leave no row under ten, and of the rest of a total two rows, with ten turns together. */
export function referenceWithheld(sizes: ReadonlyMap<string | null, number>): Set<string | null> {
  const rising = [...sizes.keys()].sort((a, b) => {
    const [m, n] = [sizes.get(a) ?? 0, sizes.get(b) ?? 0];
    return m === n ? (String(a) < String(b) ? -1 : 1) : m - n;
  });
  const count = (keys: readonly (string | null)[]) => keys.reduce((n, key) => n + (sizes.get(key) ?? 0), 0);
  for (let most = 0; most < rising.length; most += 1) {
    const [gone, shown] = [rising.slice(0, most), rising.slice(most)];
    const telling = shown.some((key) => count([key]) < 10);
    const safe = most === 0 || (most >= 2 && count(gone) >= 10);
    if (!telling && safe) return new Set(gone);
  }
  return new Set(rising);
}
