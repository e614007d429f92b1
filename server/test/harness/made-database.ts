import { appendFile, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd } from './child.js';
import { oncePerRun, runDir } from './once-per-run.js';

const MAKE = fileURLToPath(new URL('make-database.mjs', import.meta.url));

/** Fills `place`, a data directory or an address (`postgres://…`) of an empty database, as a first start does. */
export async function makeDatabase(place: string): Promise<void> {
  await runToEnd({ name: 'make-database', command: process.execPath, args: [MAKE, place] });
}

/**
 * Gives an empty data directory the database that a first start would make in it: made once per test run, then copied.
 * A crash of a process loses nothing in it. Only against a power cut, which no test can stage, is it not guarded.
 */
export async function giveMadeDatabase(dataDir: string): Promise<void> {
  const made = await oncePerRun('made-database', makeTemplate);
  if (made.dir === undefined) return;
  await runToEnd({ name: 'cp', command: 'cp', args: ['-pR', `${made.dir}/.`, dataDir] });
}

/** Its name lets jest-run.mjs stop what may be left running in it. */
async function makeTemplate(): Promise<{ dir?: string }> {
  const dir = join(runDir(), 'data-made');
  await mkdir(dir);
  await chmod(dir, 0o755);
  await makeDatabase(dir);
  const file = join(dir, 'postgres.json');
  const settings = JSON.parse(await readFile(file, 'utf8')) as { home?: string; port: number };
  // It lies outside the data directory, where PostgreSQL's user cannot reach it: every start makes its own.
  if (settings.home !== undefined) return {};
  // Each copy finds a port of its own.
  await writeFile(file, JSON.stringify({ ...settings, port: 0 }), { mode: 0o600 });
  await appendFile(join(dir, 'postgres/cluster/custom.conf'), 'fsync = off\nfull_page_writes = off\n');
  return { dir };
}
