import render from 'dom-serializer';
import { type ChildNode, Element, isTag } from 'domhandler';
import { parseHtml } from '../../../platform/html/html-document.parse.js';

/** Mail programs bring no style sheet, and some of them large margins: what must look right says so itself. */
const STYLE: Readonly<Record<string, string>> = {
  blockquote: 'margin:0 0 0 .8ex;border-left:2px solid #ccc;padding-left:1ex',
  pre: 'margin:.5em 0;padding:.5em;background:#f4f4f2;font-family:monospace;white-space:pre-wrap',
  ul: 'margin:.3em 0;padding-left:1.6em',
  ol: 'margin:.3em 0;padding-left:1.6em',
  img: 'max-width:100%;height:auto',
};

/**
 * A member's formatted writing (made clean before it was stored) as it stands in a mail: a paragraph is a line, as it
 * was on their screen, so lines are `div`s and an empty one holds a `br`.
 */
export function formattedToMail(html: string): string {
  const document = parseHtml(html);
  if (document === null) throw new Error('stored formatted text cannot be read');
  document.children = document.children.map(inMail);
  return render(document, { encodeEntities: 'utf8', selfClosingTags: false, emptyAttrs: true });
}

function inMail(node: ChildNode): ChildNode {
  if (!isTag(node)) return node;
  const children = node.children.map(inMail);
  if (node.name === 'p')
    return new Element('div', {}, children.length > 0 ? children : [new Element('br', {})]);
  if (node.name === 'li')
    return new Element('li', {}, children.length === 1 ? unwrapped(children[0]) : children);
  const style = STYLE[node.name];
  return new Element(node.name, { ...node.attribs, ...(style === undefined ? {} : { style }) }, children);
}

/** The one line of a list's item stands in it as it is. */
const unwrapped = (node: ChildNode | undefined): ChildNode[] =>
  node === undefined ? [] : isTag(node) && node.name === 'div' ? node.children : [node];
