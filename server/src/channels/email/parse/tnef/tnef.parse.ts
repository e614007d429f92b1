import { cleanName, nameForType, typeForName } from '../attachment-name.js';
import { charsetOfHtml, decodeText } from '../charset.js';
import type { AttachmentSink, MailAttachment } from '../parsed-mail.js';
import { BrokenBytesError, ByteWindow } from './byte-window.js';
import { unpackRtf } from './compressed-rtf.parse.js';
import { type MapiProperty, PropertyType, readProperties } from './mapi-properties.parse.js';
import { charsetOf, textOfRtf } from './rtf-text.parse.js';

/** What Outlook wrapped into `winmail.dat` (MS-OXTNEF). */
export interface OpenedTnef {
  files: Omit<MailAttachment, 'index'>[];
  text: string | null;
  html: string | null;
  /** All of it was understood, and all that matters is in here. */
  whole: boolean;
}

const SIGNATURE = 0x223e9f78;
/** Attributes (MS-OXTNEF, section 2.1.3.3), without the type in their upper half. */
const Attribute = {
  messageClass: 0x8008,
  body: 0x800c,
  title: 0x8010,
  data: 0x800f,
  properties: 0x9003,
  beginFile: 0x9002,
  fileProperties: 0x9005,
  codepage: 0x9007,
} as const;
/** Properties (MS-OXPROPS). */
const Property = {
  messageClass: 0x001a,
  subject: 0x0037,
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  displayName: 0x3001,
  data: 0x3701,
  shortName: 0x3704,
  longName: 0x3707,
  mimeType: 0x370e,
  contentId: 0x3712,
  htmlCodepage: 0x3fde,
  codepage: 0x3ffd,
} as const;
const MORE = /^IPM\.(Microsoft )?(Appointment|Schedule|Contact|DistList|Task|Activity|StickyNote)/i;
/** Bytes of an attribute without a value. */
const SHORTEST = 11;
const MESSAGE_IID = '0703020000000000c000000000000046';

const MAX_BODY = 5 * 1024 * 1024;
const MAX_NAME = 2_048;
const MAX_FILES = 500;
const MAX_DEPTH = 5;

export const isTnef = (start: Buffer): boolean => start.length >= 4 && start.readUInt32LE() === SIGNATURE;

/**
 * Opens a TNEF stream as it comes by: files flow to the sink, body text is kept up to 5 MiB each. Never throws for
 * what stands in it; what could be read before it broke is there.
 * @throws what the source or the sink throws
 */
export async function openTnef(source: AsyncIterable<Uint8Array>, sink: AttachmentSink): Promise<OpenedTnef> {
  const files: OpenedTnef['files'] = [];
  const message = new TnefMessage(files, sink, 0);
  let broken = false;
  try {
    await message.read(ByteWindow.over(source));
  } catch (error) {
    if (!(error instanceof BrokenBytesError)) throw error;
    broken = true;
  }
  return { files, ...message.words(), whole: !broken && !message.damaged && !message.isMore };
}

interface OpenFile {
  title: Value | null;
  longName: Value | null;
  shortName: Value | null;
  displayName: Value | null;
  mimeType: Value | null;
  contentId: Value | null;
  stored: { size: number; stored: unknown } | null;
  /** A message that was attached: what is in it has been taken out. */
  opened: boolean;
}

interface Value {
  bytes: Buffer;
  unicode: boolean;
}

/** One message: the outer one, or one attached to it. */
class TnefMessage {
  /** More than words and files: an appointment, a contact, a list, whose fields are not read here. */
  isMore = false;
  damaged = false;
  private codepage = 1252;
  private htmlCodepage = 0;
  private subject: Value | null = null;
  private body: Value | null = null;
  private html: Value | null = null;
  private rtf: Buffer | null = null;
  private file: OpenFile | null = null;

  constructor(
    private readonly files: OpenedTnef['files'],
    private readonly sink: AttachmentSink,
    private readonly depth: number,
  ) {}

  async read(bytes: ByteWindow): Promise<void> {
    try {
      if ((await bytes.u32()) !== SIGNATURE) throw new BrokenBytesError('no TNEF');
      await bytes.u16();
      let read = 0;
      for (let level = await bytes.byte(); level !== null; level = await bytes.byte()) {
        if (level !== 1 && level !== 2) {
          // Gateways append a line end: what is too short for an attribute is none.
          if (read === 0 || (await bytes.rest(SHORTEST)) === null) throw new BrokenBytesError('no attribute');
          return;
        }
        const id = (await bytes.u32()) & 0xffff;
        const size = await bytes.u32();
        let sum = 0;
        const value = bytes.window(size, (piece) => {
          for (const byte of piece) sum = (sum + byte) & 0xffff;
        });
        await this.attribute(id, value);
        await value.finish();
        if ((await bytes.u16()) !== sum) this.damaged = true;
        read += 1;
      }
    } finally {
      this.endFile();
    }
  }

  words(): { text: string | null; html: string | null } {
    const html = this.html === null ? null : this.decodeHtml(this.html);
    let text = this.body === null ? null : this.decode(this.body);
    if (blank(text) && blank(html) && this.rtf !== null) text = textOfRtf(unpackRtf(this.rtf) ?? '');
    return { text: blank(text) ? null : text, html: blank(html) ? null : html };
  }

