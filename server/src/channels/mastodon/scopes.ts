/** What we ask for (protocols.md §7 "Connect"), the least that everything here works with. */
export const SCOPES = [
  'read:accounts',
  'read:notifications',
  'read:statuses',
  'write:favourites',
  'write:media',
  'write:statuses',
] as const;

/** Those of ours that are not among the granted: `read` covers `read:statuses`. */
export function missingScopes(granted: readonly string[]): string[] {
  const have = new Set(granted);
  return SCOPES.filter((scope) => !have.has(scope) && !have.has(scope.split(':')[0] ?? ''));
}

export const readScopes = (scope: string): string[] => scope.split(/[\s+]+/).filter((one) => one !== '');
