import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { StartupError } from '../../errors/startup-error.js';

/** Who holds a data directory. */
export interface DataDirHolder {
  id: string;
  pid: number;
  /** When that process began, in the system's own words; tells it from a later one with its number. */
  born: string;
  /** What it is doing, e.g. `Parley` or `A backup`. */
  what: string;
  /** Where it is reached, once it listens. */
  address?: string;
  released?: boolean;
}

export interface DataDirLock {
  /** Adds the address to what a second start says. */
  announce(address: string): Promise<void>;
  release(): Promise<void>;
}

/**
 * The lock is the file with the highest number in `<data dir>/lock`. Numbers only grow and a
 * released lock stays as such, so whoever takes over number n does it by creating n + 1: the
 * file system lets one succeed, however many found n stale at the same moment.
 */
const folderOf = (dataDir: string) => path.join(dataDir, 'lock');

/**
 * Takes the data directory for this process, making it if needed. The lock of a process that
 * is gone is taken over.
 * @param what the subject of the sentence a second start prints
 * @throws {StartupError} naming the holder, or when the directory cannot be written
 */
export async function acquireDataDirLock(dataDir: string, what = 'Parley'): Promise<DataDirLock> {
  const folder = folderOf(dataDir);
  const holder: DataDirHolder = {
    id: randomUUID(),
    pid: process.pid,
    born: await birthOf(process.pid),
    what,
  };
  const draft = path.join(folder, `${holder.id}.new`);
  const write = async (content: DataDirHolder) =>
    writeFile(draft, JSON.stringify(content), { mode: 0o600, flush: true });
  let taken: string | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await write(holder);
    while (taken === undefined) {
      const last = await lastNumber(folder);
      const found = last > 0 ? await readHolder(path.join(folder, String(last))) : undefined;
      if (found && (await isAlive(found))) throw new StartupError(describeHolder(found, dataDir));
      taken = await take(folder, draft, last + 1);
    }
  } catch (error) {
    throw error instanceof StartupError ? error : unwritable(dataDir, error);
  } finally {
    await rm(draft, { force: true }).catch(() => {}); // the folder may be missing or not ours
  }
  const file = taken;
  // A rename never shows a half-written file.
  const replace = async (content: DataDirHolder) => {
    await write(content);
    await rename(draft, file);
  };
  return {
    announce: (address) => replace({ ...holder, address }),
    release: () => replace({ ...holder, released: true }),
  };
}

/** Creates the number, and answers undefined when another was quicker. */
async function take(folder: string, draft: string, number: number): Promise<string | undefined> {
  const file = path.join(folder, String(number));
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
  // The number was free because a higher one exists by now, whose holder cleared it away.
  if ((await lastNumber(folder)) > number) {
    await rm(file, { force: true });
    return undefined;
  }
  for (const name of await readdir(folder)) {
    if (/^\d+$/.test(name) && Number(name) < number) await rm(path.join(folder, name), { force: true });
  }
  return file;
}

async function lastNumber(folder: string): Promise<number> {
  const names = await readdir(folder);
  return Math.max(0, ...names.filter((name) => /^\d+$/.test(name)).map(Number));
}

/** The living process that holds the data directory, if any. */
export async function findDataDirHolder(dataDir: string): Promise<DataDirHolder | undefined> {
  const folder = folderOf(dataDir);
  const last = await lastNumber(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return 0;
    throw unreadable(folder, error);
  });
  const holder = last > 0 ? await readHolder(path.join(folder, String(last))) : undefined;
  return holder && (await isAlive(holder)) ? holder : undefined;
}

/**
 * Looks without taking it, for what must not happen beside a running Parley.
 * @throws {StartupError} naming the holder
 */
export async function refuseHeldDataDir(dataDir: string): Promise<void> {
  const holder = await findDataDirHolder(dataDir);
  if (holder) throw new StartupError(describeHolder(holder, dataDir));
}

function describeHolder(holder: DataDirHolder, dataDir: string): string {
  const where = holder.address ? ` at ${holder.address}` : '';
  return `${holder.what} is already running${where} with the data in ${dataDir} (process ${holder.pid}).`;
}

function unwritable(dataDir: string, cause: unknown): StartupError {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
  const reason =
    code === 'ENOSPC'
      ? 'the disk is full'
      : code === 'EROFS'
        ? 'the file system is read-only'
        : code === 'EEXIST' || code === 'ENOTDIR'
          ? 'a file is in the way'
          : code === 'EACCES' || code === 'EPERM'
            ? 'permission denied'
            : code;
  return new StartupError(
    `Parley cannot write to its data directory ${dataDir} (${reason}): make it writable, or name another with PARLEY_DATA_DIR.`,
    { cause },
  );
}

function unreadable(file: string, cause: NodeJS.ErrnoException): StartupError {
  return new StartupError(
    `Parley cannot read ${file} (${cause.code}): it belongs to another user; start Parley as that user, or name another directory with PARLEY_DATA_DIR.`,
    { cause },
  );
}

async function readHolder(file: string): Promise<DataDirHolder | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(file, error as NodeJS.ErrnoException);
  }
  try {
    return JSON.parse(text) as DataDirHolder;
  } catch {
    return undefined; // torn by a power cut
  }
}

async function isAlive(holder: DataDirHolder): Promise<boolean> {
  if (holder.released) return false;
  if (holder.pid === process.pid) return (await birthOf(holder.pid)) === holder.born;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const born = await birthOf(holder.pid);
  return born === '' || holder.born === '' || born === holder.born;
}

/**
 * When a process began; empty where the system does not say. On Linux field 22 of
 * /proc/<pid>/stat (proc(5): ticks since boot), with the boot's id before it.
 */
async function birthOf(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') {
      const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      // The second field is the command in brackets, and may hold spaces and brackets itself.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') return 'zombie';
      return `${boot} ${fields[19]}`;
    }
    if (process.platform === 'win32') return '';
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim();
  } catch {
    return '';
  }
}
