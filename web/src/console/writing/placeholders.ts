/** What stands in for a value in a snippet: `{{person.firstName}}`, or with words in case there is none: `{{person.firstName|there}}`. */
const placeholder = /\{\{\s*([^{}|\s][^{}|\n]{0,79}?)\s*(?:\|([^{}\n]{0,200}))?\}\}/g;

/** Those that are filled in from the conversation. */
export const knownPlaceholders = [
  'person.name',
  'person.firstName',
  'member.name',
  'member.firstName',
  'brand.name',
  'channel.name',
  'conversation.subject',
] as const;
export type Values = Partial<Record<(typeof knownPlaceholders)[number], string>>;

/** The name people are called by; none where the name is an address or a number. */
export function firstNameOf(name: string): string {
  const words = name.trim().split(/\s+/);
  // „Müller, Ben“
  const first = (words[0]?.endsWith(',') ? words[1] : words[0]) ?? '';
  return /[@\d]/.test(first) || !/\p{L}/u.test(first) ? '' : first;
}

/** Fills in what is known; what is not, and has no words of its own, stays to be filled in by the writer. */
export function fillIn(
  text: string,
  values: Values,
  quoted: (value: string) => string = (value) => value,
): string {
  return text.replace(placeholder, (whole, name: string, otherwise: string | undefined) => {
    const value = values[name as keyof Values]?.trim();
    if (value) return quoted(value);
    return otherwise === undefined ? whole : otherwise.trim();
  });
}

export type Blank = { name: string; from: number; to: number };

/** What is still to be filled in, in the order it stands there. */
export const blanksOf = (text: string): Blank[] =>
  [...text.matchAll(placeholder)].map((match) => ({
    name: match[1] ?? '',
    from: match.index,
    to: match.index + match[0].length,
  }));

export const escapeHtml = (text: string) =>
  text.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign,
  );
