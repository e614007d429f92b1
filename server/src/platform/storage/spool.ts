import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { PutOptions, StorageSource } from './storage.js';
import { StorageFullError, StorageTooLargeError } from './storage-error.js';

export interface Spooled {
  /** Complete and synced; to be moved or removed by the caller. */
  path: string;
  size: number;
  hash: string;
}

/** Whatever is this old was left by a process that died. */
const ABANDONED_MS = 24 * 3_600_000;

/** Writes the source to a file of its own, hashing it on the way; holds one chunk in memory. A stream is ended whatever happens. */
export async function spool(
  folder: string,
  source: StorageSource,
  options: PutOptions = {},
): Promise<Spooled> {
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  let size = 0;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of source instanceof Uint8Array ? [source] : source) {
        if (!(chunk instanceof Uint8Array))
          throw new TypeError('The storage takes bytes, not text or objects.');
        size += chunk.byteLength;
        if (options.maxBytes !== undefined && size > options.maxBytes)
          throw new StorageTooLargeError(options.maxBytes);
        hash.update(chunk);
        await writeAll(file, chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return { path, size, hash: hash.digest('hex') };
  } catch (error) {
    if (source instanceof Readable) source.destroy();
    await rm(path, { force: true });
    throw isFull(error) ? new StorageFullError(error) : error;
  }
}

async function writeAll(
  file: { write(data: Uint8Array, offset: number): Promise<{ bytesWritten: number }> },
  chunk: Uint8Array,
): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    offset += (await file.write(chunk, offset)).bytesWritten;
  }
}

/** No room on the disk, or none left to this user. */
export function isFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** Removes what was never finished. */
export async function sweepSpool(folder: string, now: number): Promise<void> {
  const entries = await opendir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    const info = await stat(path).catch(() => undefined); // finished meanwhile
    if (info !== undefined && now - info.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}
