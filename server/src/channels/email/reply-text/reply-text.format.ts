import render from 'dom-serializer';
import type { ChildNode, Document } from 'domhandler';
import { compile } from 'html-to-text';
import { parseHtml } from '../../../platform/html/html-document.parse.js';
import { splitSharedLine } from './attribution.parse.js';
import { type HtmlLine, htmlLines } from './html-lines.parse.js';
import { assignRoles } from './line-roles.js';
import { removeLeaves } from './remove-leaves.parse.js';
import { type LineRole, plainLines, type ReplyLine } from './reply-line.js';

export interface ReplySource {
  readonly text?: string | null;
  readonly html?: string | null;
}

export interface ReplyText {
  /** What the person wrote, without quote, forwarded mail and signature. Never empty when the mail is not. */
  readonly text: string;
  /** The same part of the HTML, where there was HTML. Not sanitised. */
  readonly html: string | null;
  /** The quoted rest, to be shown on demand. */
  readonly quoted: string | null;
  /** A mail passed on below the writer's words: part of what they want us to read, shown unfolded. */
  readonly forwarded: string | null;
  readonly signature: string | null;
}

export interface ReplyOptions {
  /** Leave the signature in `text` and `html`; it is returned separately all the same. Default false. */
  readonly keepSignature?: boolean;
}

/**
 * Divides a mail into what the person wrote and what their program added. Pure; linear in the length of
 * the mail; never throws. When in doubt, words stay in `text`.
 */
export function extractReply(source: ReplySource, options: ReplyOptions = {}): ReplyText {
  const fromHtml = source.html?.trim() ? divideHtml(source.html, options) : null;
  const fromText = source.text?.trim() ? divideText(source.text, options) : null;
  if (!fromHtml || !fromText) {
    return fromText ?? fromHtml ?? { text: '', html: null, quoted: null, forwarded: null, signature: null };
  }
  // Plain parts are closest to what was typed, but some programs do not mark the quote there.
  const htmlKnowsBetter = hasRest(fromHtml) && !hasRest(fromText);
  return htmlKnowsBetter ? fromHtml : { ...fromText, html: fromHtml.html };
}

function hasRest(reply: ReplyText): boolean {
  return reply.quoted !== null || reply.forwarded !== null;
}

function divideText(text: string, options: ReplyOptions): ReplyText {
  const raw = text.replace(/\r\n?/g, '\n').split('\n');
  const lines = plainLines(raw.flatMap((line) => splitSharedLine(line) ?? [line]));
  const roles = assignRoles(lines, false);
  return {
    text: linesOf(lines, roles, ownRoles(options)) ?? '',
    html: null,
    ...rest(lines, roles),
  };
}

function divideHtml(html: string, options: ReplyOptions): ReplyText {
  const document = parseHtml(html);
  if (!document) {
    const text = html
      .replace(/<[^<>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    return { text, html, quoted: null, forwarded: null, signature: null };
  }
  const lines = htmlLines(document);
  const roles = assignRoles(lines, true);
  const own = ownRoles(options);
  const ownHtml = roles.every((role) => own.has(role)) ? html : withoutRest(document, lines, roles, own);
  const text = ownHtml.length > RICH_TEXT_LIMIT ? (linesOf(lines, roles, own) ?? '') : toText(ownHtml);
  return { text, html: ownHtml, ...rest(lines, roles) };
}

function withoutRest(
  document: Document,
  lines: readonly HtmlLine[],
  roles: readonly LineRole[],
  own: ReadonlySet<LineRole>,
): string {
  const kept = new Set<ChildNode>();
  const gone = new Set<ChildNode>();
  lines.forEach((line, i) => {
    const target = own.has(roles[i]!) ? kept : gone;
    for (const leaf of line.leaves) target.add(leaf);
  });
  removeLeaves(document, gone, kept);
  return render(document, { encodeEntities: 'utf8' });
}

/** Characters of HTML up to which the text is laid out with lists and tables; beyond, line by line. */
const RICH_TEXT_LIMIT = 300_000;

const toPlainText = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
    { selector: 'img', format: 'skip' },
    { selector: 'blockquote', options: { trimEmptyLines: true } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

function toText(html: string): string {
  return toPlainText(html)
    .replace(/\u00a0/g, ' ')
    .trim();
}

function ownRoles(options: ReplyOptions): ReadonlySet<LineRole> {
  return new Set<LineRole>(options.keepSignature ? ['own', 'signature'] : ['own']);
}

function rest(
  lines: readonly ReplyLine[],
  roles: readonly LineRole[],
): Pick<ReplyText, 'quoted' | 'forwarded' | 'signature'> {
  return {
    quoted: linesOf(lines, roles, new Set<LineRole>(['quote', 'header'])),
    forwarded: linesOf(lines, roles, new Set<LineRole>(['forward'])),
    signature: linesOf(lines, roles, new Set<LineRole>(['signature', 'footer'])),
  };
}

function linesOf(
  lines: readonly ReplyLine[],
  roles: readonly LineRole[],
  wanted: ReadonlySet<LineRole>,
): string | null {
  const text = lines
    .filter((_, i) => wanted.has(roles[i]!))
    .map((line) => line.text)
    .join('\n')
    .trim();
  return text === '' ? null : text;
}
