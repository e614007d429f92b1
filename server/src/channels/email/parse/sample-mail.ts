import { parseMail } from './parse-mail.parse.js';
import type { AttachmentSink, ParsedMail } from './parsed-mail.js';

/** A sink that keeps everything, one character per byte. */
export const keep: AttachmentSink = async (_meta, content) => {
  const chunks: Uint8Array[] = [];
  for await (const bytes of content) chunks.push(bytes);
  const whole = Buffer.concat(chunks);
  return { size: whole.length, stored: whole.toString('latin1') };
};

/** Each character of `mail` is one byte; lines end with CRLF. */
export function read(mail: string | string[]): Promise<ParsedMail> {
  const text = (Array.isArray(mail) ? mail.join('\n') : mail).replace(/\r?\n/g, '\r\n');
  return parseMail(Buffer.from(text, 'latin1'), keep);
}

export const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
export const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

export function multipart(type: string, boundary: string, ...parts: string[]): string {
  return [
    `Content-Type: multipart/${type}; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, part]),
    `--${boundary}--`,
    '',
  ].join('\n');
}
