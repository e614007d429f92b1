import render from 'dom-serializer';
import { type ChildNode, Element, isTag, isText, type ParentNode, Text } from 'domhandler';
import { textOfFormatted } from '../../platform/html/formatted-text.format.js';
import { parseHtml } from '../../platform/html/html-document.parse.js';

/**
 * A reply as WordPress takes comments from everybody: an empty line parts paragraphs, an end of line breaks, and of
 * HTML only `a`, `b`, `blockquote`, `code`, `em`, `s`, `strong` and the like are left (`wp_kses_allowed_html`). What is
 * outside of that is put into words here, so that nothing is cut out there. Pure.
 * @param html made clean before it was stored (`cleanFormatted`); null: plain text
 */
export function commentHtml(text: string, html: string | null): string {
  const document = html === null ? null : parseHtml(html);
  return (document === null ? escaped(text) : blocks(document)).trim();
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function blocks(parent: ParentNode): string {
  const parts: string[] = [];
  for (const child of parent.children) {
    if (isTag(child)) parts.push(block(child));
    else if (isText(child) && child.data.trim() !== '') parts.push(inline([child]));
  }
  return parts.join('\n\n').replace(/\n{3,}/g, '\n\n');
}

function block(element: Element): string {
  switch (element.name) {
    case 'blockquote':
      return `<blockquote>${blocks(element)}</blockquote>`;
    case 'pre':
      return `<code>${inline(element.children)}</code>`;
    case 'ul':
    case 'ol':
      return listed(element);
    default:
      return inline(element.children).replace(/\n+/g, '\n');
  }
}

/** Lists are not among what comments may hold: their lines with the marks in front. */
function listed(element: Element): string {
  const holder = new Element('div', {}, [element]);
  return escaped(textOfFormatted(holder));
}

const SAME: Readonly<Record<string, string>> = { strong: 'strong', em: 'em', s: 's', code: 'code', u: 'em' };

const inline = (nodes: readonly ChildNode[]): string =>
  nodes
    .map((node) => {
      if (isText(node)) return escaped(node.data.replace(/[\t\n\f\r ]+/g, ' '));
      if (!isTag(node)) return '';
      if (node.name === 'br') return '\n';
      if (node.name === 'img') return escaped(node.attribs.alt ?? '');
      const words = inline(node.children);
      if (node.name === 'a') return linked(node.attribs.href ?? '', words);
      const name = SAME[node.name];
      return name === undefined ? words : `<${name}>${words}</${name}>`;
    })
    .join('');

function linked(href: string, words: string): string {
  if (!/^(?:https?:\/\/|mailto:)/i.test(href)) return words;
  const empty = new Element('a', { href }, [new Text('\0')]);
  return render(empty, { encodeEntities: 'utf8' }).replace('\0', () =>
    words === '' ? escaped(href) : words,
  );
}
