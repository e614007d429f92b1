import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { readPostgresSettings } from './postgres-home.js';

const root = process.getuid?.() === 0;

describe('startEmbeddedPostgres', () => {
  let dataDir: string;
  let running: EmbeddedPostgres[];
  let lines: string[];

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'parley-postgres-'));
    await chmod(dataDir, 0o755);
    running = [];
    lines = [];
  });

  afterEach(async () => {
    for (const server of running) await server.stop();
    const home = (await readPostgresSettings(dataDir).catch(() => undefined))?.home;
    if (home) await rm(home, { recursive: true });
    await rm(dataDir, { recursive: true });
  });

  async function start(): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
    running.push(server);
    return server;
  }

  async function query(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  const postmasterPid = async () =>
    Number((await readFile(path.join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0]);

  it('creates a durable UTF-8 database behind a password, and keeps it and its port', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE note (words text)');
    await query(first, "INSERT INTO note VALUES ('Grüße')");
    expect(await query(first, "SELECT lower('ÄÖÜ') AS lower, getdatabaseencoding() AS encoding")).toEqual([
      { lower: 'äöü', encoding: 'UTF8' },
    ]);
    expect(
      await query(
        first,
        "SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting <> 'on'",
      ),
    ).toEqual([]);
    expect((await stat(path.join(dataDir, 'postgres.json'))).mode & 0o777).toBe(0o600);
    const stranger = new pg.Client({ ...first.connection, password: 'wrong' });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });

    await first.stop();
    await first.stop();
    await expect(query(first, 'SELECT')).rejects.toMatchObject({ code: 'ECONNREFUSED' });

    const second = await start();
    expect(second.connection).toEqual(first.connection);
    expect(await query(second, 'SELECT words FROM note')).toEqual([{ words: 'Grüße' }]);
  });

  it('comes back on its port when the server has died under it, and stays away once it is stopped', async () => {
    const server = await start();
    await query(server, 'CREATE TABLE note AS SELECT 1 AS number');
    const before = await postmasterPid();
    process.kill(before, 'SIGQUIT');
    for (;;) {
      const rows = await query(server, 'SELECT number FROM note').catch(() => undefined);
      if (rows !== undefined && (await postmasterPid()) !== before) {
        expect(rows).toEqual([{ number: 1 }]);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(lines).toContain('PostgreSQL has ended by itself; starting it again');
    await server.stop();
    await expect(query(server, 'SELECT')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('keeps what was committed when the server and all its processes are killed', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE note AS SELECT 1 AS number');
    process.kill(await postmasterPid(), 'SIGKILL');
    const second = await start();
    expect(await query(second, 'SELECT number FROM note')).toEqual([{ number: 1 }]);
  });

  it('restarts the server a killed Parley left behind, and cuts its connections', async () => {
    const first = await start();
    const before = await postmasterPid();
    const left = new pg.Client({ connectionString: first.url });
    await left.connect();
    const cut = new Promise((resolve) => left.on('error', resolve));
    const second = await start();
    await cut;
    expect(await postmasterPid()).not.toBe(before);
    expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(lines.join()).toContain('restarting it');
  });

  it('never signals a stranger who got the number of a server that is gone', async () => {
    await (await start()).stop();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      ...(root && { uid: (await stat(path.join(dataDir, 'postgres/cluster'))).uid }),
    });
    try {
      const pidFile = path.join(dataDir, 'postgres/cluster/postmaster.pid');
      const { uid, gid } = await stat(path.join(dataDir, 'postgres/cluster'));
      await writeFile(pidFile, `${stranger.pid}\n${path.join(dataDir, 'postgres/cluster')}\n1\n1\n\n\n`, {
        mode: 0o600,
      });
      if (root) await chown(pidFile, uid, gid);
      await start().catch(() => undefined);
      expect(stranger.exitCode).toBeNull();
      expect(stranger.signalCode).toBeNull();
    } finally {
      stranger.kill('SIGKILL');
      await rm(path.join(dataDir, 'postgres/cluster/postmaster.pid'), { force: true });
    }
  });

  it('takes another port when its own is taken', async () => {
    const first = await start();
    await first.stop();
    const squatter: Server = createServer();
    await new Promise<void>((resolve) => squatter.listen(first.connection.port, '127.0.0.1', resolve));
    try {
      const second = await start();
      expect(second.connection.port).not.toBe(first.connection.port);
      expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      squatter.close();
    }
  });

  it('names a database of another major version and does not touch it', async () => {
    await (await start()).stop();
    const cluster = path.join(dataDir, 'postgres/cluster');
    await writeFile(path.join(cluster, 'PG_VERSION'), '15\n');
    const before = await readdir(cluster);
    await expect(start()).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(
        /belongs to PostgreSQL 15, and this Parley brings 18; nothing was touched/,
      ),
    });
    expect(await readdir(cluster)).toEqual(before);
    expect(await readFile(path.join(cluster, 'PG_VERSION'), 'utf8')).toBe('15\n');
  });

  it('leaves no half-made database behind, and refuses a folder that is none', async () => {
    await mkdir(path.join(dataDir, 'postgres/cluster'), { recursive: true });
    await writeFile(path.join(dataDir, 'postgres/cluster/mine.txt'), 'mine');
    await expect(start()).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringContaining('PG_VERSION'),
    });
    expect(await readFile(path.join(dataDir, 'postgres/cluster/mine.txt'), 'utf8')).toBe('mine');
    await rm(path.join(dataDir, 'postgres/cluster'), { recursive: true });
    await start();
    expect((await readdir(path.join(dataDir, 'postgres'))).sort()).toEqual(['cluster', 'postgres.log']);
  });

  it('says in one sentence what keeps it from writing', async () => {
    await writeFile(path.join(dataDir, 'postgres'), 'a file in the way');
    await expect(start()).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(/^Parley cannot use its data directory [^\n]*\.$/),
    });
    await rm(path.join(dataDir, 'postgres'));
  });

  it('works below a folder only its owner may enter', async () => {
    const inner = path.join(dataDir, 'inner');
    await chmod(dataDir, 0o700);
    await mkdir(inner);
    const server = await startEmbeddedPostgres({ dataDir: inner, log: (line) => lines.push(line) });
    running.push(server);
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
    // Root gives the data another place and says so; anyone else runs PostgreSQL themselves.
    const home = (await readPostgresSettings(inner))?.home;
    expect(lines.some((line) => line.includes('/var/lib/parley'))).toBe(root);
    expect(home !== undefined).toBe(root);
    const again = await startEmbeddedPostgres({ dataDir: inner, log: () => {} });
    await again.stop();
    expect(again.url).toBe(server.url);
    if (home) await rm(home, { recursive: true });
  });

  it('logs no statement and no value', async () => {
    const server = await start();
    await query(server, 'CREATE TABLE note (words text PRIMARY KEY)');
    await query(server, "INSERT INTO note VALUES ('very private')");
    await expect(query(server, "INSERT INTO note VALUES ('very private')")).rejects.toMatchObject({
      code: '23505',
    });
    const log = await readFile(path.join(dataDir, 'postgres/postgres.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('very private');
  });
});
