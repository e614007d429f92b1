import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { S3Server } from '../../../test/harness/s3-server.js';
import { removeDir, tempDir } from '../../../test/harness/temp-dir.js';
import { FolderStorage } from './folder-storage.js';
import { S3Storage } from './s3-storage.js';
import type { Storage } from './storage.js';
import {
  StorageFullError,
  StorageNotFoundError,
  StorageTooLargeError,
  StorageUnavailableError,
} from './storage-error.js';

const ONE = '01890a5d-ac96-774b-bcce-b302099a8057';
const TWO = '01890a5d-ac96-774b-bcce-b302099a8058';
const HASH = 'a'.repeat(64);
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');
const bytes = (text: string) => Buffer.from(text);

let dir: string;
beforeEach(async () => {
  dir = await tempDir('storage');
});
afterEach(() => removeDir(dir));

const stored = async (storage: Storage, scope?: string) => {
  const found: string[] = [];
  for await (const { key, size, hash } of storage.list(scope))
    found.push(`${key} ${size} ${key.endsWith(hash)}`);
  return found.sort();
};

/** What every storage keeps to. `spoolFolder` must be empty after everything. */
function contract(
  open: () => Promise<{ storage: Storage; spoolFolder: string; close: () => Promise<void> }>,
) {
  let storage: Storage;
  let spoolFolder: string;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ storage, spoolFolder, close } = await open());
  });
  afterEach(async () => {
    await close();
    expect(await readdir(spoolFolder).catch(() => [])).toEqual([]);
  });

  it('gives back what was put, under the hash of its content', async () => {
    const content = randomBytes(300_000);
    const object = await storage.put(ONE, content);
    expect(object).toEqual({ key: `${ONE}/${sha256(content)}`, size: 300_000, hash: sha256(content) });
    expect(await buffer(await storage.read(object.key))).toEqual(content);
    expect(await storage.head(object.key)).toEqual({ size: 300_000 });
  });

  it.each([
    ['a stream', () => Readable.from([bytes('he'), bytes('llo')], { objectMode: false })],
    [
      'an iterable',
      async function* () {
        yield new Uint8Array(bytes('hel'));
        yield bytes('lo');
      },
    ],
    ['part of a buffer', () => bytes('>hello<').subarray(1, 6)],
  ])('takes %s', async (_, source) => {
    const { key, size } = await storage.put(ONE, source());
    expect({ key, size }).toEqual({ key: `${ONE}/${sha256('hello')}`, size: 5 });
    expect((await buffer(await storage.read(key))).toString()).toBe('hello');
  });

  it('keeps an empty object', async () => {
    const { key, size } = await storage.put(ONE, new Uint8Array(0));
    expect(size).toBe(0);
    expect(await storage.head(key)).toEqual({ size: 0 });
    expect(await buffer(await storage.read(key))).toHaveLength(0);
  });

  it('keeps one object of one content, however often and at once it comes, in each scope', async () => {
    const puts = await Promise.all(
      Array.from({ length: 8 }, (_, i) => storage.put(i % 2 ? ONE : TWO, bytes('same'))),
    );
    expect(new Set(puts.map(({ key }) => key)).size).toBe(2);
    expect(await stored(storage)).toEqual([
      `${ONE}/${sha256('same')} 4 true`,
      `${TWO}/${sha256('same')} 4 true`,
    ]);
  });

  it('reads ranges as HTTP means them', async () => {
    const { key } = await storage.put(ONE, bytes('0123456789'));
    const read = async (start: number, end?: number) =>
      (await buffer(await storage.read(key, { start, end }))).toString();
    expect(await read(0, 0)).toBe('0');
    expect(await read(2, 4)).toBe('234');
    expect(await read(7)).toBe('789');
    expect(await read(7, 1_000)).toBe('789');
    for (const [start, end] of [[10], [-1], [5, 4], [0.5], [0, Number.NaN]] as [number, number?][]) {
      await expect(read(start, end)).rejects.toThrow(RangeError);
    }
  });

  it('knows what it does not have', async () => {
    expect(await storage.head(`${ONE}/${HASH}`)).toBeUndefined();
    await expect(storage.read(`${ONE}/${HASH}`)).rejects.toThrow(StorageNotFoundError);
    await expect(storage.read(`${ONE}/${HASH}`, { start: 0 })).rejects.toThrow(StorageNotFoundError);
    await storage.delete(`${ONE}/${HASH}`);
    expect(await stored(storage)).toEqual([]);
    expect(await stored(storage, ONE)).toEqual([]);
  });

  it('deletes one object, and the same content of others stays', async () => {
    const { key } = await storage.put(ONE, bytes('x'));
    await storage.put(TWO, bytes('x'));
    await storage.delete(key);
    expect(await storage.head(key)).toBeUndefined();
    expect(await stored(storage)).toEqual([`${TWO}/${sha256('x')} 1 true`]);
    expect((await storage.put(ONE, bytes('x'))).key).toBe(key);
  });

  it('lists everything, or a scope', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `object ${i}`);
    for (const name of names) await storage.put(ONE, bytes(name));
    await storage.put(TWO, bytes('other'));
    expect(await stored(storage, ONE)).toEqual(names.map((name) => `${ONE}/${sha256(name)} 8 true`).sort());
    expect(await stored(storage)).toHaveLength(11);
  });

  it.each([
    '',
    '..',
    '../x',
    `${ONE}`,
    `${ONE}/`,
    `/${HASH}`,
    `${ONE}/../${TWO}/${HASH}`,
    `../${ONE}/${HASH}`,
    `${ONE}/${HASH}/`,
    `${ONE}//${HASH}`,
    `${ONE}\\${HASH}`,
    `${ONE}/${HASH}\0`,
    `${ONE}/${HASH}\n`,
    `${ONE}/${HASH.toUpperCase()}`,
    `${ONE}/${'.'.repeat(64)}`,
    '/etc/passwd',
    `${ONE}/.spool`,
    `.spool/${HASH}`,
  ])('takes no key that is none: %j', async (key) => {
    await expect(storage.read(key)).rejects.toThrow(RangeError);
    await expect(storage.head(key)).rejects.toThrow(RangeError);
    await expect(storage.delete(key)).rejects.toThrow(RangeError);
  });

  it.each(['', '.', '..', '../x', '/', 'someone', `${ONE}/x`, ONE.toUpperCase(), `${ONE}\n`, '.spool'])(
    'takes no scope that is none: %j',
    async (scope) => {
      await expect(storage.put(scope, bytes('x'))).rejects.toThrow(RangeError);
      await expect(stored(storage, scope)).rejects.toThrow(RangeError);
    },
  );

  it('refuses what is too large, and ends its stream', async () => {
    expect((await storage.put(ONE, bytes('12345'), { maxBytes: 5 })).size).toBe(5);
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1_000);
      })(),
      { objectMode: false },
    );
    await expect(storage.put(ONE, endless, { maxBytes: 100_000 })).rejects.toThrow(StorageTooLargeError);
    expect(endless.destroyed).toBe(true);
    expect(await stored(storage)).toHaveLength(1);
  });

  it.each([
    ['fails', new Error('connection lost'), /connection lost/],
    ['fills the disk', Object.assign(new Error('write'), { code: 'ENOSPC' }), StorageFullError],
    ['exceeds a quota', Object.assign(new Error('write'), { code: 'EDQUOT' }), StorageFullError],
  ])('keeps nothing of a source that %s in the middle', async (_, error, expected) => {
    const source = (async function* () {
      yield bytes('half');
      throw error;
    })();
    await expect(storage.put(ONE, source)).rejects.toThrow(expected);
    expect(await stored(storage)).toEqual([]);
  });

  it('takes bytes only', async () => {
    await expect(storage.put(ONE, Readable.from(['text']))).rejects.toThrow(TypeError);
  });
}

