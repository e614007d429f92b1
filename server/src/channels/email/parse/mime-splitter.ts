import { bytesOf, latin1 } from './charset.js';
import { readHeaderBlock } from './header-fields.js';
import { describePart, type MimePart } from './mime-part.js';
import { type LineEnd, type TransferDecoder, transferDecoder } from './transfer-encoding.js';

/** What the splitter has found: the root's header, then for each leaf `part`, any number of `data`, `end`. */
export type MimeEvent =
  | { kind: 'header'; part: MimePart }
  | { kind: 'part'; part: MimePart }
  | { kind: 'data'; bytes: Buffer }
  | { kind: 'end' };

/** An open multipart. Its boundary stays known until the one above it goes on, so that late parts still count. */
interface OpenMultipart {
  part: MimePart;
  boundary: string | null;
  closed: boolean;
  /** The text in front of the first part, kept because it is all there is when no part ever comes. */
  preamble: Buffer[];
  preambleSize: number;
  /** The last line, where it could be a boundary other than the one announced. */
  candidate: string | null;
}

const MAX_DEPTH = 50;
const MAX_PARTS = 1_000;
const MAX_HEADER = 512 * 1024;
const MAX_PIECE = 64 * 1024;
const MAX_PREAMBLE = 1024 * 1024;
const MAX_BOUNDARY_LINE = 2_048;
const LF = 10;
const CR = 13;
const EMPTY = new Uint8Array(0);

/**
 * Takes a mail in chunks of any size and cuts it into its leaf parts, decoded. Keeps no part in memory: what it holds
 * is one header (512 KiB), one line (64 KiB) and one preamble (1 MiB). Reads LF, CRLF and bare CR line ends. Follows
 * RFC 2046, and where mailers do not, loses no content: multiparts that never close, boundaries followed by white
 * space, parts behind the closing boundary, missing boundary parameters. Enclosed messages stay whole.
 */
export class MimeSplitter {
  readonly faults = new Set<string>();
  private events: MimeEvent[] = [];
  private readonly stack: OpenMultipart[] = [];
  private state: 'header' | 'body' | 'multipart' | 'skip' = 'header';
  private parent: MimePart | null = null;
  private header: Uint8Array[] = [];
  private headerSize = 0;
  private decoder: TransferDecoder | null = null;
  private parts = 0;
  private rootSeen = false;
  /** The first charset named in the mail; file names without one are read by it. */
  private hint: string | null = null;
  /** Bytes not yet ended by a line end. */
  private rest: Uint8Array = EMPTY;
  /** Set while pieces of an overlong line pass. */
  private midLine = false;
  /** Line end in front of the next piece; it belongs to the boundary if one follows (RFC 2046, section 5.1.1). */
  private lineEnd: LineEnd = '';
  private bareCr: boolean | null = null;
  private probe: Uint8Array = EMPTY;
  private heldCr = false;

  push(chunk: Uint8Array): void {
    if (this.bareCr === null) {
      // Undecided until the first line end: does this mail use CR alone?
      this.probe = this.probe.length === 0 ? chunk : Buffer.concat([this.probe, chunk]);
      this.bareCr = usesBareCr(this.probe);
      if (this.bareCr === null) return;
      if (this.bareCr) this.faults.add('bare-cr-line-ends');
      chunk = withoutByteOrderMark(this.probe);
      this.probe = EMPTY;
    }
    this.lines(this.bareCr ? this.withLf(chunk) : chunk);
  }

  end(): void {
    if (this.bareCr === null) {
      this.bareCr = this.probe.includes(CR) && !this.probe.includes(LF);
      if (this.bareCr) this.faults.add('bare-cr-line-ends');
      const chunk = withoutByteOrderMark(this.probe);
      this.lines(this.bareCr ? this.withLf(chunk) : chunk);
    }
    if (this.heldCr) this.lines(bytesOf('\n'));
    if (this.rest.length > 0) this.line(this.rest, '');
    else if (this.lineEnd !== '' && this.decoder !== null) this.decoder.write(EMPTY, this.lineEnd);
    if (this.state === 'header' && (!this.rootSeen || this.header.length > 0)) this.finishHeader();
    this.finishBody();
    for (const open of this.stack) if (!open.closed) this.faults.add('multipart-not-closed');
    this.popTo(0);
  }

  /** What was found since the last call. */
  take(): MimeEvent[] {
    this.flushData();
    const events = this.events;
    this.events = [];
    return events;
  }

