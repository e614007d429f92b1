import render from 'dom-serializer';
import { type ChildNode, isTag, isText, type ParentNode, Text } from 'domhandler';
import { cleanFormatted } from '../../platform/html/formatted-html.format.js';
import { parseHtml } from '../../platform/html/html-document.parse.js';

export interface CommentWords {
  text: string;
  /** Safe, and only where the text alone would lose something: emphasis, quotes, lists, code. */
  html: string | null;
}

/** What a rendered or raw comment says. Never throws: what cannot be read as HTML is shown as it is. Pure. */
export function commentWords(html: string): CommentWords {
  const document = parseHtml(html.replaceAll('\0', '\u{fffd}'));
  if (document === null) return { text: html, html: null };
  speak(document);
  const clean = cleanFormatted(render(document, { encodeEntities: 'utf8' }));
  if (clean === null) return { text: html, html: null };
  return { text: clean.text, html: clean.html !== null && MORE.test(clean.html) ? clean.html : null };
}

/** A title or a name: one line, no tags. */
export const lineOf = (html: string): string => commentWords(html).text.replace(/\s+/g, ' ').trim();

/** Links alone are readable in the text. */
const MORE = /<(?:strong|em|u|s|ul|ol|blockquote|pre|code)\b/;

/** Smileys are pictures with the sign beside them; breaks are written with an end of line that says nothing. */
function speak(parent: ParentNode): void {
  parent.children = parent.children.map((child, index, all): ChildNode => {
    if (isTag(child) && child.name === 'img') return new Text(child.attribs.alt ?? '');
    if (isTag(child)) speak(child);
    const before = all[index - 1];
    if (isText(child) && before !== undefined && isTag(before) && before.name === 'br')
      child.data = child.data.trimStart();
    return child;
  });
}
