import { useCallback, useState } from 'react';

/** Reads a small preference of this browser; storage that is full or forbidden is simply not there. */
export function readStored<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(`parley.${key}`);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(`parley.${key}`, JSON.stringify(value));
  } catch {
    // A preference that is not kept is no reason to stop.
  }
}

/** How this device looks and behaves; anything else that is stored belongs to whoever is signed in. */
const OF_THE_DEVICE =
  /^parley\.(?:theme|locale|sound|notifications|reloaded-at|[\w-]+-(?:width|pane|sheet))$/;

/** Forgets what belongs to a member: unsent drafts above all. Called when they sign out. */
export function forgetPersonal(): void {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith('parley.') && !OF_THE_DEVICE.test(key)) localStorage.removeItem(key);
  } catch {
    // Where nothing can be stored, nothing is.
  }
}

/** State that survives a reload in this browser. */
export function useStored<T>(key: string, fallback: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => readStored(key, fallback));
  const set = useCallback(
    (next: T) => {
      setValue(next);
      writeStored(key, next);
    },
    [key],
  );
  return [value, set];
}
