import type { Readable } from 'node:stream';
import { MailBody } from './mail-body.js';
import { readMailHead } from './mail-head.js';
import type { MimePart } from './mime-part.js';
import { type MimeEvent, MimeSplitter } from './mime-splitter.js';
import type { AttachmentSink, MailAttachment, ParsedMail } from './parsed-mail.js';
import { type PartSource, PartStore, type TnefHandling } from './part-store.js';

const CHUNK = 64 * 1024;

/**
 * Reads a mail while it streams by. Memory stays bounded (about 10 MB) whatever the mail's size: attachments flow to
 * the sink, body text is kept up to 5 MiB. Bad input never makes it fail; what was wrong stands in `faults`.
 * Rejects only when the source breaks off with an error or the sink fails: neither says anything about the mail.
 */
export async function parseMail(
  source: Readable | Uint8Array,
  sink: AttachmentSink,
  options: { tnef?: TnefHandling } = {},
): Promise<ParsedMail> {
  const splitter = new MimeSplitter();
  const events = new EventReader(source, splitter);
  try {
    return await readMail(events, splitter, new PartStore(events, sink, options.tnef ?? 'open'));
  } finally {
    await events.close();
  }
}

async function readMail(events: EventReader, splitter: MimeSplitter, parts: PartStore): Promise<ParsedMail> {
  const body = new MailBody();
  let root: MimePart | null = null;
  for (let event = await events.next(); event !== null; event = await events.next()) {
    if (event.kind === 'header') root = event.part;
    if (event.kind !== 'part') continue;
    if (body.accepts(event.part)) {
      const kept: Uint8Array[] = [];
      for (let bytes = await events.data(); bytes !== null; bytes = await events.data())
        kept.push(body.keep(bytes));
      body.add(event.part, Buffer.concat(kept));
    } else {
      await parts.add(event.part, body.charset);
    }
  }
  const head = readMailHead(root?.fields ?? [], root?.params.charset ?? body.charset);
  const { text, html } = wordsOf(body, parts);
  const empty = text === null && html === null && parts.attachments.length === 0;
  if (empty && parts.openedTnef) parts.faults.add('tnef-unread');
  const faults = new Set([...splitter.faults, ...body.faults, ...parts.faults]);
  if ((root?.fields.length ?? 0) === 0) faults.add('no-header');
  return {
    ...head,
    text,
    html,
    attachments: markInline(parts.attachments, html),
    invitations: parts.invitations,
    contentType: root?.type ?? 'text/plain',
    contentTypeParams: { ...root?.params },
    reportParts: parts.reportParts,
    faults: [...faults].sort(),
  };
}

/** What the wrapping says counts where the mail says nothing outside of it. */
function wordsOf(body: MailBody, { tnefText, tnefHtml }: PartStore): Pick<ParsedMail, 'text' | 'html'> {
  const { text, html } = body.result();
  const silent = (text ?? '').trim() === '' && (html ?? '').trim() === '';
  return silent && (tnefText ?? tnefHtml) !== null ? { text: tnefText, html: tnefHtml } : { text, html };
}

/** Events of the splitter, fed from the source as they are asked for, so that a slow sink slows the source. */
class EventReader implements PartSource {
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

  /** Lets go of a source that was not read to its end. */
  async close(): Promise<void> {
    if (!this.ended && this.failure === null) await this.chunks.return?.();
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
