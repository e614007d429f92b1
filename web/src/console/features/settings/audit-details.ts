const technical = /id$|ids$/i;

/** What an entry says beside its action, in words: names, addresses, roles; ids tell a reader nothing. */
export function auditDetails(details: Record<string, unknown>): string[] {
  return Object.entries(details).flatMap(([name, value]) => {
    if (technical.test(name) || value === null || value === '') return [];
    if (typeof value === 'string' || typeof value === 'number') return [String(value)];
    if (Array.isArray(value)) {
      const words = value.filter((one) => typeof one === 'string');
      return words.length > 0 ? [words.join(', ')] : [];
    }
    return [];
  });
}
