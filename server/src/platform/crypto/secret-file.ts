import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '../errors/startup-error.js';

const WELL_FORMED = /^[A-Za-z0-9_-]{43,}$/;

/** Whether a text can stand in the secret's file: base64url of at least 32 bytes. */
export const isWellFormedSecret = (text: string): boolean => WELL_FORMED.test(text);

/** Where the generated secret lives; a backup has to hold it. */
export const secretFileOf = (dataDir: string): string => join(dataDir, 'secret');

/**
 * The secret of the data directory; made on the first call (32 random bytes, base64url, mode 0600). Processes that
 * start at the same moment all get the one that was there first.
 * @throws {StartupError} when the file cannot be written or read, or does not hold a secret
 */
export async function readOrCreateSecret(dataDir: string): Promise<string> {
  const file = secretFileOf(dataDir);
  try {
    const found = await readIfThere(file);
    if (found === undefined) await create(dataDir, file);
    return await readSettled(file);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new StartupError(
      `Parley cannot keep its secret in ${file} (${code}): make the file readable and its folder writable, or set PARLEY_SECRET.`,
      { cause: error },
    );
  }
}

async function create(dataDir: string, file: string): Promise<void> {
  const secret = `${randomBytes(32).toString('base64url')}\n`;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const own = `${file}.${randomUUID()}`;
  try {
    await writeFile(own, secret, { mode: 0o600, flag: 'wx', flush: true });
    // A link fails when the name is taken, and never shows a half-written file.
    await link(own, file).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return;
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(error.code ?? '')) throw error;
      // File systems without hard links: exclusive creation; readers wait until it is whole.
      await writeFile(file, secret, { mode: 0o600, flag: 'wx', flush: true }).catch(
        (failure: NodeJS.ErrnoException) => {
          if (failure.code !== 'EEXIST') throw failure;
        },
      );
    });
  } finally {
    await rm(own, { force: true });
  }
  await syncFolder(dataDir);
}

/** The name must survive a power cut as surely as what will be sealed with the secret. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readSettled(file: string): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const text = (await readFile(file, 'utf8')).trim();
    if (WELL_FORMED.test(text)) return text;
    if (attempt === 20) {
      throw new StartupError(
        `${file} does not hold a secret of Parley's: restore it from a backup, or remove it if nothing has been stored yet.`,
      );
    }
    await sleep(25);
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
