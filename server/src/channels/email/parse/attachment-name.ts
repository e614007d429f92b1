import { bytesOf } from './charset.js';
import { decodeHeaderText } from './encoded-words.js';
import { firstField, readHeaderBlock } from './header-fields.js';
import { contentIdOf, type MimePart } from './mime-part.js';

/** Extensions for what arrives without a name; everything else becomes `.bin`. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/gzip': 'gz',
  'application/ics': 'ics',
  'application/json': 'json',
  'application/msword': 'doc',
  'application/ms-tnef': 'dat',
  'application/pdf': 'pdf',
  'application/pgp-encrypted': 'asc',
  'application/pgp-keys': 'asc',
  'application/pgp-signature': 'asc',
  'application/pkcs7-mime': 'p7m',
  'application/pkcs7-signature': 'p7s',
  'application/postscript': 'ps',
  'application/rtf': 'rtf',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.ms-tnef': 'dat',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/x-pkcs7-mime': 'p7m',
  'application/x-pkcs7-signature': 'p7s',
  'application/xml': 'xml',
  'application/zip': 'zip',
  'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'image/bmp': 'bmp',
  'image/gif': 'gif',
  'image/heic': 'heic',
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/tiff': 'tiff',
  'image/webp': 'webp',
  'text/calendar': 'ics',
  'text/css': 'css',
  'text/csv': 'csv',
  'text/directory': 'vcf',
  'text/html': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
  'text/rtf': 'rtf',
  'text/vcard': 'vcf',
  'text/x-amp-html': 'html',
  'text/x-vcard': 'vcf',
  'text/xml': 'xml',
  'video/mp4': 'mp4',
  'video/mpeg': 'mpg',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
};

/** What bears an extension, the other way round; of several types the first is the usual one. */
const TYPES = new Map(
  Object.entries(EXTENSIONS)
    .filter(([type]) => !/\/x-|tnef|pgp|directory|application\/ics/.test(type))
    .reverse()
    .map(([type, extension]) => [extension, type]),
);

const STEMS: Readonly<Record<string, string>> = {
  'message/delivery-status': 'delivery-status.txt',
  'message/disposition-notification': 'disposition-notification.txt',
  'message/feedback-report': 'feedback-report.txt',
  'message/global-delivery-status': 'delivery-status.txt',
  'message/global-disposition-notification': 'disposition-notification.txt',
  'message/global-headers': 'headers.txt',
  'text/rfc822-headers': 'headers.txt',
  'text/calendar': 'invite.ics',
  'application/ics': 'invite.ics',
  'application/ms-tnef': 'winmail.dat',
  'application/vnd.ms-tnef': 'winmail.dat',
  'application/pkcs7-signature': 'smime.p7s',
  'application/x-pkcs7-signature': 'smime.p7s',
  'application/pgp-signature': 'signature.asc',
};

const MAX_NAME = 200;

/** The name the sender gave the part (RFC 2183, RFC 2231), made safe to show and to save; empty where there is none. */
export function givenName(part: MimePart): string {
  return cleanName(part.dispositionParams.filename ?? '') || cleanName(part.params.name ?? '');
}

/** A file name for the part, never empty. `number` counts the mail's attachments from 1. */
export function attachmentName(part: MimePart, number: number, enclosedHeader: Uint8Array | null): string {
  const given = givenName(part);
  if (given !== '') return given;
  if (isEnclosedMessage(part.type))
    return `${subjectIn(enclosedHeader) || described(part) || `message-${number}`}.eml`;
  const extension =
    EXTENSIONS[part.type] ??
    STEMS[part.type]?.split('.').at(-1) ??
    (part.type.startsWith('text/') ? 'txt' : 'bin');
  const fromId = nameInContentId(part);
  if (fromId !== '') return fromId;
  const description = described(part);
  if (description !== '') return hasExtension(description) ? description : `${description}.${extension}`;
  return STEMS[part.type] ?? `${kindOf(part.type)}-${number}.${extension}`;
}

/** A name for a file of which only the type is known. */
export function nameForType(type: string, number: number): string {
  return STEMS[type] ?? `${kindOf(type)}-${number}.${EXTENSIONS[type] ?? 'bin'}`;
}

/** The type of a file of which only the name is known. */
export function typeForName(name: string): string {
  const extension = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return TYPES.get(extension === 'jpeg' ? 'jpg' : extension) ?? 'application/octet-stream';
}

/** A whole message inside the mail (RFC 2046, RFC 6532). */
export function isEnclosedMessage(type: string): boolean {
  return type === 'message/rfc822' || type === 'message/global' || type === 'message/news';
}

function subjectIn(header: Uint8Array | null): string {
  if (header === null) return '';
  const lines: Uint8Array[] = [];
  for (const line of Buffer.from(header)
    .toString('latin1')
    .split(/\r\n|\n|\r/)) {
    if (line === '' && lines.length > 0) break;
    if (line !== '') lines.push(bytesOf(line));
  }
  const subject = firstField(readHeaderBlock(lines).fields, 'subject');
  return subject === null ? '' : cleanName(decodeHeaderText(subject).replace(/[/\\]/g, '-'));
}

function described(part: MimePart): string {
  const text = decodeHeaderText(
    firstField(part.fields, 'content-description') ?? '',
    part.params.charset ?? null,
  );
  return cleanName(text.replace(/[/\\]/g, '-'));
}

/** Outlook writes the name of a picture only into its Content-ID: `image001.png@01D0…`. */
function nameInContentId(part: MimePart): string {
  const local = (contentIdOf(part) ?? '').replace(/@.*$/, '');
  return /^[\w .-]{1,100}\.[A-Za-z]{3,4}$/.test(local) ? cleanName(local) : '';
}

function kindOf(type: string): string {
  const kind = type.slice(0, type.indexOf('/'));
  return kind === 'image' || kind === 'audio' || kind === 'video'
    ? kind
    : kind === 'text'
      ? 'document'
      : 'attachment';
}

function hasExtension(name: string): boolean {
  return /\.[A-Za-z0-9]{1,5}$/.test(name);
}

/** No directories (RFC 2183, section 2.3), no control or direction-changing characters, no dots to climb by. */
export function cleanName(text: string): string {
  const name = text
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^.*[/\\]/, '')
    .trim()
    .replace(/^\.+(?=\.?$)/, '');
  if (name.length <= MAX_NAME) return name;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  return [...name].slice(0, MAX_NAME - extension.length).join('') + extension;
}
