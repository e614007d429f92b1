import { useSyncExternalStore } from 'react';

/** Chromium's offer to install the page as an app; other browsers have their own menus for it. */
type InstallOffer = Event & { prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }> };

let registration: ServiceWorkerRegistration | undefined;
let offer: InstallOffer | null = null;
let fresh: (() => void) | null = null;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const publish = () => {
  for (const listener of listeners) listener();
};

const HOUR_MS = 3_600_000;

/**
 * Has the browser keep the shell, so that the console opens without a line; after the page has loaded, and only from
 * a build. A newer shell waits until the member wants it.
 */
export function keepShell(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer = event as InstallOffer;
    publish();
  });
  window.addEventListener('appinstalled', () => {
    offer = null;
    publish();
  });
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  if (document.readyState === 'complete') void register();
  else window.addEventListener('load', () => void register(), { once: true });
}

async function register(): Promise<void> {
  const { serviceWorker } = navigator;
  // The first one of all takes over a page that is as new as itself.
  let claimed = serviceWorker.controller !== null;
  try {
    registration = await serviceWorker.register('/sw.js', { updateViaCache: 'none' });
  } catch {
    // Private windows and managed browsers refuse it; everything works without.
    return;
  }
  const current = registration;
  const offerWaiting = () => {
    const { waiting } = current;
    if (waiting && serviceWorker.controller) offerReload(() => waiting.postMessage('take over'));
  };
  current.addEventListener('updatefound', () => {
    const { installing } = current;
    installing?.addEventListener('statechange', () => installing.state === 'installed' && offerWaiting());
  });
  serviceWorker.addEventListener('controllerchange', () => {
    if (!claimed) claimed = true;
    else if (asked) window.location.reload();
    // Agreed to in another window: this one is loaded anew when its member wants it.
    else offerReload(() => window.location.reload());
  });
  offerWaiting();
  window.setInterval(lookForUpdate, HOUR_MS);
}

let asked = false;
function offerReload(act: () => void): void {
  fresh = () => {
    asked = true;
    act();
  };
  publish();
}

/** Asks whether there is a newer build: every hour, and when the server has been away. */
export function lookForUpdate(): void {
  // Without a line there is nothing to be found out.
  registration?.update().catch(() => undefined);
}

/** Loads the newer version that waits; `null` while there is none. */
export const useFreshVersion = (): (() => void) | null => useSyncExternalStore(subscribe, () => fresh);

/** Asks the browser to install the console as an app; `null` where it cannot, or already is. */
export const useInstall = (): (() => void) | null =>
  useSyncExternalStore(subscribe, () => (offer ? install : null));

function install(): void {
  const accepted = offer;
  offer = null;
  publish();
  void accepted?.prompt();
}
