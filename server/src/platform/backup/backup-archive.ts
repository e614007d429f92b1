import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Header, Pax } from 'tar';

const BLOCK = 512;
/** The last entry: how many came before it, and the SHA-256 over their names, sizes and contents. */
const SEAL = 'seal.json';

/** The file is cut short, changed, or not a backup of Parley's. */
export class DamagedArchiveError extends Error {
  override readonly name = 'DamagedArchiveError';
}

/** Writes a gzipped tar (POSIX.1-2001) for its owner only, which has its name only once it is whole. */
export class ArchiveWriter {
  readonly #hash = createHash('sha256');
  readonly #gzip = createGzip({ level: 4 });
  readonly #half: string;
  readonly #done: Promise<void>;
  #entries = 0;

  /** @throws an error with code EEXIST when the file exists, or another of the file system's */
  static async create(file: string): Promise<ArchiveWriter> {
    const taken = await open(file, 'wx', 0o600);
    await taken.close();
    return new ArchiveWriter(file);
  }

  private constructor(private readonly file: string) {
    this.#half = `${file}.part`;
    const out = createWriteStream(this.#half, { mode: 0o600, flush: true });
    out.on('error', (error) => this.#gzip.destroy(error));
    this.#gzip.pipe(out);
    this.#done = finished(out);
    this.#done.catch(() => {}); // reported by the write that follows, or by finish
  }

  async add(name: string, content: string | Buffer): Promise<void> {
    const body = typeof content === 'string' ? Buffer.from(content) : content;
    await this.addStream(name, body.length, [body]);
  }

  /** @throws when the chunks do not make up `size` bytes */
  async addStream(
    name: string,
    size: number,
    chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  ): Promise<void> {
    this.#entries += 1;
    this.#hash.update(`${name}\0${size}\0`);
    const meta = { path: name, size, mode: 0o600, mtime: new Date(), type: 'File' as const };
    const block = Buffer.alloc(BLOCK);
    if (new Header(meta).encode(block)) await this.#write(new Pax(meta).encode());
    await this.#write(block);
    let written = 0;
    for await (const chunk of chunks) {
      written += chunk.length;
      this.#hash.update(chunk);
      await this.#write(chunk);
    }
    if (written !== size) throw new Error(`${name} has ${written} bytes instead of ${size}`);
    if (size % BLOCK !== 0) await this.#write(Buffer.alloc(BLOCK - (size % BLOCK)));
  }

  /** Seals the archive and gives it its name. */
  async finish(): Promise<void> {
    const seal = { entries: this.#entries, sha256: this.#hash.copy().digest('hex') };
    await this.add(SEAL, JSON.stringify(seal));
    await this.#write(Buffer.alloc(2 * BLOCK));
    this.#gzip.end();
    await this.#done;
    await rename(this.#half, this.file);
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    this.#gzip.destroy();
    await this.#done.catch(() => {});
    await rm(this.#half, { force: true });
    await rm(this.file, { force: true });
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#gzip.destroyed) await this.#done;
    if (this.#gzip.write(bytes)) return;
    await Promise.race([new Promise((resolve) => this.#gzip.once('drain', resolve)), this.#done]);
  }
}

export interface ArchiveEntry {
  name: string;
  size: number;
  /** Read to its end before the next entry; what is left unread is skipped. */
  body: AsyncIterable<Buffer>;
}

/**
 * Reads an archive from its beginning. The seal is checked at the end, so what was read is only to be trusted
 * once the loop has ended by itself.
 * @throws {DamagedArchiveError}
 */
export async function* readArchive(file: string): AsyncGenerator<ArchiveEntry> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  const bytes = new ByteReader(source.pipe(gunzip));
  const hash = createHash('sha256');
  let entries = 0;
  try {
    for (;;) {
      const { name, size } = await readHeader(bytes);
      if (name === SEAL) {
        const body = await collect(bytes.take(size));
        const told = parseSeal(body);
        if (told.entries !== entries || told.sha256 !== hash.digest('hex')) {
          throw new DamagedArchiveError('its contents do not match its seal');
        }
        // To the end of the compressed stream, whose own checksum stands there.
        await bytes.drain();
        return;
      }
      entries += 1;
      hash.update(`${name}\0${size}\0`);
      const body = hashed(bytes.take(size), hash);
      yield { name, size, body };
      for await (const _ of body); // what was left unread
      await collect(bytes.take((BLOCK - (size % BLOCK)) % BLOCK));
    }
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function readHeader(bytes: ByteReader): Promise<{ name: string; size: number }> {
  let extended: Pax | undefined;
  for (;;) {
    const header = new Header(await collect(bytes.take(BLOCK)), 0);
    if (header.nullBlock) throw new DamagedArchiveError('it has no seal');
    if (!header.cksumValid || header.path === undefined || header.size === undefined) {
      throw new DamagedArchiveError('it is not a tar archive');
    }
    if (header.type !== 'ExtendedHeader') {
      return { name: extended?.path ?? header.path, size: extended?.size ?? header.size };
    }
    const padded = Math.ceil(header.size / BLOCK) * BLOCK;
    extended = Pax.parse((await collect(bytes.take(padded))).toString('utf8', 0, header.size));
  }
}

function parseSeal(body: Buffer): { entries?: number; sha256?: string } {
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw new DamagedArchiveError('its seal cannot be read', { cause });
  }
}

/** Cuts a stream into counted pieces. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async *take(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      if (this.#rest.length === 0) {
        const { done, value } = await this.#next();
        if (done) throw new DamagedArchiveError('it ends too early');
        this.#rest = value;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async drain(): Promise<void> {
    while (!(await this.#next()).done);
  }

  async #next(): Promise<IteratorResult<Buffer>> {
    try {
      return await this.#chunks.next();
    } catch (error) {
      // Z_BUF_ERROR: the compressed stream ends too early; Z_DATA_ERROR: it is not one, or was changed.
      if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
      throw new DamagedArchiveError((error as Error).message, { cause: error });
    }
  }
}

/** One pass only: iterated again, it goes on where it was left, so nothing is hashed twice. */
function hashed(chunks: AsyncGenerator<Buffer>, hash: ReturnType<typeof createHash>): AsyncIterable<Buffer> {
  const once: AsyncIterator<Buffer> = {
    async next() {
      const result = await chunks.next();
      if (!result.done) hash.update(result.value);
      return result;
    },
  };
  return { [Symbol.asyncIterator]: () => once };
}

/** All of it in one piece. */
export async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of chunks) parts.push(part);
  return Buffer.concat(parts);
}
