import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Postgres, type PostgresHandle } from './postgres.js';

/** A lock older than this belongs to a process that was killed. */
const STALE_MS = 120_000;

/** The folder in which the processes of one Jest run share what they started; jest-run.mjs makes it. */
export function runDir(): string {
  const dir = process.env.PARLEY_TEST_RUN_DIR;
  if (dir === undefined) throw new Error('No test run: start tests with scripts/jest.mjs.');
  return dir;
}

/**
 * One cluster of this name for all processes of the Jest run: the first to come starts it,
 * the others wait. It is stopped at the end of the run.
 */
export async function sharedCluster(name: string, start: () => Promise<Postgres>): Promise<Postgres> {
  const file = join(runDir(), `${name}.cluster.json`);
  const lock = join(runDir(), `${name}.lock`);
  for (;;) {
    const handle = await load(file);
    if (handle) return Postgres.attach(handle);
    if (await takes(lock)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  try {
    const known = await load(file);
    if (known) return Postgres.attach(known);
    const postgres = await start();
    await writeFile(`${file}.part`, JSON.stringify(postgres.handle));
    await rename(`${file}.part`, file);
    return postgres;
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function load(file: string): Promise<PostgresHandle | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as PostgresHandle;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** mkdir either makes the lock or finds it made. */
async function takes(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const age = await stat(lock).then(
      (info) => Date.now() - info.mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rm(lock, { recursive: true, force: true });
    return false;
  }
}
