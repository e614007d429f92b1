const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Punctuation at the end belongs to the sentence. */
const LINK =
  /\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]|(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]+\.)+[a-z]{2,}\b/gi;

export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (one) => ESCAPES[one] as string);

/** Plain text as HTML: line breaks and runs of spaces kept, addresses to be followed. */
export function textToHtml(text: string): string {
  let html = '';
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = escapeHtml(match[0]);
    const target = match[0].includes('://') ? shown : `mailto:${shown}`;
    html += `${plain(text.slice(from, match.index))}<a href="${target}">${shown}</a>`;
    from = match.index + match[0].length;
  }
  return html + plain(text.slice(from));
}

const plain = (text: string) =>
  escapeHtml(text)
    .replace(/\t/g, '    ')
    .replace(/ {2}/g, ' &nbsp;')
    .replace(/^ /gm, '&nbsp;')
    .replaceAll('\n', '<br>\n');
