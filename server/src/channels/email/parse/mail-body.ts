import { givenName } from './attachment-name.js';
import { charsetOfHtml, decodeText } from './charset.js';
import { closestWithin, contentIdOf, type MimePart } from './mime-part.js';

/** Decoded bytes of all body parts of one mail that are kept; more than anybody writes. */
const MAX_BODY = 5 * 1024 * 1024;

/** Body parts that show the same thing in several forms (multipart/alternative), or one part that stands alone. */
interface Segment {
  within: MimePart | null;
  text: string[];
  html: string[];
}

/** Decides which text parts are what the person wrote, and puts them together. */
export class MailBody {
  readonly faults = new Set<string>();
  /** Charset of the first body part, for header fields that name none. */
  charset: string | null = null;
  private readonly segments: Segment[] = [];
  /** Multiparts in which some part was taken for body. */
  private readonly withBody = new Set<MimePart>();
  private room = MAX_BODY;

  /**
   * Whether the part is body rather than attachment, after RFC 8621, section 4.1.4: text that is not marked as an
   * attachment, and either comes first in its multipart, is one of several alternatives, or has no file name.
   */
  accepts(part: MimePart): boolean {
    if (!this.isBody(part)) return false;
    for (let above = part.parent; above !== null; above = above.parent) this.withBody.add(above);
    return true;
  }

  /** Bytes of the part under way that are still wanted; the rest is dropped and noted. */
  keep(bytes: Uint8Array): Uint8Array {
    const kept = bytes.subarray(0, this.room);
    if (kept.length < bytes.length) this.faults.add('text-truncated');
    this.room -= kept.length;
    return kept;
  }

  add(part: MimePart, bytes: Uint8Array): void {
    const html = part.type === 'text/html';
    const label = part.params.charset ?? (html ? charsetOfHtml(bytes) : null);
    const decoded = decodeText(bytes, label, this.charset);
    if (decoded.guessed) this.faults.add('charset-guessed');
    this.charset ??= part.params.charset ?? null;
    const text = decoded.text.replace(/\r+\n/g, '\n').replace(/\r/g, '\n').replaceAll('\0', '');
    const within = closestWithin(part, 'multipart/alternative');
    let segment = within === null ? undefined : this.segments.find((one) => one.within === within);
    if (segment === undefined) {
      segment = { within, text: [], html: [] };
      this.segments.push(segment);
    }
    segment[html ? 'html' : 'text'].push(text);
  }

  /** The whole body in each form, or null where some of it does not exist in that form. */
  result(): { text: string | null; html: string | null } {
    const shown = this.segments.filter((one) =>
      [...one.text, ...one.html].some((piece) => piece.trim() !== ''),
    );
    // Nothing but white space was sent.
    if (shown.length === 0) {
      const blank = this.segments[0];
      return { text: blank?.text[0] ?? null, html: blank?.html[0] ?? null };
    }
    const hasHtml = shown.some((one) => isFilled(one.html));
    const hasText = shown.every((one) => isFilled(one.text));
    const text = hasText ? join(shown.map((one) => join(one.text))) : null;
    const html = hasHtml
      ? join(shown.map((one) => (isFilled(one.html) ? join(one.html) : textAsHtml(join(one.text)))))
      : null;
    return { text, html };
  }

  private isBody(part: MimePart): boolean {
    if (part.type !== 'text/plain' && part.type !== 'text/html') return false;
    const named = givenName(part) !== '';
    const { parent } = part;
    if (part.disposition === 'attachment' && (named || parent !== null)) return false;
    if (parent === null || parent.type === 'multipart/alternative') return true;
    // Behind the human words of a report stand its data and the mail it is about (RFC 6522).
    if (parent.type === 'multipart/report') return part.index === 0;
    if (parent.type === 'multipart/related')
      return isRoot(part, parent) || (!named && !this.withBody.has(parent));
    return part.index === 0 || !named;
  }
}

/** Whether a part of a multipart/related is the one the others belong to (RFC 2387). */
function isRoot(part: MimePart, related: MimePart): boolean {
  const start = (related.params.start ?? '').replace(/^<|>$/g, '');
  return part.index === 0 || (start !== '' && start === contentIdOf(part));
}

function isFilled(pieces: readonly string[]): boolean {
  return pieces.some((piece) => piece.trim() !== '');
}

function join(pieces: readonly string[]): string {
  let whole = '';
  for (const piece of pieces) {
    if (whole !== '' && !whole.endsWith('\n')) whole += '\n';
    whole += piece;
  }
  return whole;
}

/** Plain text that stands beside HTML parts, so that the HTML form is complete as well. */
function textAsHtml(text: string): string {
  const escaped = text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
  return `<div style="white-space: pre-wrap">${escaped}</div>`;
}
