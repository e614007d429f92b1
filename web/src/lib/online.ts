import { useSyncExternalStore } from 'react';

const subscribe = (listener: () => void) => {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
};

/** Whether the browser has a line at all; with one, the server may still be away. */
export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);
