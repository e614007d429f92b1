import { Extension, mergeAttributes, Node } from '@tiptap/core';
import { type Node as DocNode, Fragment, Slice } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import StarterKit from '@tiptap/starter-kit';
import { apiUrl } from '../../lib/api-client.js';
import { blanksOf } from './placeholders.js';

/** A picture among the message's files; in the HTML it stands under its Content-ID, on screen it is fetched from here. */
const Picture = Node.create({
  name: 'picture',
  group: 'inline',
  inline: true,
  draggable: true,
  addAttributes: () => ({ src: { default: '' }, alt: { default: '' } }),
  parseHTML: () => [{ tag: 'img[src^="cid:"]' }],
  renderHTML: ({ HTMLAttributes }) => ['img', mergeAttributes(HTMLAttributes)],
  addNodeView:
    () =>
    ({ node }) => {
      const dom = document.createElement('img');
      const id = /^cid:([\w-]+)@parley$/.exec(String(node.attrs.src))?.[1];
      if (id) dom.src = apiUrl(`/attachments/${id}`);
      dom.alt = String(node.attrs.alt);
      dom.className = 'writing-picture';
      return { dom };
    },
});

/** Marks what is still to be filled in. */
const Blanks = Extension.create({
  name: 'blanks',
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        decorations: ({ doc }) => {
          const marks: Decoration[] = [];
          doc.descendants((node, pos) => {
            if (!node.isTextblock) return true;
            for (const { from, to } of blanksOf(lineOf(node)))
              marks.push(Decoration.inline(pos + 1 + from, pos + 1 + to, { class: 'blank' }));
            return false;
          });
          return DecorationSet.create(doc, marks);
        },
      },
    }),
  ],
});

/** Text of a block where every position counts one, so that offsets are positions. */
export const lineOf = (block: DocNode): string =>
  block.textBetween(0, block.content.size, undefined, '\u{fffc}');

/** What can be written: what every mail program shows, and what the server lets through. */
export const extensions = [
  StarterKit.configure({
    heading: false,
    horizontalRule: false,
    dropcursor: false,
    gapcursor: false,
    trailingNode: false,
    link: {
      openOnClick: false,
      autolink: true,
      linkOnPaste: true,
      defaultProtocol: 'https',
      HTMLAttributes: { target: null, rel: null, class: null },
      isAllowedUri: (url) => /^(?:https?:|mailto:|tel:)/i.test(url),
    },
  }),
  Picture,
  Blanks,
];

/** Whether plain text would lose something. */
export function isFormatted(doc: DocNode): boolean {
  let formatted = false;
  doc.descendants((node) => {
    const plain = node.type.name === 'paragraph' || node.type.name === 'hardBreak' || node.isText;
    if (!plain || node.marks.length > 0) formatted = true;
    return !formatted;
  });
  return formatted;
}

/** The document as plain text: every paragraph a line, lists and quotes with their marks. */
export const textOf = (doc: DocNode): string => linesOf(doc).join('\n');

function linesOf(parent: DocNode): string[] {
  const lines: string[] = [];
  parent.forEach((node, _offset, index) => {
    const name = node.type.name;
    if (node.isTextblock) lines.push(...words(node).split('\n'));
    else if (name === 'blockquote') lines.push(...linesOf(node).map((line) => `> ${line}`));
    else if (name === 'listItem') {
      const mark = parent.type.name === 'orderedList' ? `${Number(parent.attrs.start ?? 1) + index}. ` : '- ';
      lines.push(...linesOf(node).map((line, at) => `${at === 0 ? mark : ' '.repeat(mark.length)}${line}`));
    } else lines.push(...linesOf(node));
  });
  return lines;
}

const words = (block: DocNode): string =>
  block.textBetween(0, block.content.size, undefined, (leaf) =>
    leaf.type.name === 'hardBreak'
      ? '\n'
      : leaf.type.name === 'picture' && leaf.attrs.alt
        ? `[${leaf.attrs.alt}]`
        : '',
  );

type Json = { type: string; content?: Json[]; text?: string };
/** Plain text as a document: every line a paragraph. */
export const docOfText = (text: string): Json => ({
  type: 'doc',
  content: text.split('\n').map((line) => ({
    type: 'paragraph',
    ...(line === '' ? {} : { content: [{ type: 'text', text: line }] }),
  })),
});

/** Plain text as it is put in at the caret: the first and the last line join what stands around it. */
export function sliceOfText(text: string, schema: DocNode['type']['schema']): Slice {
  const paragraphs = text
    .split('\n')
    .map((line) => schema.nodes.paragraph?.create(null, line === '' ? null : schema.text(line)))
    .filter((node) => node != null);
  return new Slice(Fragment.fromArray(paragraphs), 1, 1);
}
