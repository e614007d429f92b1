import { type ChildNode, type Element, isTag, isText, type ParentNode } from 'domhandler';

/**
 * Formatted writing (see `cleanFormatted`) as plain text: every paragraph a line, lists with their marks, quotes with
 * `> `, links with their address where the words do not say it.
 */
export const textOfFormatted = (root: ParentNode): string =>
  linesOf(root.children)
    .join('\n')
    .replace(/[ \t]+$/gm, '')
    .trim();

function linesOf(nodes: readonly ChildNode[]): string[] {
  const lines: string[] = [];
  let loose = '';
  const end = () => {
    if (loose.trim() !== '') lines.push(...loose.split('\n'));
    loose = '';
  };
  for (const node of nodes) {
    if (!isTag(node) || !LINES[node.name]) {
      loose += inline(node);
      continue;
    }
    end();
    lines.push(...(LINES[node.name]?.(node) ?? []));
  }
  end();
  return lines;
}

const LINES: Readonly<Record<string, (element: Element) => string[]>> = {
  p: ({ children }) => children.map(inline).join('').split('\n'),
  pre: ({ children }) => children.map(verbatim).join('').replace(/\n$/, '').split('\n'),
  blockquote: ({ children }) =>
    linesOf(children).map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`)),
  ul: ({ children }) => children.flatMap((item) => listed(item, '- ')),
  ol: ({ children, attribs }) =>
    children.flatMap((item, index) => listed(item, `${Number(attribs.start ?? 1) + index}. `)),
  li: (element) => listed(element, '- '),
};

const listed = (item: ChildNode, mark: string): string[] =>
  isTag(item)
    ? linesOf(item.children).map((line, index) => `${index === 0 ? mark : ' '.repeat(mark.length)}${line}`)
    : [];

function inline(node: ChildNode): string {
  if (isText(node)) return node.data.replace(/[\t\n\f\r ]+/g, ' ');
  if (!isTag(node)) return '';
  if (node.name === 'br') return '\n';
  if (node.name === 'img') return node.attribs.alt ? `[${node.attribs.alt}]` : '';
  const words = node.children.map(inline).join('');
  if (node.name !== 'a') return words;
  const href = node.attribs.href ?? '';
  const bare = (text: string) =>
    text
      .trim()
      .replace(/^(?:mailto:|tel:|https?:\/\/)/i, '')
      .replace(/\/$/, '');
  return bare(words) === bare(href) || words.trim() === ''
    ? words || href
    : `${words} (${href.replace(/^(?:mailto|tel):/i, '')})`;
}

const verbatim = (node: ChildNode): string =>
  isText(node)
    ? node.data
    : isTag(node)
      ? node.name === 'br'
        ? '\n'
        : node.children.map(verbatim).join('')
      : '';