describe('FolderStorage', () => {
  contract(async () => ({
    storage: new FolderStorage(join(dir, 'storage')),
    spoolFolder: join(dir, 'storage', '.spool'),
    close: () => Promise.resolve(),
  }));

  it('is readable by its owner only', async () => {
    if (process.platform === 'win32') return;
    const root = join(dir, 'storage');
    const { hash } = await new FolderStorage(root).put(ONE, bytes('x'));
    const mode = async (...path: string[]) => (await stat(join(root, ...path))).mode & 0o777;
    expect(await mode(ONE, hash.slice(0, 2), hash)).toBe(0o600);
    expect(await mode(ONE)).toBe(0o700);
  });

  it('heals a damaged object when it is put again', async () => {
    const root = join(dir, 'storage');
    const storage = new FolderStorage(root);
    const { key, hash } = await storage.put(ONE, bytes('whole'));
    await writeFile(join(root, ONE, hash.slice(0, 2), hash), 'who');
    await storage.put(ONE, bytes('whole'));
    expect((await buffer(await storage.read(key))).toString()).toBe('whole');
  });

  it('goes on reading what is deleted meanwhile', async () => {
    const storage = new FolderStorage(dir);
    const { key } = await storage.put(ONE, bytes('still here'));
    const body = await storage.read(key);
    await storage.delete(key);
    expect((await buffer(body)).toString()).toBe('still here');
  });

  it('sweeps what the dead left, and nothing that is being written', async () => {
    const spool = join(dir, '.spool');
    await mkdir(spool);
    for (const name of ['old', 'new']) await writeFile(join(spool, name), 'half');
    const now = Date.now();
    await utimes(join(spool, 'old'), now / 1_000, now / 1_000 - 2 * 86_400);
    await new FolderStorage(dir).sweep(now);
    expect(await readdir(spool)).toEqual(['new']);
    await rm(spool, { recursive: true });
    await new FolderStorage(dir).sweep(now);
  });

  it('leaves alone what is not an object', async () => {
    const storage = new FolderStorage(dir);
    await storage.put(ONE, bytes('x'));
    await mkdir(join(dir, ONE, 'zz'));
    await writeFile(join(dir, ONE, sha256('x').slice(0, 2), '.DS_Store'), '');
    await writeFile(join(dir, 'notes.txt'), '');
    expect(await stored(storage)).toHaveLength(1);
  });
});

