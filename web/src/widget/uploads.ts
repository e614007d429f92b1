import { newId } from '../lib/new-id.js';
import { Refused, type UploadOptions } from './backend.js';
import type { Outgoing } from './outbox.js';

/** A file the visitor has chosen; it is brought at once, and said with the next message. */
export interface Chosen {
  id: string;
  name: string;
  type: string;
  size: number;
  /** Address of the picture itself, for this page only; null for what is no picture. */
  preview: string | null;
  /** 0 to 1. */
  progress: number;
  uploadId: string | null;
  /** Why it did not work. */
  failed: string | null;
}

export interface FileLimits {
  attachments: number;
  attachmentBytes: number;
  attachmentTypes: string[] | null;
}

export class Uploads {
  files: Chosen[] = [];
  readonly #sources = new Map<string, { file: File; abort: AbortController }>();

  constructor(
    readonly upload: (file: File, options: UploadOptions) => Promise<{ uploadId: string }>,
    readonly changed: (files: Chosen[]) => void,
  ) {}

  /** @returns how many were left out because a message holds no more */
  add(files: readonly File[], limits: FileLimits): number {
    const room = Math.max(0, limits.attachments - this.files.length);
    for (const file of files.slice(0, room)) {
      const chosen: Chosen = {
        id: newId(),
        name: file.name || 'file',
        type: file.type,
        size: file.size,
        preview: /^image\/(?!svg)/.test(file.type) ? URL.createObjectURL(file) : null,
        progress: 0,
        uploadId: null,
        failed:
          file.size > limits.attachmentBytes
            ? 'too_large'
            : isAllowed(file.type, limits.attachmentTypes)
              ? null
              : 'unsupported_media_type',
      };
      this.#sources.set(chosen.id, { file, abort: new AbortController() });
      this.#put([...this.files, chosen]);
      if (chosen.failed === null) void this.#bring(chosen.id);
    }
    return Math.max(0, files.length - room);
  }

  retry(id: string): void {
    this.#change(id, { failed: null, progress: 0 });
    void this.#bring(id);
  }

  remove(id: string): void {
    this.#sources.get(id)?.abort.abort();
    this.#sources.delete(id);
    const gone = this.files.find((file) => file.id === id);
    if (gone?.preview) URL.revokeObjectURL(gone.preview);
    this.#put(this.files.filter((file) => file.id !== id));
  }

  clear(): void {
    for (const file of this.files) this.remove(file.id);
  }

  /** Those that have arrived, for a message; they are gone from here. */
  take(): Outgoing['files'] {
    const taken = this.files.flatMap(({ id, uploadId, name, type, size }) =>
      uploadId === null ? [] : [{ id, said: { uploadId, name, type, size } }],
    );
    for (const { id } of taken) this.remove(id);
    return taken.map(({ said }) => said);
  }

  async #bring(id: string): Promise<void> {
    const source = this.#sources.get(id);
    if (!source) return;
    try {
      const { uploadId } = await this.upload(source.file, {
        signal: source.abort.signal,
        onProgress: (progress) => this.#change(id, { progress }),
      });
      this.#change(id, { uploadId, progress: 1 });
    } catch (error) {
      this.#change(id, { failed: error instanceof Refused ? error.code : 'internal' });
    }
  }

  #change(id: string, change: Partial<Chosen>): void {
    this.#put(this.files.map((file) => (file.id === id ? { ...file, ...change } : file)));
  }

  #put(files: Chosen[]): void {
    this.files = files;
    this.changed(files);
  }
}

/** @param allowed media types or beginnings such as `image/`; null allows all */
export const isAllowed = (type: string, allowed: string[] | null): boolean =>
  allowed === null || allowed.some((one) => type === one || (one.endsWith('/') && type.startsWith(one)));
