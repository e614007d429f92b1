import { Readable } from 'node:stream';
import { attachmentName, isEnclosedMessage } from './attachment-name.js';
import { readInvitations } from './calendar-invitation.js';
import { decodeText } from './charset.js';
import { MailBody } from './mail-body.js';
import { readMailHead } from './mail-head.js';
import { contentIdOf, type MimePart } from './mime-part.js';
import { type MimeEvent, MimeSplitter } from './mime-splitter.js';
import type {
  AttachmentSink,
  MailAttachment,
  MailInvitation,
  MailReportPart,
  ParsedMail,
} from './parsed-mail.js';

const CHUNK = 64 * 1024;
const MAX_REPORT_PART = 64 * 1024;
const MAX_CALENDAR = 512 * 1024;
const MAX_REPORT_PARTS = 50;

const REPORT_TYPES = new Set([
  'message/delivery-status',
  'message/disposition-notification',
  'message/feedback-report',
  'message/global-delivery-status',
  'message/global-disposition-notification',
  'message/global-headers',
  'text/rfc822-headers',
]);

/**
 * Reads a mail while it streams by. Memory stays bounded (about 10 MB) whatever the mail's size: attachments flow to
 * the sink, body text is kept up to 5 MiB. Bad input never makes it fail; what was wrong stands in `faults`.
 * Rejects only when the source breaks off with an error or the sink fails: neither says anything about the mail.
 */
export async function parseMail(source: Readable | Uint8Array, sink: AttachmentSink): Promise<ParsedMail> {
  const splitter = new MimeSplitter();
  const events = new EventReader(source, splitter);
  const body = new MailBody();
  const attachments: MailAttachment[] = [];
  const invitations: MailInvitation[] = [];
  const reportParts: MailReportPart[] = [];
  const faults = new Set<string>();
  let root: MimePart | null = null;
  for (let event = await events.next(); event !== null; event = await events.next()) {
    if (event.kind === 'header') root = event.part;
    if (event.kind !== 'part') continue;
    const { part } = event;
    if (body.accepts(part)) {
      const kept: Uint8Array[] = [];
      for (let bytes = await events.data(); bytes !== null; bytes = await events.data())
        kept.push(body.keep(bytes));
      body.add(part, Buffer.concat(kept));
      continue;
    }
    const { attachment, start } = await storeAttachment(part, {
      index: attachments.length,
      events,
      sink,
      faults,
    });
    attachments.push(attachment);
    if (isReportPart(part) && reportParts.length < MAX_REPORT_PARTS) {
      const text = decodeText(start.subarray(0, MAX_REPORT_PART), part.params.charset, body.charset).text;
      reportParts.push({ contentType: part.type, text: text.replace(/\r+\n/g, '\n').replaceAll('\0', '') });
    }
    if (isCalendar(part)) {
      // RFC 5545, section 3.1.4: UTF-8 where nothing is said.
      const text = decodeText(start, part.params.charset ?? 'utf-8').text;
      addInvitations(invitations, readInvitations(text, part.params.method ?? ''));
    }
  }
  const head = readMailHead(root?.fields ?? [], root?.params.charset ?? body.charset);
  const { text, html } = body.result();
  if ((root?.fields.length ?? 0) === 0) faults.add('no-header');
  return {
    ...head,
    text,
    html,
    attachments: markInline(attachments, html),
    invitations,
    contentType: root?.type ?? 'text/plain',
    contentTypeParams: { ...root?.params },
    reportParts,
    faults: [...new Set([...splitter.faults, ...body.faults, ...faults])].sort(),
  };
}

/** Events of the splitter, fed from the source as they are asked for, so that a slow sink slows the source. */
class EventReader {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private queue: MimeEvent[] = [];
  private ended = false;
  private failure: { error: unknown } | null = null;

  constructor(
    source: Readable | Uint8Array,
    private readonly splitter: MimeSplitter,
  ) {
    this.chunks =
      source instanceof Uint8Array
        ? slices(source)
        : (source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>);
  }

  async next(): Promise<MimeEvent | null> {
    while (this.queue.length === 0) {
      // A source that failed once looks ended when asked again; the sink may have asked first.
      if (this.failure !== null) throw this.failure.error;
      if (this.ended) return null;
      await this.fill();
    }
    return this.queue.shift()!;
  }