describe('S3Storage', () => {
  let server: S3Server;
  let storage: S3Storage;
  const open = async (more: { secretAccessKey?: string; bucket?: string } = {}) => {
    server = await S3Server.start();
    const { endpoint, region, bucket, accessKeyId, secretAccessKey } = server;
    const options = { endpoint, region, bucket, accessKeyId, secretAccessKey, forcePathStyle: true, ...more };
    const spoolFolder = join(dir, 'spool');
    storage = new S3Storage(options, spoolFolder);
    const close = () => {
      storage.close();
      return server.stop();
    };
    return { storage, spoolFolder, close };
  };
  const using = async (work: () => Promise<void>, more = {}) => {
    const { close } = await open(more);
    try {
      await work();
    } finally {
      await close();
    }
  };
  const large = randomBytes(17 * 1024 * 1024);
  const largeStream = () => Readable.from([large], { objectMode: false });

  describe('keeps the contract', () => contract(open));

  it('uploads large objects in parts, without knowing their length', () =>
    using(async () => {
      const { key, size } = await storage.put(ONE, largeStream());
      expect(size).toBe(large.length);
      expect(server.log).toEqual(['head', 'create', 'part', 'part', 'part', 'complete']);
      expect(sha256(await buffer(await storage.read(key)))).toBe(sha256(large));
    }));

  it('uploads what is there already only once', () =>
    using(async () => {
      await storage.put(ONE, bytes('x'));
      await storage.put(ONE, bytes('x'));
      expect(server.log.filter((operation) => operation === 'put')).toHaveLength(1);
    }));

  it('repeats a part that failed', () =>
    using(async () => {
      let parts = 0;
      server.before = (operation) => {
        if (operation === 'part' && ++parts === 2) throw S3Server.refusal(503, 'SlowDown');
      };
      const { key } = await storage.put(ONE, largeStream());
      expect(sha256(server.objects.get(key)!)).toBe(sha256(large));
    }));

  it('gives an upload up that cannot be finished', () =>
    using(async () => {
      server.before = (operation) => {
        if (operation === 'complete') throw S3Server.refusal(403, 'AccessDenied');
      };
      await expect(storage.put(ONE, largeStream())).rejects.toThrow(StorageUnavailableError);
      expect(server.uploads.size).toBe(0);
      expect(server.objects.size).toBe(0);
    }));

  it.each([
    [507, 'InsufficientStorage'],
    [403, 'QuotaExceeded'],
    [507, 'XMinioStorageFull'],
  ])('knows a full store: %i %s', (status, code) =>
    using(async () => {
      server.before = (operation) => {
        if (operation === 'put') throw S3Server.refusal(status, code);
      };
      await expect(storage.put(ONE, bytes('x'))).rejects.toThrow(StorageFullError);
    }),
  );

  it.each([
    ['a wrong secret', { secretAccessKey: 'wrong' }],
    ['a missing bucket', { bucket: 'elsewhere' }],
  ])('does not take %s for an empty store', (_, more) =>
    using(async () => {
      await expect(storage.put(ONE, bytes('x'))).rejects.toThrow(StorageUnavailableError);
      await expect(storage.read(`${ONE}/${HASH}`)).rejects.toThrow(StorageUnavailableError);
      await expect(stored(storage)).rejects.toThrow(StorageUnavailableError);
    }, more),
  );

  it('says so when nobody answers', async () => {
    const { close } = await open();
    await server.stop();
    await expect(storage.head(`${ONE}/${HASH}`)).rejects.toThrow(StorageUnavailableError);
    await close().catch(() => {});
  });
});
