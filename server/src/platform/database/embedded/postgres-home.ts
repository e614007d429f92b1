import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { StartupError } from '../../errors/startup-error.js';
import { canReach, choosePostgresAccount, type PostgresAccount, runsAsRoot } from './postgres-account.js';
import { copyPostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';

/** Below it lie, for root, the binaries and databases the PostgreSQL account cannot reach elsewhere. */
const SYSTEM_FOLDER = '/var/lib/parley';

/** `postgres.json` in the data directory: how to reach the built-in PostgreSQL. Mode 0600. */
const settingsSchema = z.object({
  user: z.string(),
  password: z.string(),
  database: z.string(),
  /** The port of the last start; kept while it is free. */
  port: z.number().int(),
  /** The folder of the cluster and its log, absolute; absent: `postgres` in the data directory. */
  home: z.string().optional(),
});
export type PostgresSettings = z.infer<typeof settingsSchema>;

/** Everything a start needs to know about where PostgreSQL lives and who it is. */
export interface PostgresHome {
  /** Holds `cluster/` (PGDATA) and `postgres.log`. */
  folder: string;
  cluster: string;
  log: string;
  binaries: PostgresBinaries;
  account: PostgresAccount | undefined;
  settings: PostgresSettings;
  saveSettings(): Promise<void>;
}

/** The settings of an earlier start, or undefined on the first. */
export async function readPostgresSettings(dataDir: string): Promise<PostgresSettings | undefined> {
  const file = path.join(dataDir, 'postgres.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new StartupError(
      `${file} is damaged, and it holds the password of the database: bring it back from a backup.`,
      { cause },
    );
  }
}

/** The folder that holds cluster and log. */
export function postgresFolder(dataDir: string, settings: Pick<PostgresSettings, 'home'>): string {
  return settings.home ?? path.join(dataDir, 'postgres');
}

/**
 * Finds or makes the home of the built-in PostgreSQL. As root, everything is placed where the
 * account PostgreSQL runs as can reach it, and each such step is said in one line.
 * @throws {StartupError}
 */
export async function preparePostgresHome(
  dataDir: string,
  found: PostgresBinaries,
  log: (line: string) => void,
): Promise<PostgresHome> {
  const earlier = await readPostgresSettings(dataDir);
  const settings: PostgresSettings = earlier ?? {
    user: 'parley',
    password: randomBytes(24).toString('base64url'),
    database: 'parley',
    port: 0,
  };
  let binaries = found;
  let account: PostgresAccount | undefined;
  let folder = postgresFolder(dataDir, settings);
  if (runsAsRoot()) {
    account = await choosePostgresAccount(folder);
    // The account passes through the data directory; what else lies in it has modes of its own.
    if (!settings.home) await addMode(dataDir, 0o011);
    if (!earlier && !(await canReach(account, dataDir))) {
      const place = createHash('sha256').update(dataDir).update(randomBytes(16)).digest('hex').slice(0, 10);
      folder = path.join(SYSTEM_FOLDER, 'data', place);
      settings.home = folder;
      log(
        `PostgreSQL does not run as root: it runs as ${account.name}, who cannot reach ${dataDir}, so its data is in ${folder}`,
      );
    } else if (!(await canReach(account, folder))) {
      throw new StartupError(
        `PostgreSQL does not run as root but as ${account.name}, who cannot reach ${folder}: let it pass (chmod o+x) through the folders above.`,
      );
    }
    if (!(await canReach(account, path.join(found.root, 'bin')))) {
      binaries = await copyPostgresBinaries(found, SYSTEM_FOLDER);
    }
  }
  const home: PostgresHome = {
    folder,
    cluster: path.join(folder, 'cluster'),
    log: path.join(folder, 'postgres.log'),
    binaries,
    account,
    settings,
    saveSettings: () => saveSettings(dataDir, settings),
  };
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
  await home.saveSettings();
  return home;
}

async function saveSettings(dataDir: string, settings: PostgresSettings): Promise<void> {
  const file = path.join(dataDir, 'postgres.json');
  const half = `${file}.${process.pid}`;
  await writeFile(half, JSON.stringify(settings, undefined, 2), { mode: 0o600, flush: true });
  await rename(half, file);
}

async function addMode(folder: string, bits: number): Promise<void> {
  const { mode } = await stat(folder);
  if ((mode & bits) !== bits) await chmod(folder, (mode & 0o7777) | bits);
}
