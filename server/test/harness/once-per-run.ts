import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A lock older than this belongs to a process that was killed. */
const STALE_MS = 120_000;

/** The folder in which the processes of one Jest run share what they started; jest-run.mjs makes it. */
export function runDir(): string {
  const dir = process.env.PARLEY_TEST_RUN_DIR;
  if (dir === undefined) throw new Error('No test run: start tests with scripts/jest.mjs.');
  return dir;
}

/**
 * What `make` gives, made once for all processes of the Jest run: the first to come makes it, the others wait. It is
 * kept as JSON in the run's folder.
 * @param name of its file, without `.json`
 */
export async function oncePerRun<T>(name: string, make: () => Promise<T>): Promise<T> {
  const file = join(runDir(), `${name}.json`);
  const lock = join(runDir(), `${name}.lock`);
  for (;;) {
    const made = await load<T>(file);
    if (made !== undefined) return made;
    if (await takes(lock)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  try {
    const known = await load<T>(file);
    if (known !== undefined) return known;
    const made = await make();
    await writeFile(`${file}.part`, JSON.stringify(made));
    await rename(`${file}.part`, file);
    return made;
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function load<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
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
