import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

/** One file of a form. */
export interface MultipartFile {
  /** Name of the form's field. */
  name: string;
  filename: string;
  contentType: string;
  /** Bytes, as they will be. */
  size: number;
  open(): Promise<Readable>;
}

/**
 * A form with files (RFC 7578), streamed: each file is opened when its turn comes.
 * @returns body and headers for `OutboundRequest`; the length is known, so that the other side need not guess
 */
export function multipart(
  fields: Readonly<Record<string, string>>,
  files: readonly MultipartFile[],
): { body: Readable; headers: Record<string, string> } {
  const boundary = `parley-${randomUUID()}`;
  const head = Object.entries(fields)
    .map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
    )
    .join('');
  const heads = files.map(
    ({ name, filename, contentType }) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"; filename="${quoted(filename)}"\r\n` +
      `Content-Type: ${oneLine(contentType)}\r\n\r\n`,
  );
  const end = `--${boundary}--\r\n`;
  const length =
    Buffer.byteLength(head) +
    files.reduce((sum, { size }, index) => sum + Buffer.byteLength(heads[index] ?? '') + size + 2, 0) +
    Buffer.byteLength(end);
  async function* parts(): AsyncGenerator<Buffer> {
    yield Buffer.from(head);
    for (const [index, file] of files.entries()) {
      yield Buffer.from(heads[index] ?? '');
      for await (const chunk of await file.open()) yield chunk as Buffer;
      yield Buffer.from('\r\n');
    }
    yield Buffer.from(end);
  }
  return {
    body: Readable.from(parts(), { objectMode: false }),
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(length),
    },
  };
}

/** As browsers do (WHATWG HTML, "multipart form data"). */
const quoted = (value: string) => value.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22');
const oneLine = (value: string) => value.replace(/[\r\n]/g, ' ');
