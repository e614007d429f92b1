import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresHandle } from './postgres.js';

/** The folder in which the processes of one Jest run share what they started; jest-run.mjs makes it. */
export function runDir(): string {
  const dir = process.env.PARLEY_TEST_RUN_DIR;
  if (dir === undefined) throw new Error('No test run: start tests with scripts/jest.mjs.');
  return dir;
}

/** Tells the other processes of this run which cluster to use. */
export async function saveHandle(handle: PostgresHandle): Promise<void> {
  const file = join(runDir(), 'postgres.json');
  await writeFile(`${file}.part`, JSON.stringify(handle));
  await rename(`${file}.part`, file);
}

/** The cluster of this run, or undefined as long as nobody has started it. */
export async function loadHandle(): Promise<PostgresHandle | undefined> {
  try {
    return JSON.parse(await readFile(join(runDir(), 'postgres.json'), 'utf8')) as PostgresHandle;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
