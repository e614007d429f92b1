import { randomUUID } from 'node:crypto';
import { chmod, chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import path from 'node:path';
import { StartupError } from '../../errors/startup-error.js';
import { explainPostgresFailure, runPostgresCommand } from './postgres-command.js';
import type { PostgresHome } from './postgres-home.js';

/**
 * Makes the cluster on the first start, under another name until it is whole. One that exists is
 * only looked at.
 * @throws {StartupError} when it is of another major version (it is not touched), or cannot be made
 */
export async function ensureCluster(home: PostgresHome, log: (line: string) => void): Promise<void> {
  const version = await readFile(path.join(home.cluster, 'PG_VERSION'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
  if (version !== undefined) {
    if (version.trim() === home.binaries.major) return;
    throw new StartupError(
      `The database in ${home.cluster} belongs to PostgreSQL ${version.trim()}, and this Parley brings ${home.binaries.major}; nothing was touched: run npm run backup with the Parley that made it, then npm run restore with this one into a new data directory.`,
    );
  }
  if (await exists(home.cluster)) {
    throw new StartupError(
      `${home.cluster} is there but holds no PostgreSQL database (no PG_VERSION); nothing was touched: move it away, or bring it back whole from a backup.`,
    );
  }
  log('Creating the database (once)');
  await createCluster(home);
}

async function createCluster(home: PostgresHome): Promise<void> {
  const half = path.join(home.folder, `cluster.${randomUUID()}.half`);
  const passwordFile = path.join(home.folder, `password.${randomUUID()}`);
  try {
    await writeFile(passwordFile, `${home.settings.password}\n`, { mode: 0o600 });
    if (home.account) await chown(passwordFile, home.account.uid, home.account.gid);
    const { code, output } = await runPostgresCommand({
      program: home.binaries.initdb,
      args: [
        `--pgdata=${half}`,
        `--username=${home.settings.user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Independent of the system's locales: bytewise order, and lower() for all of Unicode.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      cwd: home.folder,
      account: home.account,
    });
    if (code !== 0) {
      throw new StartupError(
        `PostgreSQL could not create its database in ${home.folder}: ${explainPostgresFailure(output)}.`,
      );
    }
    await rename(half, home.cluster);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(half, { recursive: true, force: true });
  }
}

/**
 * Writes postgresql.conf anew at every start, so that an update of Parley brings its settings
 * along; an operator's own go into `custom.conf` beside it. Durability (fsync,
 * synchronous_commit, full_page_writes) is PostgreSQL's default: on.
 */
export async function writeClusterConfig(home: PostgresHome): Promise<void> {
  const memory = Math.floor(totalmem() / 1024 / 1024);
  const sharedBuffers = Math.min(1024, Math.max(128, Math.floor(memory / 8)));
  const lines = [
    '# Written by Parley at every start. Settings of your own go into custom.conf beside this file.',
    "listen_addresses = '127.0.0.1'",
    `port = ${home.settings.port}`,
    "unix_socket_directories = ''",
    'max_connections = 120',
    `shared_buffers = ${sharedBuffers}MB`,
    `effective_cache_size = ${Math.max(256, Math.floor(memory / 2))}MB`,
    'work_mem = 8MB',
    'maintenance_work_mem = 64MB',
    'max_wal_size = 2GB',
    'checkpoint_timeout = 15min',
    'wal_compression = on',
    'random_page_cost = 1.1',
    // Compiling costs more than it saves on short queries.
    'jit = off',
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "lc_messages = 'C'",
    // The log must hold no words of people: no statements, no DETAIL lines with values.
    'log_min_messages = warning',
    'log_min_error_statement = panic',
    'log_error_verbosity = terse',
    'log_checkpoints = off',
    "include_if_exists = 'custom.conf'",
  ];
  // PostgreSQL refuses a folder others may enter; a copy or a chmod -R may have opened it.
  await chmod(home.cluster, 0o700);
  const file = path.join(home.cluster, 'postgresql.conf');
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  if (home.account) await chown(file, home.account.uid, home.account.gid);
}

/** Keeps the server's log and the one before it; each starts anew past 5 MB. */
export async function rotateLog(file: string): Promise<void> {
  const entry = await stat(file).catch(() => undefined);
  if (entry && entry.size > 5 * 1024 * 1024) await rename(file, `${file}.1`);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
