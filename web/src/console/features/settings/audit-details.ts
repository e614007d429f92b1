const technical = /id$|ids$/i;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What an entry says beside its action, in words: names, addresses, roles; ids tell a reader nothing. */
export function auditDetails(details: Record<string, unknown>): string[] {
  return Object.entries(details).flatMap(([name, value]) => {
    if (technical.test(name) || value === null || value === '') return [];
    if (typeof value === 'string' && uuid.test(value)) return [];
    if (typeof value === 'string' || typeof value === 'number') return [String(value)];
    if (Array.isArray(value)) {
      const words = value.filter((one) => typeof one === 'string');
      return words.length > 0 ? [words.join(', ')] : [];
    }
    return [];
  });
}
