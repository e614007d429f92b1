/**
 * Asks again until `probe` gives something other than false, null or undefined,
 * and returns that. An error thrown by the probe counts as "not yet"; the last one
 * is told when time is up.
 *
 * @param what completes the sentence "Waited in vain for …"
 * @param options.timeoutMs give-up time, default 15,000; generous, since it only matters on failure
 * @param options.everyMs pause between two probes, default 50
 */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  options: { timeoutMs?: number; everyMs?: number } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const { timeoutMs = 15_000, everyMs = 50 } = options;
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value !== false && value !== null && value !== undefined) {
        return value as NonNullable<Exclude<T, false>>;
      }
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= deadline) {
      throw new Error(`Waited in vain for ${what} (${timeoutMs} ms).`, { cause: last });
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
