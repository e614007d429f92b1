import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartupError } from '../../errors/startup-error.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { ensureCluster, rotateLog, writeClusterConfig } from './postgres-cluster.js';
import { explainPostgresFailure, runPostgresCommand } from './postgres-command.js';
import { type PostgresHome, preparePostgresHome } from './postgres-home.js';

/** How often the server is looked after. */
const LOOK_MS = 1_000;
/** So long a start waits for what is left of a killed server. */
const STILL_GOING_MS = 30_000;

export interface PostgresConnection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

export interface EmbeddedPostgres {
  /** `postgres://…`, of the database `parley`. Holds the password. */
  url: string;
  connection: PostgresConnection;
  /** Stops the server, waiting for it; connections still open are cut. Safe to call twice. */
  stop(): Promise<void>;
}

/** What is needed once and lets `log` be any logger's `info`. */
export interface EmbeddedPostgresOptions {
  /** Absolute. Everything lies in here, unless root's account for PostgreSQL cannot reach it. */
  dataDir: string;
  log: (line: string) => void;
}

/**
 * Starts the PostgreSQL that npm installed, on a port of 127.0.0.1, creating its database the
 * first time. The caller holds the data directory (`acquireDataDirLock`): a server that still
 * runs there was left behind by a process that was killed, and is stopped and started anew.
 * The server runs in a session of its own, so Ctrl-C on the terminal does not reach it.
 * @throws {StartupError} one sentence for the person at the terminal
 */
export async function startEmbeddedPostgres({
  dataDir,
  log,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  let home: PostgresHome;
  try {
    home = await preparePostgresHome(path.resolve(dataDir), await findPostgresBinaries(), log);
    refuseShellCharacters(home);
    await ensureCluster(home, log);
    await stopSurvivor(home, log);
    await startServer(home, log);
  } catch (error) {
    throw asStartupError(error, dataDir);
  }
  const { user, password, database, port } = home.settings;
  const connection: PostgresConnection = { host: '127.0.0.1', port, user, password, database };
  try {
    await ensureDatabase(connection);
  } catch (error) {
    await stopServer(home);
    throw asStartupError(error, dataDir);
  }
  const keeper = new PostgresKeeper(home, log);
  let stopping: Promise<void> | undefined;
  return {
    url: urlOf(connection),
    connection,
    stop: () => {
      stopping ??= keeper.end().then(() => stopServer(home));
      return stopping;
    },
  };
}

/** Starts the server again, on its port, when it has ended without being told to (out of memory, a bug, a kill). */
class PostgresKeeper {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(
    private readonly home: PostgresHome,
    private readonly log: (line: string) => void,
  ) {
    this.schedule();
  }

  async end(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private schedule(): void {
    if (this.ended) return;
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => this.schedule());
    }, LOOK_MS);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    const pid = await serverPid(this.home);
    if (pid !== undefined && isAlive(pid)) return;
    this.log('PostgreSQL has ended by itself; starting it again');
    await rotateLog(this.home.log);
    const { code, output } = await pgCtl(this.home, 'start', '-w', '-t', '900', '-s', '-l', this.home.log);
    if (code !== 0) this.log(`PostgreSQL could not start: ${explainPostgresFailure(output)}; trying again`);
  }
}

/** Line 1 of postmaster.pid; the file goes with an orderly end. */
async function serverPid(home: PostgresHome): Promise<number | undefined> {
  const text = await readFile(path.join(home.cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs under another account.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The connection as `postgres://…`; holds the password. */
export function urlOf({ user, password, host, port, database }: PostgresConnection): string {
  return `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}

/** pg_ctl starts the server through `sh -c` with its paths in double quotes. */
function refuseShellCharacters(home: PostgresHome): void {
  const bad = [home.folder, home.binaries.root].find(
    (folder) => process.platform !== 'win32' && /["$`\\\n]/.test(folder),
  );
  if (bad) {
    throw new StartupError(`PostgreSQL cannot run in ${bad}: the path must not hold any of " $ \` \\.`);
  }
}

async function pgCtl(home: PostgresHome, ...args: string[]): Promise<{ code: number; output: string }> {
  return runPostgresCommand({
    program: home.binaries.pgCtl,
    args: [...args, '-D', home.cluster],
    cwd: home.folder,
    account: home.account,
  });
}

/** pg_ctl's exit code 3 says that no server runs (after a crash, too). */
async function isRunning(home: PostgresHome): Promise<boolean> {
  return (await pgCtl(home, 'status')).code === 0;
}

/**
 * `pg_ctl status` only looks whether a process with the number in postmaster.pid is there. It may
 * be a killed server that is not quite gone, or a stranger who got its number: never signal one
 * that has not shown, over a connection, that it serves our data.
 */
async function stopSurvivor(home: PostgresHome, log: (line: string) => void): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (!(await isRunning(home))) return;
    const port = await survivorPort(home);
    if (port !== undefined && (await servesOurData(home, port))) {
      log('Found the PostgreSQL of a Parley that was killed; restarting it');
      await stopServer(home);
      return;
    }
    await sleep(250);
  }
  // A stranger: PostgreSQL's own check of postmaster.pid and of the shared memory decides at start.
}

