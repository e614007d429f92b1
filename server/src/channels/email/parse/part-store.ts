import { attachmentName, givenName, isEnclosedMessage } from './attachment-name.js';
import { readInvitations } from './calendar-invitation.js';
import { decodeText } from './charset.js';
import { contentIdOf, type MimePart } from './mime-part.js';
import type { AttachmentSink, MailAttachment, MailInvitation, MailReportPart } from './parsed-mail.js';
import { isTnef, openTnef } from './tnef/tnef.parse.js';

/** Whether Outlook's wrapping (`winmail.dat`) is opened, or handed out as the file it is. */
export type TnefHandling = 'open' | 'keep';

/** Where the bytes of the part under way come from. */
export interface PartSource {
  /** The next decoded bytes, or null at the end of the part. */
  data(): Promise<Buffer | null>;
}

const MAX_REPORT_PART = 64 * 1024;
const MAX_REPORT_PARTS = 50;
const MAX_CALENDAR = 512 * 1024;

const REPORT_TYPES = new Set([
  'message/delivery-status',
  'message/disposition-notification',
  'message/feedback-report',
  'message/global-delivery-status',
  'message/global-disposition-notification',
  'message/global-headers',
  'text/rfc822-headers',
]);

/** Hands parts that are no body text to the sink, and reads the machine-readable ones on the way. */
export class PartStore {
  readonly attachments: MailAttachment[] = [];
  readonly invitations: MailInvitation[] = [];
  readonly reportParts: MailReportPart[] = [];
  readonly faults = new Set<string>();
  /** What stood in Outlook's wrapping, for mails that say nothing else. */
  tnefText: string | null = null;
  tnefHtml: string | null = null;
  openedTnef = false;

  constructor(
    private readonly source: PartSource,
    private readonly sink: AttachmentSink,
    private readonly tnef: TnefHandling,
  ) {}

  /** Takes the part under way to its end, whether or not the sink reads it all. `hint` is a charset used in the mail. */
  async add(part: MimePart, hint: string | null): Promise<void> {
    const reader = new PartReader(this.source, startWanted(part));
    if (this.tnef === 'open' && mayBeTnef(part) && isTnef(await reader.peek(4))) return this.addTnef(reader);
    const index = this.attachments.length;
    // An enclosed message is named after its subject, so its header has to be read before the sink is called.
    if (isEnclosedMessage(part.type)) await reader.readHeader();
    const filename = attachmentName(part, index + 1, reader.start());
    const result = await this.sink({ filename, contentType: part.type }, reader.content());
    await reader.finish();
    if (result.size !== reader.size) this.faults.add('attachment-cut-by-sink');
    this.attachments.push({
      index,
      filename,
      contentType: part.type,
      inline: false,
      contentId: contentIdOf(part),
      size: result.size,
      stored: result.stored,
    });
    if (isReportPart(part)) this.addReport(part, reader.start(), hint);
    if (isCalendar(part)) this.addInvitations(part, reader.start());
  }

  private async addTnef(reader: PartReader): Promise<void> {
    this.openedTnef = true;
    const opened = await openTnef(reader.content(), this.sink);
    await reader.finish();
    for (const file of opened.files) this.attachments.push({ index: this.attachments.length, ...file });
    this.tnefText ??= opened.text;
    this.tnefHtml ??= opened.html;
    if (!opened.whole) this.faults.add('tnef-unread');
  }

  private addReport(part: MimePart, start: Buffer, hint: string | null): void {
    if (this.reportParts.length >= MAX_REPORT_PARTS) return;
    const { text } = decodeText(start.subarray(0, MAX_REPORT_PART), part.params.charset, hint);
    this.reportParts.push({
      contentType: part.type,
      text: text.replace(/\r+\n/g, '\n').replaceAll('\0', ''),
    });
  }

  private addInvitations(part: MimePart, start: Buffer): void {
    // RFC 5545, section 3.1.4: UTF-8 where nothing is said.
    const { text } = decodeText(start, part.params.charset ?? 'utf-8');
    for (const one of readInvitations(text, part.params.method ?? '')) {
      // The same event often comes twice, as an alternative and as a file.
      const known = this.invitations.some(
        (other) => one.uid !== null && other.uid === one.uid && other.method === one.method,
      );
      if (!known) this.invitations.push(one);
    }
  }
}

/** Reads one part, keeps its beginning, and counts it. */
class PartReader {
  size = 0;
  private readonly ahead: Buffer[] = [];
  private readonly kept: Buffer[] = [];
  private keptLength = 0;
  private ended = false;
  private closed = false;

  constructor(
    private readonly source: PartSource,
    private readonly wanted: number,
  ) {}

  start(): Buffer {
    return Buffer.concat(this.kept);
  }

  async readHeader(): Promise<void> {
    while (this.keptLength < this.wanted && !/\S\r?\n\r?\n/.test(this.start().toString('latin1'))) {
      const bytes = await this.pull();
      if (bytes === null) return;
      this.ahead.push(bytes);
    }
  }

  /** The first bytes, at least so many where there are; they are handed out all the same. */
  async peek(count: number): Promise<Buffer> {
    let length = 0;
    while (length < count) {
      const bytes = await this.pull();
      if (bytes === null) break;
      this.ahead.push(bytes);
      length += bytes.length;
    }
    return Buffer.concat(this.ahead);
  }

  async *content(): AsyncGenerator<Uint8Array> {
    yield* this.ahead;
    // Once the sink is through, what follows belongs to the next part.
    while (!this.closed) {
      const bytes = await this.pull();
      if (bytes === null) return;
      yield bytes;
    }
  }

  async finish(): Promise<void> {
    this.closed = true;
    while ((await this.pull()) !== null);
  }

  private async pull(): Promise<Buffer | null> {
    if (this.ended) return null;
    const bytes = await this.source.data();
    if (bytes === null) {
      this.ended = true;
      return null;
    }
    this.size += bytes.length;
    if (this.keptLength < this.wanted) {
      const piece = bytes.subarray(0, this.wanted - this.keptLength);
      this.kept.push(piece);
      this.keptLength += piece.length;
    }
    return bytes;
  }
}

/** Some servers forget the type, and keep the name. */
function mayBeTnef(part: MimePart): boolean {
  return /^application\/(?:vnd\.)?ms-tnef$/.test(part.type) || /^win(?:mail|\.dat)/i.test(givenName(part));
}

function startWanted(part: MimePart): number {
  if (isCalendar(part)) return MAX_CALENDAR;
  return isReportPart(part) ? MAX_REPORT_PART : 0;
}

function isCalendar(part: MimePart): boolean {
  return part.type === 'text/calendar' || part.type === 'application/ics';
}

function isReportPart(part: MimePart): boolean {
  if (REPORT_TYPES.has(part.type) || isEnclosedMessage(part.type)) return true;
  return part.parent?.type === 'multipart/report' && part.type === 'text/plain';
}