  /** CR as LF. One at the end of a chunk waits for the next, because CRLF stays one line end. */
  private withLf(chunk: Uint8Array): Uint8Array {
    const copy = this.heldCr ? Buffer.concat([bytesOf('\r'), chunk]) : Buffer.from(chunk);
    this.heldCr = copy[copy.length - 1] === CR;
    const end = this.heldCr ? copy.length - 1 : copy.length;
    for (let i = 0; i < end; i += 1) if (copy[i] === CR && copy[i + 1] !== LF) copy[i] = LF;
    return copy.subarray(0, end);
  }

  private lines(chunk: Uint8Array): void {
    const buffer = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let from = 0;
    for (;;) {
      const at = buffer.indexOf(LF, from);
      if (at < 0) break;
      const crlf = at > from && buffer[at - 1] === CR;
      this.line(buffer.subarray(from, crlf ? at - 1 : at), crlf ? '\r\n' : '\n');
      from = at + 1;
    }
    this.rest = buffer.subarray(from);
    if (this.rest.length > MAX_PIECE) {
      // A CR at the end may be half of a line end, so it waits.
      const cut = this.rest.length - (this.rest[this.rest.length - 1] === CR ? 1 : 0);
      this.piece(this.rest.subarray(0, cut), '');
      this.midLine = true;
      this.rest = this.rest.subarray(cut);
    }
  }

  private line(line: Uint8Array, after: LineEnd): void {
    this.piece(line, after);
    this.midLine = false;
  }

  private piece(piece: Uint8Array, after: LineEnd): void {
    if (!this.midLine && this.atBoundary(piece)) {
      this.lineEnd = '';
      return;
    }
    if (this.state === 'header') {
      this.headerPiece(piece);
      return;
    }
    const before = this.lineEnd;
    this.lineEnd = after;
    if (this.state === 'body') this.decoder?.write(piece, before);
    else if (this.state === 'multipart') this.preamblePiece(piece, before);
  }

  private headerPiece(piece: Uint8Array): void {
    const blank = piece.length === 0 || (piece.length < 8 && latin1(piece).replace(/\r+$/, '') === '');
    if (blank && !this.midLine) {
      if (!this.rootSeen && this.header.length === 0) {
        this.faults.add('blank-lines-before-header');
        return;
      }
      this.finishHeader();
      return;
    }
    if (this.headerSize > MAX_HEADER) {
      this.faults.add('header-too-large');
      return;
    }
    this.headerSize += piece.length;
    const last = this.header.at(-1);
    if (this.midLine && last !== undefined)
      this.header[this.header.length - 1] = Buffer.concat([last, piece]);
    else this.header.push(Buffer.from(piece));
  }

  private finishHeader(): void {
    const block = readHeaderBlock(this.header);
    for (const fault of block.faults) this.faults.add(fault);
    this.header = [];
    this.headerSize = 0;
    this.lineEnd = '';
    const part = describePart(block.fields, this.parent, this.hint);
    this.hint ??= part.params.charset ?? null;
    if (this.parent !== null) this.parent.children += 1;
    if (!this.rootSeen) {
      this.rootSeen = true;
      this.events.push({ kind: 'header', part });
    }
    this.openPart(part);
    for (const line of block.bodyLines) {
      // These lines were taken for a header, so their line ends are gone; LF stands in for them.
      if (this.state === 'body') this.decoder?.write(line, this.lineEnd);
      else if (this.state === 'multipart') this.preamblePiece(line, this.lineEnd);
      this.lineEnd = '\n';
    }
  }

  private openPart(part: MimePart): void {
    this.parts += 1;
    if (this.parts > MAX_PARTS) {
      this.faults.add('too-many-parts');
      this.state = 'skip';
    } else if (part.type.startsWith('multipart/') && part.depth < MAX_DEPTH) {
      const boundary = (part.params.boundary ?? '').trim();
      if (boundary === '') this.faults.add('boundary-missing');
      this.stack.push({
        part,
        boundary: boundary === '' ? null : boundary,
        closed: false,
        preamble: [],
        preambleSize: 0,
        candidate: null,
      });
      this.state = 'multipart';
    } else {
      if (part.type.startsWith('multipart/')) this.faults.add('nested-too-deep');
      this.openLeaf(part);
    }
  }

  private openLeaf(part: MimePart): void {
    this.events.push({ kind: 'part', part });
    // A composite has no encoding of its own (RFC 2045, section 6.4), but enclosed messages come in base64 all the same.
    this.decoder = transferDecoder(part.encoding);
    this.state = 'body';
  }

  private finishBody(): void {
    if (this.decoder === null) return;
    this.decoder.end();
    this.flushData();
    for (const fault of this.decoder.faults) this.faults.add(fault);
    this.decoder = null;
    this.events.push({ kind: 'end' });
  }

