import { useSyncExternalStore } from 'react';

// One timer for every running clock on the page; it stands still while the page is hidden.
const listeners = new Set<() => void>();
let timer = 0;
let now = Date.now();

const tick = () => {
  now = Date.now();
  for (const listener of listeners) listener();
};
const start = () => {
  if (!timer && listeners.size > 0 && !document.hidden) timer = window.setInterval(tick, 1_000);
};
const stop = () => {
  window.clearInterval(timer);
  timer = 0;
};

if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) stop();
    else {
      tick();
      start();
    }
  });
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  start();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) stop();
  };
}

/** The current time in ms, rounded down to `stepMs`: renders once per step and not more often. */
export function useNow(stepMs = 1_000): number {
  return useSyncExternalStore(subscribe, () => {
    const current = listeners.size > 0 && timer ? now : Date.now();
    return Math.floor(current / stepMs) * stepMs;
  });
}
