import { PassThrough, pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { OutboundError } from './outbound-error.js';

interface BodyOptions {
  /** `content-encoding`, if any. */
  encoding: string | undefined;
  /** Counted after decoding, so that a small answer cannot unfold into a large one. */
  maxBytes: number;
  status: number;
  /** Makes what the caller sees of a failure. */
  explain: (error: unknown) => OutboundError;
  /** Runs once, when the body has been read or given up. */
  release: () => void;
}

/** The decoded body; fails with an `OutboundError`, `too_large` as soon as it exceeds its limit. */
export function limitedBody(source: Readable, options: BodyOptions): Readable {
  const decoded = decode(source, options.encoding);
  async function* read(): AsyncGenerator<Buffer> {
    let bytes = 0;
    try {
      for await (const chunk of decoded as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > options.maxBytes) throw tooLarge(options.maxBytes, options.status);
        yield chunk;
      }
    } catch (error) {
      throw error instanceof OutboundError ? error : options.explain(error);
    }
  }
  const body = Readable.from(read(), { objectMode: false, highWaterMark: 64 * 1024 });
  return body.once('close', () => {
    decoded.destroy();
    source.destroy();
    options.release();
  });
}

export function tooLarge(maxBytes: number, status: number): OutboundError {
  return new OutboundError('too_large', `The answer is larger than ${maxBytes} bytes.`, {
    mayHaveLeft: true,
    status,
  });
}

function decode(source: Readable, encoding: string | undefined): Readable {
  const decoder = decoderOf(encoding);
  // Its failure reaches the reader through `decoded`; the callback only keeps it from being thrown.
  pipeline(source, decoder, () => {});
  return decoder.on('error', () => {});
}

/** We ask for no encoding, but some stores send files the way they keep them. */
function decoderOf(encoding: string | undefined) {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return new PassThrough();
  }
}
