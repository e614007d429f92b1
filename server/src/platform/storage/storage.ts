import type { Readable } from 'node:stream';

export interface StoredObject {
  /** `<scope>/<hash>` */
  key: string;
  /** Bytes. */
  size: number;
  /** SHA-256 of the content, hex. */
  hash: string;
}

/** Bytes `start` to `end`, both included, from 0 (as in HTTP); without `end` to the last. */
export interface ByteRange {
  start: number;
  end?: number | undefined;
}

export type StorageSource = Uint8Array | Readable | AsyncIterable<Uint8Array>;

export interface PutOptions {
  /** More than that is refused with `StorageTooLargeError`. Default: no limit. */
  maxBytes?: number;
}

/**
 * Files by the hash of their content, apart by scope (the UUID of whoever they belong to). The same content in the
 * same scope is one object: whoever deletes counts the references first, and keeps `put` of the same content waiting
 * meanwhile (`guardWith`), or a file put again at that moment is lost.
 *
 * Once `put` has returned, the object survives a power cut. Its failures are `StorageFullError`,
 * `StorageUnavailableError`, `StorageTooLargeError`, or those of the source; none leaves half an object behind.
 */
export abstract class Storage {
  #guard: (key: string) => Promise<void> = async () => {};

  /** @param guard called with the key before `put` looks whether its object is there; may wait for a deletion */
  guardWith(guard: (key: string) => Promise<void>): void {
    this.#guard = guard;
  }

  /** To be called by `put` once it knows the key, before it relies on what is there. */
  protected aboutToKeep(key: string): Promise<void> {
    return this.#guard(key);
  }

  abstract put(scope: string, source: StorageSource, options?: PutOptions): Promise<StoredObject>;

  /**
   * Opens the content. A range reaching past the end is cut to it.
   * @throws StorageNotFoundError
   * @throws RangeError when the range begins past the end, or is none
   */
  abstract read(key: string, range?: ByteRange): Promise<Readable>;

  /** Its size, or undefined where there is none. */
  abstract head(key: string): Promise<{ size: number } | undefined>;

  /** Does nothing where there is none. */
  abstract delete(key: string): Promise<void>;

  /** Every object, or those of a scope, in no particular order. What is put meanwhile may be missing. */
  abstract list(scope?: string): AsyncIterable<StoredObject>;
}
