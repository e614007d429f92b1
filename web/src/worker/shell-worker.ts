/// <reference lib="webworker" />
import type { NoticePlace } from './notice-place.js';
import { cacheName, isAway, outdated, wayOf } from './shell-rules.js';

declare const self: ServiceWorkerGlobalScope;
/** Filled in by the build: what the shell consists of, and a name for exactly this. */
declare const __SHELL__: { version: string; parts: string[] };

const { version, parts } = __SHELL__;
const known = { origin: self.location.origin, parts: new Set(parts) };
/** Every page of the console is this one; it is kept with the headers it came with, its policy among them. */
const PAGE = '/';
/** So long a page is waited for on a line that neither works nor fails, in ms. */
const PATIENCE_MS = 4_000;

self.addEventListener('install', (event) => {
  event.waitUntil(install());
});

async function install(): Promise<void> {
  const cache = await caches.open(cacheName(version));
  await cache.add(new Request(PAGE, { cache: 'reload', credentials: 'omit' }));
  // Their names hold what is in them: what the browser has already is not fetched again.
  await cache.addAll(parts.map((part) => new Request(part, { credentials: 'omit' })));
}

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      await Promise.all(outdated(await caches.keys(), version).map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

// The page asks for it once the member has agreed to load it anew; nothing changes under their hands.
self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const way = wayOf(event.request, known);
  if (way === 'page') event.respondWith(page(event.request));
  if (way === 'part') event.respondWith(kept(event.request));
});

async function kept(request: Request | string): Promise<Response> {
  const cache = await caches.open(cacheName(version));
  return (await cache.match(request)) ?? fetch(request);
}

/** From the server if it answers, else the shell, which says in its own words what is missing. */
async function page(request: Request): Promise<Response> {
  const patience = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
  try {
    const answer = await Promise.race([fetch(request), patience]);
    if (answer !== undefined && !isAway(answer.status)) return answer;
  } catch {
    // No line: below.
  }
  return kept(PAGE);
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data as NoticePlace | null));
});

/** To the window that is there, as it stands; else to a new one. */
async function lead(open: NoticePlace | null): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window' });
  const found = windows.find(({ focused }) => focused) ?? windows[0];
  if (found === undefined) {
    await self.clients.openWindow(open === null ? '/' : `/inbox/ours/${open.conversationId}`);
    return;
  }
  if (open !== null) found.postMessage({ open });
  await found.focus();
}
