/** What the service worker does with a request; `pass`: nothing, the browser asks the server as if it were not there. */
export type Way = 'page' | 'part' | 'pass';

/** Addresses of the server that are no pages of the console, though a browser may go there. */
const NO_PAGES = ['/api/', '/hooks/', '/realtime', '/healthz', '/readyz', '/widget'];

/**
 * The shell and nothing else: pages of the console, which are all the same empty one, and the parts of the build.
 * Answers of the API, attachments and whatever belongs to somebody are never touched, so they cannot be kept.
 * @param parts paths of the build that were kept when this version was installed
 */
export function wayOf(
  request: { method: string; mode: string; url: string },
  { origin, parts }: { origin: string; parts: ReadonlySet<string> },
): Way {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== origin) return 'pass';
  if (NO_PAGES.some((prefix) => url.pathname.startsWith(prefix))) return 'pass';
  if (request.mode === 'navigate') return parts.has(url.pathname) ? 'pass' : 'page';
  return parts.has(url.pathname) ? 'part' : 'pass';
}

/** Answers of a proxy whose server is away: the shell says so better. */
export const isAway = (status: number): boolean => status === 502 || status === 503 || status === 504;

const PREFIX = 'parley-shell-';

export const cacheName = (version: string): string => PREFIX + version;

/** Caches of other versions of the shell; those of anybody else on this origin are left alone. */
export const outdated = (names: readonly string[], version: string): string[] =>
  names.filter((name) => name.startsWith(PREFIX) && name !== cacheName(version));
