import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { collect, DamagedArchiveError } from './backup-archive.js';
import { entryNames } from './backup-manifest.js';

/** The files of a backup, laid out beside their places and moved there in the end. */
export class StagedFiles {
  count = 0;
  readonly #mark = `.restore-${process.pid}`;
  readonly #undo: (() => Promise<void>)[] = [];
  #hasSecret = false;

  constructor(private readonly target: { storageDir: string; secretFile: string | undefined }) {}

  /** Takes one entry of the archive; what is neither a stored file nor the secret is left. */
  async take(name: string, body: AsyncIterable<Buffer>): Promise<void> {
    const { secretFile, storageDir } = this.target;
    if (name === entryNames.secret && secretFile !== undefined) {
      await mkdir(path.dirname(secretFile), { recursive: true, mode: 0o700 });
      await writeFile(secretFile + this.#mark, await collect(body), { mode: 0o600, flush: true });
      this.#hasSecret = true;
    }
    if (!name.startsWith(entryNames.storage)) return;
    const folder = storageDir + this.#mark;
    const file = path.join(folder, name.slice(entryNames.storage.length));
    if (!file.startsWith(folder + path.sep))
      throw new DamagedArchiveError(`it names a file outside its folder`);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(body), createWriteStream(file, { mode: 0o600, flush: true }));
    this.count += 1;
  }

  /** Puts them in their places, keeping what was there until `cleanUp`. */
  async swapIn(): Promise<void> {
    if (this.count > 0) await this.#swap(this.target.storageDir);
    else await this.#setAside(this.target.storageDir);
    if (this.#hasSecret && this.target.secretFile !== undefined) await this.#swap(this.target.secretFile);
  }

  /** Undoes `swapIn`, as far as it came. */
  async swapBack(): Promise<void> {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
  }

  async cleanUp(): Promise<void> {
    const places = [this.target.storageDir, this.target.secretFile].filter((place) => place !== undefined);
    for (const place of places) {
      await rm(place + this.#mark, { recursive: true, force: true });
      await rm(`${place}${this.#mark}.old`, { recursive: true, force: true });
    }
  }

  async #swap(place: string): Promise<void> {
    await this.#setAside(place);
    await rename(place + this.#mark, place);
    this.#undo.push(() => rename(place, place + this.#mark));
  }

  async #setAside(place: string): Promise<void> {
    const old = `${place}${this.#mark}.old`;
    const moved = await rename(place, old).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
    if (moved) this.#undo.push(() => rename(old, place));
  }
}