/** Line 4 of postmaster.pid (see PostgreSQL's miscadmin.h, LOCK_FILE_LINE_PORT). */
async function survivorPort(home: PostgresHome): Promise<number | undefined> {
  const file = await open(path.join(home.cluster, 'postmaster.pid')).catch(() => undefined);
  if (!file) return undefined;
  try {
    const port = Number((await file.readFile('utf8')).split('\n')[3]);
    return Number.isInteger(port) && port > 0 ? port : undefined;
  } finally {
    await file.close();
  }
}

async function servesOurData(home: PostgresHome, port: number): Promise<boolean> {
  const { user, password } = home.settings;
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => {}); // it may end at any moment; the query says so
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory === home.cluster;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function startServer(home: PostgresHome, log: (line: string) => void): Promise<void> {
  const patience = Date.now() + STILL_GOING_MS;
  let portTaken = false;
  for (let attempt = 1; ; attempt += 1) {
    await choosePort(home, portTaken);
    await writeClusterConfig(home);
    await rotateLog(home.log);
    const before = await sizeOf(home.log);
    // After a crash or power cut PostgreSQL replays its log first, which may take minutes.
    const slow = setTimeout(
      () => log('PostgreSQL is repairing its data after an unclean stop; this may take a while'),
      5000,
    );
    const { code, output } = await pgCtl(home, 'start', '-w', '-t', '900', '-s', '-l', home.log).finally(() =>
      clearTimeout(slow),
    );
    if (code === 0) return;
    const told = (await readFrom(home.log, before)) || output;
    portTaken = /could not bind|Address already in use/i.test(told);
    // Processes of a killed server take a moment to go, on a busy machine a long one.
    const stillGoing = /pre-existing shared memory block|lock file "postmaster\.pid" already exists/i.test(
      told,
    );
    if (!(portTaken && attempt < 8) && !(stillGoing && Date.now() < patience)) {
      throw new StartupError(
        `PostgreSQL could not start in ${home.cluster}: ${explainPostgresFailure(told)} (its log is ${home.log}).`,
      );
    }
    if (stillGoing) await sleep(500);
  }
}

async function choosePort(home: PostgresHome, another: boolean): Promise<void> {
  const kept = home.settings.port;
  if (!another && kept > 0 && (await freePort(kept)) === kept) return;
  home.settings.port = await freePort(0).then((port) => port ?? 0);
  await home.saveSettings();
}

/** The port if it is free (0: any that is), else undefined. */
function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

async function stopServer(home: PostgresHome): Promise<void> {
  if (!(await isRunning(home))) return;
  const fast = await pgCtl(home, 'stop', '-m', 'fast', '-w', '-t', '60', '-s');
  if (fast.code === 0 || !(await isRunning(home))) return;
  // What was committed is in the write-ahead log; the next start replays it.
  const immediate = await pgCtl(home, 'stop', '-m', 'immediate', '-w', '-t', '10', '-s');
  if (immediate.code !== 0 && (await isRunning(home))) {
    throw new Error(
      `PostgreSQL in ${home.cluster} does not stop: ${explainPostgresFailure(immediate.output)}`,
    );
  }
}

async function ensureDatabase(connection: PostgresConnection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 30_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [
      connection.database,
    ]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(connection.database)}`);
  } finally {
    await client.end();
  }
}

function asStartupError(error: unknown, dataDir: string): unknown {
  if (error instanceof StartupError) return error;
  const { code, path: file, message } = error as NodeJS.ErrnoException;
  if (code === '28P01') {
    return new StartupError(
      `The password in ${path.join(dataDir, 'postgres.json')} is not that of the database: bring the file back from a backup.`,
      { cause: error },
    );
  }
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return new StartupError(
      `Parley cannot use its data directory ${dataDir}: ${explainPostgresFailure(
        message
          .replace(/^EACCES.*|^EPERM.*/, 'permission denied')
          .replace(/^ENOSPC.*/, 'No space left on device')
          .replace(/^EROFS.*/, 'Read-only file system'),
      )}${file ? ` (${file})` : ''}.`,
      { cause: error },
    );
  }
  return error;
}

async function sizeOf(file: string): Promise<number> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return 0;
  try {
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

async function readFrom(file: string, position: number): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(Math.max(size - position, 0), 64 * 1024));
    await handle.read(buffer, 0, buffer.length, position);
    return buffer.toString();
  } finally {
    await handle.close();
  }
}
