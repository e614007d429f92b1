type Listener = (title: string) => void | Promise<void>;

/**
 * Calls `listener` with the test's name whenever a test or hook of this file fails, before
 * anything is torn down. Only flows and browser tests can (failure-environment.mjs).
 * @returns takes the listener off again
 */
export function onTestFailure(listener: Listener): () => void {
  const { parleyFailureListeners: listeners } = globalThis as { parleyFailureListeners?: Set<Listener> };
  listeners?.add(listener);
  return () => listeners?.delete(listener);
}
