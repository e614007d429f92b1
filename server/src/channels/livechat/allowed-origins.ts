/**
 * The one way a rule is written: an origin (`https://www.example.com`, with a port where it is not the scheme's), an
 * origin whose host begins with `*.` (every host below it, whatever its depth, and not itself), or `null` (a sandboxed
 * frame, a file).
 * @returns null where it is none
 */
export function originRule(given: string): string | null {
  const text = given.trim().toLowerCase().replace(/\/+$/, '');
  if (text === 'null') return text;
  const wild = /^(https?:\/\/)\*\.(.+)$/.exec(text);
  const plain = wild === null ? text : `${wild[1]}${wild[2]}`;
  if (!/^https?:\/\/[^/?#@\\*\s]+$/.test(plain) || !URL.canParse(plain)) return null;
  const { origin, hostname, pathname } = new URL(plain);
  if (pathname !== '/' || hostname === '') return null;
  // Below a single label (`*.com`) lie other people's sites.
  if (wild !== null && !hostname.includes('.')) return null;
  return wild === null ? origin : origin.replace('://', '://*.');
}

/**
 * Whether a browser's `Origin` fits one of the rules.
 * @param rules as `originRule` wrote them
 */
export function isAllowedOrigin(origin: string, rules: readonly string[]): boolean {
  if (origin === 'null') return rules.includes('null');
  if (!URL.canParse(origin)) return false;
  const given = new URL(origin);
  // A browser sends nothing but scheme, host and port.
  if (given.origin !== origin) return false;
  return rules.some((rule) => {
    if (!rule.includes('://*.')) return rule === origin;
    const [scheme = '', host = ''] = rule.split('://*');
    return given.protocol === `${scheme}:` && given.host.endsWith(host) && given.host.length > host.length;
  });
}