  private async attribute(id: number, value: ByteWindow): Promise<void> {
    switch (id) {
      case Attribute.messageClass:
        this.isMore ||= MORE.test((await value.upTo(MAX_NAME)).toString('latin1'));
        return;
      case Attribute.codepage:
        this.codepage = await value.u32();
        return;
      case Attribute.body:
        this.body ??= { bytes: await value.upTo(MAX_BODY), unicode: false };
        return;
      case Attribute.properties:
        return readProperties(value, (property, content) => this.property(property, content));
      case Attribute.beginFile:
        this.beginFile();
        return;
      case Attribute.title:
        this.openFile().title = { bytes: await value.upTo(MAX_NAME), unicode: false };
        return;
      case Attribute.data:
        await this.store(this.openFile(), value);
        return;
      case Attribute.fileProperties: {
        const file = this.openFile();
        return readProperties(value, (property, content) => this.fileProperty(file, property, content));
      }
      default:
    }
  }

  private async property({ id, type }: MapiProperty, value: ByteWindow): Promise<void> {
    const kept = async () => ({ bytes: await value.upTo(MAX_BODY), unicode: type === PropertyType.unicode });
    switch (id) {
      case Property.messageClass:
        this.isMore ||= MORE.test(this.decode(await kept()));
        return;
      case Property.subject:
        this.subject = await kept();
        return;
      case Property.body:
        this.body = await kept();
        return;
      case Property.html:
        this.html = await kept();
        return;
      case Property.rtf:
        this.rtf = (await kept()).bytes;
        return;
      case Property.codepage:
        this.codepage = await value.u32();
        return;
      case Property.htmlCodepage:
        this.htmlCodepage = await value.u32();
        return;
      default:
    }
  }

  private async fileProperty(file: OpenFile, { id, type }: MapiProperty, value: ByteWindow): Promise<void> {
    const name = async () => ({ bytes: await value.upTo(MAX_NAME), unicode: type === PropertyType.unicode });
    switch (id) {
      case Property.longName:
        file.longName = await name();
        return;
      case Property.shortName:
        file.shortName = await name();
        return;
      case Property.displayName:
        file.displayName = await name();
        return;
      case Property.mimeType:
        file.mimeType = await name();
        return;
      case Property.contentId:
        file.contentId = await name();
        return;
      case Property.data:
        if (type === PropertyType.object) {
          const kind = (await value.take(16)).toString('hex');
          if (kind === MESSAGE_IID) return this.attached(file, value);
        }
        return this.store(file, value);
      default:
    }
  }

  /** The first bytes that are any. */
  private async store(file: OpenFile, value: ByteWindow): Promise<void> {
    if (file.stored !== null && file.stored.size > 0) return;
    file.stored = await this.sink(
      { filename: 'attachment', contentType: 'application/octet-stream' },
      value.content(),
    );
  }

  /** A message in the message: its words become a file, beside its own files. */
  private async attached(file: OpenFile, value: ByteWindow): Promise<void> {
    if (this.depth >= MAX_DEPTH) throw new BrokenBytesError('nested too deeply');
    const message = new TnefMessage(this.files, this.sink, this.depth + 1);
    file.opened = true;
    await message.read(value);
    if (message.damaged) this.damaged = true;
    const { text, html } = message.words();
    const words = html ?? text;
    if (words === null) return;
    const contentType = html === null ? 'text/plain' : 'text/html';
    const given = message.subject ?? file.displayName;
    const name = given === null ? '' : cleanName(this.decode(given).replace(/[/\\]/g, '-'));
    const filename = `${name === '' ? 'message' : name}.${html === null ? 'txt' : 'html'}`;
    const stored = await this.sink({ filename, contentType }, once(Buffer.from(words, 'utf8')));
    this.add({ filename, contentType, inline: false, contentId: null, ...stored });
  }

  private beginFile(): void {
    this.endFile();
    this.file = {
      title: null,
      longName: null,
      shortName: null,
      displayName: null,
      mimeType: null,
      contentId: null,
      stored: null,
      opened: false,
    };
  }

  private openFile(): OpenFile {
    if (this.file === null) this.beginFile();
    return this.file as OpenFile;
  }

  private endFile(): void {
    const { file } = this;
    this.file = null;
    if (file === null || file.stored === null || file.opened) return;
    const told = file.mimeType === null ? '' : this.decode(file.mimeType).trim().toLowerCase();
    const names = [file.longName, file.title, file.shortName, file.displayName];
    const filename = names
      .map((value) => (value === null ? '' : cleanName(this.decode(value))))
      .find((name) => name !== '');
    const contentType = /^[\w.+-]+\/[\w.+-]+$/.test(told) ? told : typeForName(filename ?? '');
    const contentId = file.contentId === null ? '' : this.decode(file.contentId).replace(/^<|>$/g, '').trim();
    this.add({
      filename: filename ?? nameForType(contentType, this.files.length + 1),
      contentType,
      inline: false,
      contentId: contentId === '' ? null : contentId,
      ...file.stored,
    });
  }

  private add(file: OpenedTnef['files'][number]): void {
    if (this.files.length >= MAX_FILES) throw new BrokenBytesError('too many files');
    this.files.push(file);
  }

  private decode({ bytes, unicode }: Value): string {
    const text = unicode
      ? bytes.subarray(0, bytes.length & ~1).toString('utf16le')
      : decodeText(bytes, charsetOf(this.codepage)).text;
    return text.replace(/\0[\s\S]*$/, '').replace(/\r\n?/g, '\n');
  }

  private decodeHtml(value: Value): string {
    if (value.unicode) return this.decode(value);
    const stated =
      charsetOfHtml(value.bytes) ?? (this.htmlCodepage > 0 ? charsetOf(this.htmlCodepage) : null);
    return decodeText(value.bytes, stated ?? charsetOf(this.codepage)).text.replaceAll('\0', '');
  }
}

const blank = (text: string | null): boolean => text === null || text.trim() === '';

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
