import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { OnApplicationShutdown } from '@nestjs/common';
import { type Spooled, spool, sweepSpool } from './spool.js';
import {
  type ByteRange,
  type PutOptions,
  Storage,
  type StorageSource,
  type StoredObject,
} from './storage.js';
import { StorageFullError, StorageNotFoundError, StorageUnavailableError } from './storage-error.js';
import { assertScope, clampRange, keyOf, parseKey, tryParseKey } from './storage-key.js';

export interface S3Options {
  /** Undefined: Amazon's own, by region. */
  endpoint: string | undefined;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** `endpoint/bucket/key` in place of `bucket.endpoint/key`; most stores other than Amazon's need it. */
  forcePathStyle: boolean;
}

/** S3: a part has at least 5 MiB (the last aside), an upload at most 10,000 parts: 80 GiB. */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * Objects in a bucket of an S3-compatible store. The address is the operator's setting, so it is not checked against
 * private networks. An object is first written to a local file: its key is its hash, and S3 wants the length.
 */
export class S3Storage extends Storage implements OnApplicationShutdown {
  readonly #client: S3Client;
  readonly #bucket: string;

  /** @param spoolFolder local folder for objects on their way; holds each until it is uploaded */
  constructor(
    options: S3Options,
    private readonly spoolFolder: string,
  ) {
    super();
    this.#bucket = options.bucket;
    this.#client = new S3Client({
      region: options.region,
      ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
      credentials: { accessKeyId: options.accessKeyId, secretAccessKey: options.secretAccessKey },
      forcePathStyle: options.forcePathStyle,
      // The newer checksum headers are unknown to many stores; the signature covers the body's SHA-256 anyway.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
    });
  }

  async sweep(now = Date.now()): Promise<void> {
    await sweepSpool(this.spoolFolder, now);
  }

  close(): void {
    this.#client.destroy();
  }

  onApplicationShutdown(): void {
    this.close();
  }

  async put(scope: string, source: StorageSource, options?: PutOptions): Promise<StoredObject> {
    assertScope(scope);
    const spooled = await spool(this.spoolFolder, source, options);
    try {
      const { size, hash } = spooled;
      const key = keyOf({ scope, hash });
      await this.aboutToKeep(key);
      if ((await this.head(key))?.size !== size) await this.#upload(key, spooled);
      return { key, size, hash };
    } finally {
      await rm(spooled.path, { force: true });
    }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    parseKey(key);
    let bytes: string | undefined;
    if (range !== undefined) {
      const found = await this.head(key);
      if (found === undefined) throw new StorageNotFoundError();
      const { start, end } = clampRange(range, found.size);
      bytes = `bytes=${start}-${end}`;
    }
    const { Body } = await guarded(
      this.#client.send(
        new GetObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          ...(bytes === undefined ? {} : { Range: bytes }),
        }),
      ),
    );
    if (!(Body instanceof Readable)) throw new StorageUnavailableError(new Error('The answer has no body.'));
    return Body;
  }

  async head(key: string): Promise<{ size: number } | undefined> {
    parseKey(key);
    try {
      const found = await guarded(
        this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key })),
      );
      return { size: found.ContentLength ?? 0 };
    } catch (error) {
      if (error instanceof StorageNotFoundError) return undefined;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    parseKey(key);
    await guarded(this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key })));
  }

  async *list(scope?: string): AsyncIterable<StoredObject> {
    if (scope !== undefined) assertScope(scope);
    const within = scope === undefined ? {} : { Prefix: `${scope}/` };
    let more: string | undefined;
    do {
      const page = await guarded(
        this.#client.send(
          new ListObjectsV2Command({
            Bucket: this.#bucket,
            ...within,
            ...(more === undefined ? {} : { ContinuationToken: more }),
          }),
        ),
      );
      for (const { Key: key, Size: size } of page.Contents ?? []) {
        const parsed = tryParseKey(key ?? '');
        if (parsed !== undefined) yield { key: keyOf(parsed), hash: parsed.hash, size: size ?? 0 };
      }
      more = page.NextContinuationToken;
    } while (more !== undefined);
  }

  /** In parts held in memory one at a time, which the client can repeat after a failure. */
  async #upload(key: string, { path, size }: Spooled): Promise<void> {
    const target = { Bucket: this.#bucket, Key: key };
    const file = await open(path, 'r');
    try {
      if (size <= PART_BYTES) {
        const Body = await file.readFile();
        await guarded(this.#client.send(new PutObjectCommand({ ...target, Body })));
        return;
      }
      const { UploadId } = await guarded(this.#client.send(new CreateMultipartUploadCommand(target)));
      try {
        const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
        for (let at = 0; at < size; at += PART_BYTES) {
          const Body = Buffer.alloc(Math.min(PART_BYTES, size - at));
          await readFully(file, Body, at);
          const part = { ...target, UploadId, PartNumber: Parts.length + 1, Body };
          const { ETag } = await guarded(this.#client.send(new UploadPartCommand(part)));
          Parts.push({ PartNumber: part.PartNumber, ETag });
        }
        const whole = { ...target, UploadId, MultipartUpload: { Parts } };
        await guarded(this.#client.send(new CompleteMultipartUploadCommand(whole)));
      } catch (error) {
        // Its failure is not the one to report; stores drop abandoned parts by their lifecycle rules.
        await this.#client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {});
        throw error;
      }
    } finally {
      await file.close();
    }
  }
}

async function readFully(
  file: {
    read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  },
  buffer: Buffer,
  position: number,
): Promise<void> {
  for (let done = 0; done < buffer.length; ) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, position + done);
    if (bytesRead === 0) throw new Error('The spooled file has become shorter.');
    done += bytesRead;
  }
}

/** Failures of the store in our own terms. */
async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof S3ServiceException) {
      const status = error.$metadata.httpStatusCode;
      if (error.name === 'NoSuchKey' || (error.name === 'NotFound' && status === 404))
        throw new StorageNotFoundError(error);
      if (status === 507 || error.name === 'QuotaExceeded' || error.name === 'XMinioStorageFull') {
        throw new StorageFullError(error);
      }
    }
    throw new StorageUnavailableError(error);
  }
}
