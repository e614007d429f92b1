import { setImmediate } from 'node:timers/promises';

/**
 * Gives what was read batch by batch; the next one is on its way while one is looked at. Everything else this process does has its turn
 * between two batches, even where reading does not wait for anything. @throws what reading throws
 */
export async function* readAhead<B, T>(
  batches: readonly B[],
  read: (batch: B) => Promise<T>,
): AsyncGenerator<T, void, undefined> {
  const begin = (index: number): Promise<T> | null => {
    const batch = batches[index];
    if (batch === undefined) return null;
    const reading = read(batch);
    // Told when it is waited for; nobody waits for it when looking at the one before has failed.
    reading.catch(() => undefined);
    return reading;
  };
  let reading = begin(0);
  try {
    for (let next = 1; reading !== null; next += 1) {
      const found = await reading;
      reading = begin(next);
      yield found;
      await setImmediate();
    }
  } finally {
    // What is under way belongs to a transaction that must not end before it.
    await reading?.catch(() => undefined);
  }
}
