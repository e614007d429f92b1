import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { removeDir, tempDir } from '../../../test/harness/temp-dir.js';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/test-database.js';
import { createBackup } from './create-backup.js';
import { restoreBackup } from './restore-backup.js';
import { listSequences, listTables } from './schema-catalog.js';
import { verifyBackup } from './verify-backup.js';

const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const SECRET = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA';
const AWKWARD = 'tab\there, "quoted", back\\slash \\N \\. and\r\nlines – Grüße 😀';

describe('backup and restore', () => {
  let dir: string;
  let origin: TestDatabase;
  let target: TestDatabase;
  let open: TestDatabase[];
  let file: string;
  const storageDir = () => path.join(dir, 'origin', 'storage');
  const restored = () => path.join(dir, 'restored');

  beforeEach(async () => {
    dir = await tempDir('backup');
    origin = await createTestDatabase();
    target = await createTestDatabase({ empty: true });
    open = [origin, target];
    file = path.join(dir, 'parley.backup.tar.gz');
    await fill(origin.url);
    await mkdir(path.join(storageDir(), 'brand', 'ab'), { recursive: true });
    await writeFile(path.join(storageDir(), 'brand', 'ab', 'empty'), '');
    await writeFile(path.join(storageDir(), 'brand', 'ab', 'large'), randomBytes(3_000_001));
    await writeFile(path.join(storageDir(), `${'long-name-'.repeat(20)}.eml`), 'mail');
  });

  afterEach(async () => {
    for (const database of open) await database.drop();
    await removeDir(dir);
  });

  async function on<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  function fill(url: string): Promise<void> {
    return on(url, async (client) => {
      await client.query(`INSERT INTO brand (id, name, created_at) VALUES ($1, $2, now())`, [id(1), AWKWARD]);
      await client.query(
        `INSERT INTO app_user (id, email, name, password_hash, created_at, password_changed_at) VALUES ($1, 'anna@example.test', 'Anna', 'x', now(), now())`,
        [id(2)],
      );
      await client.query(
        `INSERT INTO member (id, brand_id, user_id, role, created_at) VALUES ($1, $2, $3, 'owner', now())`,
        [id(3), id(1), id(2)],
      );
      await client.query(
        `INSERT INTO api_token (id, brand_id, member_id, name, prefix, token_hash, permissions, created_at) VALUES ($1, $2, $3, '', 'p', 'h', $4, now())`,
        [id(4), id(1), id(3), ['a,b', '{', 'NULL', '']],
      );
      await client.query(
        `INSERT INTO audit_entry (id, brand_id, at, action, details)
         SELECT gen_random_uuid(), $1, '2026-01-01Z'::timestamptz + n * interval '1 microsecond', 'signed-in', jsonb_build_object('words', $2::text, 'n', n, 'filler', repeat(md5(n::text), 40))
           FROM generate_series(1, 6000) n`,
        [id(1), AWKWARD],
      );
      await client.query(`SELECT nextval('arrival_seq') FROM generate_series(1, 41)`);
      await client.query(
        'CREATE SCHEMA bullmq; CREATE TABLE bullmq.job (id text); INSERT INTO bullmq.job VALUES (1)',
      );
    });
  }

  /** Every row of every table as text, in one order, and the sequences. */
  function contents(url: string): Promise<Record<string, unknown>> {
    return on(url, async (client) => {
      const found: Record<string, unknown> = { sequences: await listSequences(client) };
      for (const { name } of await listTables(client)) {
        const { rows } = await client.query(`SELECT t::text AS row FROM public."${name}" t ORDER BY 1`);
        found[name] = rows.map(({ row }) => row);
      }
      return found;
    });
  }

  /** Constraints, indexes and triggers with their state. */
  function schema(url: string): Promise<unknown> {
    return on(url, async (client) => {
      const { rows } = await client.query(
        `SELECT conname AS name, pg_get_constraintdef(oid) || convalidated AS what FROM pg_constraint WHERE connamespace = 'public'::regnamespace
         UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
         UNION ALL SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
         UNION ALL SELECT 'migration', name FROM migration ORDER BY 1, 2`,
      );
      return rows;
    });
  }

  async function files(folder: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      const place = path.join(entry.parentPath, entry.name);
      if (entry.isFile()) found[path.relative(folder, place)] = (await readFile(place)).toString('base64');
    }
    return found;
  }

  const backUp = () =>
    createBackup({ databaseUrl: origin.url, storageDir: storageDir(), secret: SECRET }, file);
  const restore = async (options: { url?: string; replace?: boolean; from?: string } = {}) =>
    restoreBackup(await verifyBackup(options.from ?? file), {
      databaseUrl: options.url ?? target.url,
      storageDir: path.join(restored(), 'storage'),
      secretFile: path.join(restored(), 'secret'),
      replace: options.replace ?? false,
    });

  it('brings back every row, sequence, constraint, file and the secret', async () => {
    const figures = await backUp();
    expect(figures).toMatchObject({ rows: 6004, files: 3, vanished: 0 });
    expect(figures.tables).toBeGreaterThan(40);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(dir)).sort()).toEqual(['origin', 'parley.backup.tar.gz']);

    expect(await restore()).toMatchObject({ rows: 6004, files: 3, storageElsewhere: false });
    const before = await contents(origin.url);
    expect(Object.values(before).flat().length).toBeGreaterThan(6000);
    expect(await contents(target.url)).toEqual(before);
    expect(await schema(target.url)).toEqual(await schema(origin.url));
    expect(await files(path.join(restored(), 'storage'))).toEqual(await files(storageDir()));
    expect(await readFile(path.join(restored(), 'secret'), 'utf8')).toBe(`${SECRET}\n`);
    expect((await stat(path.join(restored(), 'secret'))).mode & 0o777).toBe(0o600);
    expect((await readdir(restored())).sort()).toEqual(['secret', 'storage']);
    const jobs = await on(target.url, (client) => client.query(`SELECT to_regclass('bullmq.job') AS job`));
    expect(jobs.rows).toEqual([{ job: null }]);
  });

  it('is one moment, whatever is written meanwhile', async () => {
    // The writer adds a seat together with its user, over and over; a backup must never hold one without the other.
    let stop = false;
    const writing = on(origin.url, async (client) => {
      for (let number = 100; !stop; number += 2) {
        await client.query('BEGIN');
        await client.query(
          `INSERT INTO app_user (id, email, name, password_hash, created_at, password_changed_at) VALUES ($1, $2, '', 'x', now(), now())`,
          [id(number), `${number}@example.test`],
        );
        await client.query(
          `INSERT INTO member (id, brand_id, user_id, role, created_at) VALUES ($1, $2, $3, 'agent', now())`,
          [id(number + 1), id(1), id(number)],
        );
        await client.query('COMMIT');
      }
    });
    await backUp().finally(() => {
      stop = true;
    });
    await writing;
    await restore();
    const { rows } = await on(target.url, (client) =>
      client.query('SELECT (SELECT count(*) FROM app_user) = (SELECT count(*) FROM member) AS whole'),
    );
    expect(rows).toEqual([{ whole: true }]);
  });

  it('refuses what holds data, and replaces it when told to', async () => {
    await backUp();
    await restore();
    await on(target.url, (client) =>
      client.query(`INSERT INTO installation VALUES ('later', '1'); CREATE SCHEMA bullmq`),
    );
    await writeFile(path.join(restored(), 'storage', 'later'), 'x');
    const before = await contents(target.url);
    await expect(restore()).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringContaining('--replace'),
    });
    await rm(restored(), { recursive: true });
    await expect(restore()).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringContaining('--replace'),
    });
    expect(await contents(target.url)).toEqual(before);

    await mkdir(path.join(restored(), 'storage'), { recursive: true });
    await writeFile(path.join(restored(), 'storage', 'later'), 'x');
    await restore({ replace: true });
    expect(await contents(target.url)).toEqual(await contents(origin.url));
    expect(await schema(target.url)).toEqual(await schema(origin.url));
    expect(await files(path.join(restored(), 'storage'))).toEqual(await files(storageDir()));
  });

  it('says that a file is damaged, cut short or no backup, and changes nothing', async () => {
    await backUp();
    const whole = await readFile(file);
    const raw = gunzipSync(whole);
    const flipped = Buffer.from(raw);
    flipped[Math.floor(raw.length / 2)]! ^= 1;
    const damages: Record<string, Buffer> = {
      empty: Buffer.alloc(0),
      text: Buffer.from('not a backup'),
      cut: whole.subarray(0, Math.floor(whole.length / 2)),
      'cut by a byte': whole.subarray(0, -1),
      'without its seal': gzipSync(raw.subarray(0, raw.length - 2048)),
      'a bit changed before packing': gzipSync(flipped),
      'a bit changed': Buffer.from(whole).fill(whole[1000]! ^ 0x10, 1000, 1001),
      'another tar': gzipSync(Buffer.alloc(1024)),
    };
    for (const [name, bytes] of Object.entries(damages)) {
      const bad = path.join(dir, name);
      await writeFile(bad, bytes);
      await expect(restore({ from: bad, replace: true })).rejects.toMatchObject({
        name: 'StartupError',
        message: expect.stringMatching(/^.*(is damaged|is no backup).*nothing was changed\.$/),
      });
    }
    await expect(restore({ from: path.join(dir, 'missing') })).rejects.toMatchObject({
      name: 'StartupError',
    });
    expect(await contents(target.url)).toEqual({ sequences: [] });
    await expect(readdir(restored())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([0.02, 0.5])('leaves the old data whole when it fails on the way (at %d)', async (share) => {
    await backUp();
    await restore();
    const verified = await verifyBackup(file);
    await truncate(file, Math.floor((await stat(file)).size * share)); // the disk goes bad after the check
    await on(target.url, (client) => client.query(`INSERT INTO installation VALUES ('later', '1')`));
    const before = await contents(target.url);
    const stored = await files(restored());
    await expect(
      restoreBackup(verified, {
        databaseUrl: target.url,
        storageDir: path.join(restored(), 'storage'),
        secretFile: path.join(restored(), 'secret'),
        replace: true,
      }),
    ).rejects.toMatchObject({ name: 'StartupError', message: expect.stringContaining('damaged') });
    expect(await contents(target.url)).toEqual(before);
    expect(await files(restored())).toEqual(stored);
  });

  it('refuses a backup of a newer Parley and a database in use', async () => {
    await backUp();
    const client = new pg.Client({ connectionString: target.url, application_name: 'parley-all' });
    await client.connect();
    try {
      await expect(restore()).rejects.toMatchObject({
        message: expect.stringContaining('is running on this database'),
      });
    } finally {
      await client.end();
    }
    await on(origin.url, (other) =>
      other.query(`INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'Future9999999999999')`),
    );
    await rm(file);
    await backUp();
    await expect(restore()).rejects.toMatchObject({ message: expect.stringContaining('newer Parley') });
  });

  it('never writes over a file, and leaves none behind when it fails', async () => {
    await writeFile(file, 'mine');
    await expect(backUp()).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringContaining('exists already'),
    });
    expect(await readFile(file, 'utf8')).toBe('mine');
    await rm(file);
    const empty = await createTestDatabase({ empty: true });
    open.push(empty);
    await expect(
      createBackup({ databaseUrl: empty.url, storageDir: undefined, secret: SECRET }, file),
    ).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringContaining('nothing to back up'),
    });
    expect(await readdir(dir)).toEqual(['origin']);
  });
});