  /** The next bytes of the part under way, or null at its end. */
  async data(): Promise<Buffer | null> {
    const event = await this.next();
    return event?.kind === 'data' ? event.bytes : null;
  }

  private async fill(): Promise<void> {
    let result: IteratorResult<Uint8Array>;
    try {
      result = await this.chunks.next();
    } catch (error) {
      this.failure = { error };
      throw error;
    }
    if (result.done === true) {
      this.ended = true;
      this.splitter.end();
    } else {
      this.splitter.push(typeof result.value === 'string' ? Buffer.from(result.value) : result.value);
    }
    this.queue = this.splitter.take();
  }
}

async function* slices(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

interface StoreContext {
  index: number;
  events: EventReader;
  sink: AttachmentSink;
  faults: Set<string>;
}

/** Hands a part to the sink; gives back its beginning too, for the parts that are also read. */
async function storeAttachment(
  part: MimePart,
  { index, events, sink, faults }: StoreContext,
): Promise<{ attachment: MailAttachment; start: Buffer }> {
  const wanted = isCalendar(part) ? MAX_CALENDAR : isReportPart(part) ? MAX_REPORT_PART : 0;
  const first: Buffer[] = [];
  const start: Buffer[] = [];
  let startLength = 0;
  let size = 0;
  let ended = false;
  const pull = async (): Promise<Buffer | null> => {
    if (ended) return null;
    const bytes = await events.data();
    if (bytes === null) {
      ended = true;
      return null;
    }
    size += bytes.length;
    if (startLength < wanted) {
      start.push(bytes.subarray(0, wanted - startLength));
      startLength += start.at(-1)!.length;
    }
    return bytes;
  };
  if (isEnclosedMessage(part.type)) {
    // Its name is its subject, so its header has to be read before the sink is called.
    while (startLength < MAX_REPORT_PART && !/\S\r?\n\r?\n/.test(Buffer.concat(start).toString('latin1'))) {
      const bytes = await pull();
      if (bytes === null) break;
      first.push(bytes);
    }
  }
  const filename = attachmentName(part, index + 1, Buffer.concat(start));
  let open = true;
  async function* content(): AsyncGenerator<Uint8Array> {
    yield* first;
    // Once the sink is through, what follows belongs to the next part.
    while (open) {
      const bytes = await pull();
      if (bytes === null) return;
      yield bytes;
    }
  }
  const result = await sink({ filename, contentType: part.type }, content());
  open = false;
  while ((await pull()) !== null);
  if (result.size !== size) faults.add('attachment-cut-by-sink');
  return {
    attachment: {
      index,
      filename,
      contentType: part.type,
      inline: false,
      contentId: contentIdOf(part),
      size: result.size,
      stored: result.stored,
    },
    start: Buffer.concat(start),
  };
}

function isCalendar(part: MimePart): boolean {
  return part.type === 'text/calendar' || part.type === 'application/ics';
}

function isReportPart(part: MimePart): boolean {
  if (REPORT_TYPES.has(part.type) || isEnclosedMessage(part.type)) return true;
  return part.parent?.type === 'multipart/report' && part.type === 'text/plain';
}

/** The same event often comes twice, as an alternative and as a file. */
function addInvitations(all: MailInvitation[], more: MailInvitation[]): void {
  for (const one of more) {
    if (!all.some((other) => one.uid !== null && other.uid === one.uid && other.method === one.method))
      all.push(one);
  }
}

/** A part is inline when the HTML names it (RFC 2392); headers claim all sorts of things. */
function markInline(attachments: MailAttachment[], html: string | null): MailAttachment[] {
  if (html === null) return attachments;
  const named = new Set<string>();
  for (const match of html.matchAll(/cid:([^\s"'<>)]{1,998})/gi)) {
    named.add(match[1]!.toLowerCase());
    named.add(decodePercent(match[1]!).toLowerCase());
  }
  return attachments.map((one) =>
    one.contentId !== null && named.has(one.contentId.toLowerCase()) ? { ...one, inline: true } : one,
  );
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('&amp;', '&'));
  } catch {
    return text;
  }
}
