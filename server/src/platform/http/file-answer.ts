import type { FastifyReply } from 'fastify';
import type { ByteRange, Storage } from '../storage/storage.js';

/** A stored file as it is handed to a browser. */
export interface FileAnswer {
  key: string;
  filename: string;
  contentType: string;
  /** Bytes. */
  size: number;
  /** Saved instead of shown, whatever it is. */
  download: boolean;
}

/**
 * What browsers show without running anything that came with it. Everything else (HTML, SVG, XML, scripts) is only
 * ever saved, and under a type that no browser renders.
 */
const SHOWN = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf)$/;

/**
 * Sends a stored file, or the part of it that was asked for (RFC 9110, 14), with headers that keep it from acting
 * as a page of ours.
 */
export async function sendFile(
  reply: FastifyReply,
  storage: Storage,
  file: FileAnswer,
  asked: { range: string | undefined; ifNoneMatch?: string | undefined },
): Promise<void> {
  const type = file.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const shown = !file.download && SHOWN.test(type);
  const etag = `"${file.key.split('/').at(-1)}"`;
  void reply
    .header('content-disposition', disposition(shown ? 'inline' : 'attachment', file.filename))
    // A sandboxed PDF is not drawn by browsers; their viewers run none of its scripts on our behalf.
    .header('content-security-policy', `default-src 'none'${type === 'application/pdf' ? '' : '; sandbox'}`)
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('cache-control', 'private, no-cache')
    .header('accept-ranges', 'bytes')
    .header('etag', etag)
    .type(shown ? type : 'application/octet-stream');
  if (asked.ifNoneMatch === etag) return void (await reply.status(304).send());
  const range = rangeOf(asked.range, file.size);
  if (range === 'unsatisfiable') {
    return void (await reply.status(416).header('content-range', `bytes */${file.size}`).send());
  }
  if (range !== undefined) {
    const end = range.end ?? file.size - 1;
    void reply.status(206).header('content-range', `bytes ${range.start}-${end}/${file.size}`);
    void reply.header('content-length', end - range.start + 1);
  } else void reply.header('content-length', file.size);
  await reply.send(await storage.read(file.key, range));
}

/** One range; several, or what is none, means the whole (RFC 9110, 14.2). */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (found === null) return undefined;
  const [, first = '', last = ''] = found;
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const suffix = Number(last);
    if (suffix === 0 || size === 0) return 'unsatisfiable';
    return { start: Math.max(0, size - suffix), end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

/** RFC 6266: an ASCII name for old clients, the real one beside it. */
export function disposition(kind: 'inline' | 'attachment', filename: string): string {
  const ascii = filename.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