  private flushData(): void {
    const bytes = this.decoder?.take();
    if (bytes !== undefined && bytes.length > 0) this.events.push({ kind: 'data', bytes });
  }

  private preamblePiece(piece: Uint8Array, before: LineEnd): void {
    const open = this.stack.at(-1);
    if (open === undefined || open.part.children > 0) return;
    if (this.adoptsCandidate(open, piece)) return;
    open.preambleSize += piece.length + before.length;
    if (open.preambleSize > MAX_PREAMBLE) return;
    if (before !== '') open.preamble.push(bytesOf(before));
    open.preamble.push(Buffer.from(piece));
  }

  /** A line with dashes and a Content field right behind it begin a part, whatever boundary was announced. */
  private adoptsCandidate(open: OpenMultipart, piece: Uint8Array): boolean {
    const line = piece.length > MAX_BOUNDARY_LINE || this.midLine ? '' : latin1(piece).trimEnd();
    if (open.candidate !== null && /^content-(?:type|transfer-encoding|disposition):/i.test(line)) {
      this.faults.add('boundary-mismatch');
      open.boundary = open.candidate;
      this.parent = open.part;
      this.state = 'header';
      this.headerPiece(piece);
      return true;
    }
    open.candidate = /^--\S/.test(line) ? line.slice(2) : null;
    return false;
  }

  /** Acts on a boundary line. Inner multiparts are asked first; one that is closed only when no other knows the line. */
  private atBoundary(piece: Uint8Array): boolean {
    if (piece.length < 3 || piece[0] !== 45 || piece[1] !== 45 || piece.length > MAX_BOUNDARY_LINE)
      return false;
    if (this.stack.length === 0) return false;
    const line = latin1(piece).trimEnd();
    const index = this.matching(line);
    if (index < 0) return false;
    const open = this.stack[index]!;
    // A part that is cut off before anything was said in it is none.
    if (this.state === 'header' && this.header.length > 0) this.finishHeader();
    this.finishBody();
    this.popTo(index + 1);
    if (line === `--${open.boundary!}--`) {
      open.closed = true;
      this.state = 'multipart';
      if (open.part.children === 0) this.preambleAsPart(open);
      open.part.children = Math.max(open.part.children, 1);
      return true;
    }
    if (open.closed) this.faults.add('part-after-end');
    this.parent = open.part;
    this.state = 'header';
    return true;
  }

  private matching(line: string): number {
    let closed = -1;
    for (let i = this.stack.length - 1; i >= 0; i -= 1) {
      const open = this.stack[i]!;
      if (
        open.boundary === null &&
        this.state === 'multipart' &&
        /^--[^\s-]\S{0,200}$|^--[-=_]+\S{1,200}$/.test(line)
      ) {
        // The parameter is missing: the first line that looks like a boundary is taken for one.
        open.boundary = line.slice(2);
      }
      if (open.boundary === null) continue;
      if (line !== `--${open.boundary}` && line !== `--${open.boundary}--`) continue;
      if (!open.closed) return i;
      if (closed < 0) closed = i;
    }
    return closed;
  }

  private popTo(size: number): void {
    while (this.stack.length > size) {
      const open = this.stack.pop()!;
      if (open.part.children === 0) this.preambleAsPart(open);
      else if (!open.closed && size > 0) this.faults.add('multipart-not-closed');
    }
  }

  /** A multipart without any part: what stands where parts should be is shown as text. */
  private preambleAsPart(open: OpenMultipart): void {
    const bytes = Buffer.concat(open.preamble);
    open.preamble = [];
    if (latin1(bytes).trim() === '') return;
    this.faults.add('multipart-without-parts');
    const part: MimePart = { ...describePart([], open.part), type: 'text/plain' };
    open.part.children += 1;
    const decoder = transferDecoder(open.part.encoding);
    decoder.write(bytes, '');
    decoder.end();
    this.events.push({ kind: 'part', part }, { kind: 'data', bytes: decoder.take() }, { kind: 'end' });
  }
}

/** Whether CR alone ends lines, judged by what stands before the first LF; null where it is too early to say. */
function usesBareCr(bytes: Uint8Array): boolean | null {
  const head = bytes.subarray(0, MAX_PIECE);
  const lf = head.indexOf(LF);
  if (lf < 0 && head.length < MAX_PIECE) return null;
  const lines = latin1(lf < 0 ? head : head.subarray(0, lf)).split('\r');
  return lines.slice(1).some((line) => /^[A-Za-z][A-Za-z0-9-]*:/.test(line));
}

function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
