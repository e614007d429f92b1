/**
 * What somebody typed as the address of their site: `example.org`, `https://example.org/blog/`, the address of the
 * administration, of a post's list or of the API itself. Null for what is no address.
 * @returns addresses to try, best first: each ends with a slash, without query
 */
export function siteCandidates(typed: string): URL[] | null {
  const trimmed = typed.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const bare = trimmed.replace(/^\/\//, '');
  if (trimmed === '' || /\s/.test(trimmed)) return null;
  const schemes = hasScheme ? [''] : ['https://', 'http://'];
  const found: URL[] = [];
  for (const scheme of schemes) {
    const text = `${scheme}${bare}`;
    if (!URL.canParse(text)) return null;
    const url = new URL(text);
    if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.hostname === '') return null;
    found.push(homeOf(url));
  }
  return found;
}

/** Parts of WordPress itself that may stand in the address; the site lies above them. */
const OWN_PATHS = /\/(?:wp-admin|wp-login\.php|wp-json|wp-content|xmlrpc\.php|index\.php)(?:\/.*)?$/i;

function homeOf(url: URL): URL {
  const home = new URL(url);
  home.search = '';
  home.hash = '';
  home.pathname = `${home.pathname.replace(OWN_PATHS, '').replace(/\/+$/, '')}/`;
  return home;
}

/** What names the site, whichever way it is reached: host and path, lower case host, no `www.`, no scheme. */
export function accountOf(home: string): string {
  const { host, pathname } = new URL(home);
  return `${host.replace(/^www\./, '')}${pathname.replace(/\/+$/, '')}`;
}

/** Folders above this one, nearest first, itself included: `/a/b/` gives `/a/b/`, `/a/`, `/`. */
export function foldersAbove(home: URL): URL[] {
  const parts = home.pathname.split('/').filter((part) => part !== '');
  return Array.from({ length: Math.min(parts.length, 4) + 1 }, (_, up) => {
    const url = new URL(home);
    const rest = parts.slice(0, parts.length - up);
    url.pathname = rest.length === 0 ? '/' : `/${rest.join('/')}/`;
    return url;
  });
}

/**
 * The address of a route below the API's root, which is a folder (`/wp-json/`) or, without pretty permalinks, a
 * parameter (`/?rest_route=/`).
 * @param route without a slash in front, e.g. `wp/v2/comments`
 */
export function routeUrl(apiUrl: string, route: string, query: Record<string, string> = {}): string {
  const url = new URL(apiUrl);
  const root = url.searchParams.get('rest_route');
  if (root === null) url.pathname = `${url.pathname.replace(/\/+$/, '')}/${route}`;
  else url.searchParams.set('rest_route', `${root.replace(/\/+$/, '')}/${route}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** The route an address of this API leads to; undefined for any other address: credentials are not for it. */
export function routeOf(apiUrl: string, href: string): string | undefined {
  if (!URL.canParse(href)) return undefined;
  const root = new URL(apiUrl);
  const url = new URL(href);
  if (url.host !== root.host) return undefined;
  const asParameter = url.searchParams.get('rest_route');
  if (asParameter !== null) return cleanRoute(asParameter);
  const folder =
    root.searchParams.get('rest_route') === null ? root.pathname.replace(/\/*$/, '/') : '/wp-json/';
  const at = url.pathname.indexOf(folder);
  return at < 0 ? undefined : cleanRoute(url.pathname.slice(at + folder.length));
}

const cleanRoute = (route: string): string | undefined => {
  const bare = route.replace(/^\/+|\/+$/g, '');
  return /^[\w%-]+(?:\/[\w%-]+)*$/.test(bare) ? bare : undefined;
};
