export type TextPart = { text: string; href?: string };

const link = /\b(?:https?:\/\/|www\.)[^\s<>"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;

/** Splits plain text into words and links; what ends a sentence does not belong to the link. */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(link)) {
    const found = trimEnd(match[0]);
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ text: found, href: hrefOf(found) });
    at = match.index + found.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

function trimEnd(found: string): string {
  let end = found.length;
  while (end > 0) {
    const last = found[end - 1] ?? '';
    const unbalanced = last === ')' && !found.slice(0, end - 1).includes('(');
    if (!unbalanced && !/[.,;:!?\]}»”’]/.test(last)) break;
    end--;
  }
  return found.slice(0, end);
}

const hrefOf = (found: string) =>
  /^https?:/i.test(found) ? found : /^www\./i.test(found) ? `https://${found}` : `mailto:${found}`;
