import type { Dirent } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isFull, spool, sweepSpool } from './spool.js';
import {
  type ByteRange,
  type PutOptions,
  Storage,
  type StorageSource,
  type StoredObject,
} from './storage.js';
import { StorageFullError, StorageNotFoundError } from './storage-error.js';
import { assertScope, clampRange, isHash, isScope, keyOf, parseKey, type StorageKey } from './storage-key.js';

const SPOOL = '.spool';

/** Objects as files: `<root>/<scope>/<first two digits>/<hash>`. */
export class FolderStorage extends Storage {
  constructor(private readonly root: string) {
    super();
  }

  /** Removes what a process that died has left unfinished. */
  async sweep(now = Date.now()): Promise<void> {
    await sweepSpool(join(this.root, SPOOL), now);
  }

  async put(scope: string, source: StorageSource, options?: PutOptions): Promise<StoredObject> {
    assertScope(scope);
    // On the same file system as its destination, so that the rename is atomic.
    const { path, size, hash } = await spool(join(this.root, SPOOL), source, options);
    const folder = join(this.root, scope, hash.slice(0, 2));
    try {
      await this.aboutToKeep(keyOf({ scope, hash }));
      await makeFolder(this.root, scope, hash.slice(0, 2));
      // Replaces an object of the same content, which heals it should it have been damaged.
      await rename(path, join(folder, hash));
      await syncFolder(folder);
    } catch (error) {
      await rm(path, { force: true });
      throw isFull(error) ? new StorageFullError(error) : error;
    }
    return { key: keyOf({ scope, hash }), size, hash };
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const file = await open(this.#pathOf(parseKey(key)), 'r').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new StorageNotFoundError(error) : error;
    });
    try {
      const part = range === undefined ? {} : clampRange(range, (await file.stat()).size);
      return file.createReadStream(part);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async head(key: string): Promise<{ size: number } | undefined> {
    try {
      const { size } = await stat(this.#pathOf(parseKey(key)));
      return { size };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.#pathOf(parseKey(key)), { force: true });
  }

  async *list(scope?: string): AsyncIterable<StoredObject> {
    if (scope !== undefined) assertScope(scope);
    const scopes = scope === undefined ? namesIn(this.root, isScope) : [scope];
    for await (const owner of scopes) {
      for await (const prefix of namesIn(join(this.root, owner), (name) => /^[0-9a-f]{2}$/.test(name))) {
        for await (const hash of namesIn(join(this.root, owner, prefix), isHash)) {
          const key = keyOf({ scope: owner, hash });
          const found = await this.head(key);
          if (found !== undefined) yield { key, hash, size: found.size };
        }
      }
    }
  }

  #pathOf({ scope, hash }: StorageKey): string {
    return join(this.root, scope, hash.slice(0, 2), hash);
  }
}

/** Folders on the way, each entered durably into the one above it. */
async function makeFolder(root: string, ...names: string[]): Promise<void> {
  let above = root;
  for (const name of names) {
    const folder = join(above, name);
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (made !== undefined) await syncFolder(above);
    above = folder;
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* namesIn(folder: string, fits: (name: string) => boolean): AsyncGenerator<string> {
  let entries: AsyncIterable<Dirent>;
  try {
    entries = await opendir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  for await (const { name } of entries) if (fits(name)) yield name;
}
