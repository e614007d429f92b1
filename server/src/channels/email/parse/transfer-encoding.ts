import { bytesOf, latin1 } from './charset.js';

/** The line end that stood in front of a piece: none (the piece continues a line or is the first), LF or CRLF. */
export type LineEnd = '' | '\n' | '\r\n';

/** Decodes a body handed over in pieces of lines. Memory is bounded, whatever the length of the lines. */
export interface TransferDecoder {
  write(piece: Uint8Array, before: LineEnd): void;
  /** Decoded bytes since the last call. */
  take(): Buffer;
  /** To be called once, behind the last piece; `take` then gives the rest. */
  end(): void;
  readonly faults: ReadonlySet<string>;
}

const MAX_LINE = 64 * 1024;
const MAX_REJECTED = 64 * 1024;

/** The decoder for a Content-Transfer-Encoding, misspelt ones included; unknown ones pass as they are. */
export function transferDecoder(encoding: string): TransferDecoder {
  const name = encoding.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (name.startsWith('base64')) return new Base64Decoder();
  if (name.startsWith('quoted')) return new QuotedPrintableDecoder();
  if (/^x?uu/.test(name)) return new UuDecoder();
  const known = name === '' || /^(7bit|8bit|binary)/.test(name);
  return new IdentityDecoder(known ? [] : ['unknown-transfer-encoding']);
}

abstract class CollectingDecoder implements TransferDecoder {
  readonly faults = new Set<string>();
  private chunks: Buffer[] = [];

  abstract write(piece: Uint8Array, before: LineEnd): void;
  abstract end(): void;

  take(): Buffer {
    const all = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    this.chunks = [];
    return all;
  }

  protected give(bytes: Buffer): void {
    if (bytes.length > 0) this.chunks.push(bytes);
  }
}

class IdentityDecoder extends CollectingDecoder {
  constructor(faults: string[]) {
    super();
    for (const fault of faults) this.faults.add(fault);
  }

  write(piece: Uint8Array, before: LineEnd): void {
    if (before !== '') this.give(bytesOf(before));
    this.give(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
  }

  end(): void {}
}

/** Works on whole lines, cut where a line is longer than anybody writes. */
abstract class LineDecoder extends CollectingDecoder {
  private line = '';

  write(piece: Uint8Array, before: LineEnd): void {
    if (before !== '') this.flush(before);
    this.line += latin1(piece);
    if (this.line.length > MAX_LINE) this.line = this.longLine(this.line);
  }

  end(): void {
    this.flush('');
    this.finish();
  }

  /** A whole line, and the line end behind it. */
  protected abstract decodeLine(line: string, after: LineEnd): void;
  /** Takes what it can of a line not yet complete, and returns the rest. */
  protected abstract longLine(line: string): string;
  protected finish(): void {}

  private flush(after: LineEnd): void {
    const line = this.line;
    this.line = '';
    this.decodeLine(line, after);
  }
}

class Base64Decoder extends LineDecoder {
  private carry = '';
  private pending: string[] = [];
  private pendingLength = 0;
  private rejected = '';
  private decoded = false;

  protected decodeLine(line: string): void {
    const text = line.trim();
    if (text === '') return;
    if (/^[A-Za-z0-9+/=]+$/.test(text)) {
      this.add(text);
      return;
    }
    const letters = text.replace(/[^A-Za-z0-9+/=]/g, '');
    this.faults.add('base64-garbage');
    const padded = /^[A-Za-z0-9+/]{2,}={1,2}(?=\s)/.exec(text);
    if (padded !== null) {
      // Padding ends the data; what follows it on the line is somebody's remark.
      this.add(padded[0]);
      return;
    }
    // A stray byte is dropped; a line of prose (the footer of a mailing list, a note of a scanner) is no base64.
    if (letters.length * 10 >= text.length * 9 && !/\S\s+\S/.test(text)) this.add(letters);
    else if (this.rejected.length < MAX_REJECTED) this.rejected += `${text}\n`;
  }

  protected longLine(line: string): string {
    this.decodeLine(line);
    return '';
  }

  protected override finish(): void {
    this.flushPending();
    this.give(Buffer.from(this.carry, 'base64'));
    // Labelled base64, and not a line of it is: the words themselves were sent.
    if (!this.decoded && this.rejected !== '') this.give(bytesOf(this.rejected));
  }

  private add(text: string): void {
    this.decoded = true;
    this.pending.push(text);
    this.pendingLength += text.length;
    if (this.pendingLength > MAX_LINE) this.flushPending();
  }

  private flushPending(): void {
    const text = this.carry + this.pending.join('');
    this.pending = [];
    this.pendingLength = 0;
    // "=" ends a group wherever it stands; several encoded pieces may follow each other.
    const groups = text.split(/=+/);
    const open = groups.pop() ?? '';
    for (const group of groups) this.give(Buffer.from(group, 'base64'));
    const whole = open.length - (open.length % 4);
    this.give(Buffer.from(open.slice(0, whole), 'base64'));
    this.carry = open.slice(whole);
  }
}

class QuotedPrintableDecoder extends LineDecoder {
  protected decodeLine(line: string, after: LineEnd): void {
    // Trailing white space was added on the way (RFC 2045, section 6.7, rule 3).
    const text = trimEnd(line);
    const soft = text.endsWith('=') && after !== '';
    const decoded = this.decode(soft ? text.slice(0, -1) : text.replace(/=$/, ''));
    this.give(bytesOf(soft ? decoded : decoded + after));
  }

  protected longLine(line: string): string {
    this.give(bytesOf(this.decode(line.slice(0, -3))));
    return line.slice(-3);
  }

  private decode(text: string): string {
    if (!text.includes('=')) return text;
    return text.replace(/=([0-9A-Fa-f]{2})?/g, (_, hex: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      this.faults.add('quoted-printable-garbage');
      return '=';
    });
  }
}

class UuDecoder extends LineDecoder {
  private open = false;
  private seen = false;
  private outside = '';

  protected decodeLine(line: string): void {
    if (!this.open) {
      if (/^begin [0-7]{3,4} /.test(line)) {
        this.open = true;
        this.seen = true;
      } else if (!this.seen && this.outside.length < MAX_REJECTED) this.outside += `${line}\n`;
      return;
    }
    if (/^end\s*$/.test(line)) {
      this.open = false;
      return;
    }
    const length = line === '' ? 0 : (line.charCodeAt(0) - 32) & 63;
    const out = Buffer.alloc(Math.ceil(length / 3) * 3);
    for (let from = 1, to = 0; to < length; from += 4, to += 3) {
      const [a, b, c, d] = [0, 1, 2, 3].map((k) => ((line.charCodeAt(from + k) || 32) - 32) & 63) as [
        number,
        number,
        number,
        number,
      ];
      out[to] = (a << 2) | (b >> 4);
      out[to + 1] = (b << 4) | (c >> 2);
      out[to + 2] = (c << 6) | d;
    }
    this.give(out.subarray(0, length));
  }

  protected longLine(line: string): string {
    this.faults.add('uuencode-garbage');
    this.decodeLine(line.slice(0, 61));
    return '';
  }

  protected override finish(): void {
    if (this.open) this.faults.add('uuencode-without-end');
    if (!this.seen) {
      this.faults.add('uuencode-garbage');
      this.give(bytesOf(this.outside));
    }
  }
}

/** Without spaces and tabs at the end; a loop, because a regular expression would be quadratic here. */
function trimEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t' || line[end - 1] === '\r')) end -= 1;
  return line.slice(0, end);
}
