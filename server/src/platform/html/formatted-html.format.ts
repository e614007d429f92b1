import render from 'dom-serializer';
import { type ChildNode, Element, isTag, isText, type ParentNode, Text } from 'domhandler';
import { textOfFormatted } from './formatted-text.format.js';
import { parseHtml } from './html-document.parse.js';

/** What a writer formatted, fit to be kept, shown and sent; and the same as plain text. */
export interface Formatted {
  /** Null where nothing is formatted: the text says it all. */
  html: string | null;
  text: string;
  /** Content-IDs of the pictures that stand in it, each once. */
  pictures: string[];
}

/** Every way to write an element, and the one that is kept. */
const KEPT: Readonly<Record<string, string>> = {
  p: 'p',
  div: 'p',
  br: 'br',
  strong: 'strong',
  b: 'strong',
  em: 'em',
  i: 'em',
  u: 'u',
  ins: 'u',
  s: 's',
  del: 's',
  strike: 's',
  a: 'a',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  blockquote: 'blockquote',
  pre: 'pre',
  code: 'code',
  img: 'img',
};
/** Headings of other programs: their words are kept, strongly. */
const HEADING = /^h[1-6]$/;
/** What is inside is not for reading either. */
const DROPPED_WHOLE = new Set(
  'script style head title iframe frame frameset object embed applet noscript template svg math form textarea select option button input audio video canvas map link meta base'.split(
    ' ',
  ),
);
const BLOCKS = new Set(['p', 'ul', 'ol', 'li', 'blockquote', 'pre']);
/** A line that ends a paragraph of another program: `section`, table rows and the like. */
const BROKEN = new Set(
  'section article header footer main aside nav figure tr dl dt dd address center'.split(' '),
);
const SAFE_LINK = /^(?:https?:\/\/|mailto:|tel:)[^\s"'<>\\]+$/i;
/** `Content-ID` as we make them: an attachment's id before the sign. */
const OWN_PICTURE = /^cid:([\w.+-]{1,200}@[\w.-]{1,80})$/i;
const LONGEST = 400_000;

/**
 * A member's formatted writing, made to an allow list: whatever a client sends, only what our own editor can write
 * is left. Null when it is too long or too deep to be read.
 */
export function cleanFormatted(html: string): Formatted | null {
  if (html.length > LONGEST) return null;
  const document = parseHtml(html.replaceAll('\0', '\u{fffd}'));
  if (document === null) return null;
  const pictures = new Set<string>();
  document.children = inBlocks(cleaned(document, pictures, NONE));
  const text = textOfFormatted(document);
  const formatted = hasFormat(document);
  const kept = render(document, { encodeEntities: 'utf8', selfClosingTags: false, emptyAttrs: true });
  return { html: formatted ? kept : null, text, pictures: [...pictures] };
}

const NONE: ReadonlySet<string> = new Set();
/** Once is enough: repeated around many blocks they would make much out of little. */
const INLINE = new Set(['strong', 'em', 'u', 's', 'a', 'code']);

/** @param within names of the inline elements around */
function cleaned(parent: ParentNode, pictures: Set<string>, within: ReadonlySet<string>): ChildNode[] {
  const kept: ChildNode[] = [];
  for (const child of parent.children) {
    if (isText(child)) kept.push(new Text(child.data));
    if (!isTag(child)) continue;
    const source = child.name.toLowerCase();
    if (DROPPED_WHOLE.has(source)) continue;
    if (HEADING.test(source)) {
      kept.push(...blocksOf(element('strong', child, pictures, within)));
      continue;
    }
    const name = KEPT[source];
    if (name === undefined) {
      const inside = cleaned(child, pictures, within);
      kept.push(...(BROKEN.has(source) ? blocksOf(inside) : inside));
      continue;
    }
    kept.push(...element(name, child, pictures, within));
  }
  return kept;
}

function element(
  name: string,
  source: Element,
  pictures: Set<string>,
  within: ReadonlySet<string>,
): ChildNode[] {
  if (name === 'br') return [new Element('br', {})];
  if (name === 'img') return picture(source, pictures);
  const inline = INLINE.has(name);
  const children = cleaned(source, pictures, inline ? new Set([...within, name]) : within);
  if (inline && within.has(name)) return children;
  if (name === 'a') {
    const href = (source.attribs.href ?? '').trim();
    return SAFE_LINK.test(href) ? [new Element('a', { href }, children)] : children;
  }
  if (name === 'ol') {
    const start = Number(source.attribs.start);
    const counted = Number.isInteger(start) && start > 1 && start < 10_000;
    return [new Element('ol', counted ? { start: String(start) } : {}, items(children))];
  }
  if (name === 'ul') return [new Element('ul', {}, items(children))];
  // A block within a block of lines would end it wherever it is parsed again.
  if (name === 'p') return blocksOf(children);
  if (name === 'pre') return [new Element('pre', {}, [new Text(wordsOf(children))])];
  if (name === 'li' || name === 'blockquote') return [new Element(name, {}, inBlocks(children))];
  return children.some(isBlock) ? blockwise(name, children) : [new Element(name, {}, children)];
}

/** A picture of this message, never one from elsewhere. */
function picture({ attribs }: Element, pictures: Set<string>): ChildNode[] {
  const id = OWN_PICTURE.exec((attribs.src ?? '').trim())?.[1];
  if (id === undefined) return [];
  pictures.add(id);
  const size = (value: string | undefined) =>
    value !== undefined && /^\d{1,4}$/.test(value) && Number(value) > 0 ? value : undefined;
  const width = size(attribs.width);
  const height = size(attribs.height);
  return [
    new Element('img', {
      src: `cid:${id}`,
      alt: (attribs.alt ?? '').slice(0, 300),
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
    }),
  ];
}

const isBlock = (node: ChildNode) => isTag(node) && BLOCKS.has(node.name);
const isBlank = (node: ChildNode) => isText(node) && node.data.trim() === '';

/** Lists hold items and nothing else. */
const items = (children: ChildNode[]): ChildNode[] =>
  children
    .filter((child) => !isBlank(child))
    .map((child) => (isTag(child) && child.name === 'li' ? child : new Element('li', {}, inBlocks([child]))));

/** Inline formatting around blocks goes into each of them. */
const blockwise = (name: string, children: ChildNode[]): ChildNode[] =>
  children.map((child) => {
    if (!isBlock(child)) return isBlank(child) ? child : new Element(name, {}, [child]);
    const block = child as Element;
    if (block.name === 'pre') return block;
    return new Element(block.name, block.attribs, blockwise(name, block.children));
  });

/** The lines of a paragraph that may hold blocks; an empty one is an empty line. */
function blocksOf(children: ChildNode[]): ChildNode[] {
  if (!children.some(isBlock)) return [new Element('p', {}, children)];
  return inBlocks(children);
}

/** Words that stand beside blocks get paragraphs of their own. */
function inBlocks(children: ChildNode[]): ChildNode[] {
  const blocks: ChildNode[] = [];
  let line: ChildNode[] = [];
  const end = () => {
    if (line.some((node) => !isBlank(node))) blocks.push(new Element('p', {}, line));
    line = [];
  };
  for (const child of children) {
    if (isBlock(child)) {
      end();
      // An item without a list is just what it holds.
      blocks.push(...((child as Element).name === 'li' ? (child as Element).children : [child]));
    } else line.push(child);
  }
  end();
  return blocks;
}

const wordsOf = (nodes: readonly ChildNode[]): string =>
  nodes
    .map((node) =>
      isText(node) ? node.data : !isTag(node) ? '' : node.name === 'br' ? '\n' : wordsOf(node.children),
    )
    .join('');

/** Whether plain text would lose something. */
function hasFormat(parent: ParentNode): boolean {
  return parent.children.some(
    (child) => isTag(child) && ((child.name !== 'p' && child.name !== 'br') || hasFormat(child)),
  );
}
