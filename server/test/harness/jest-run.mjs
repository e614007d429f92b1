// The folder of one Jest run, in which its processes share the database cluster. Plain JavaScript, since Jest
// loads global set-up outside its transforms. test-run.ts is the tests' side of it.
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'parley-test-run-';

/** Makes the folder. Nothing is started before a test asks for it. */
export async function setUp() {
  await sweepDeadRuns();
  const dir = await mkdtemp(join(tmpdir(), PREFIX));
  await chmod(dir, 0o755);
  await writeFile(join(dir, 'owner.pid'), String(process.pid));
  process.env.PARLEY_TEST_RUN_DIR = dir;
}

/** Stops what the run has started. */
export async function tearDown() {
  if (process.env.PARLEY_TEST_RUN_DIR) await endRun(process.env.PARLEY_TEST_RUN_DIR);
}

async function endRun(dir) {
  const stored = await readFile(join(dir, 'postgres.json'), 'utf8').catch(() => undefined);
  if (stored !== undefined) {
    const handle = JSON.parse(stored);
    spawnSync(join(handle.bin, 'pg_ctl'), ['stop', '-w', '-m', 'immediate', '-D', join(handle.dir, 'data')], {
      uid: handle.uid,
      gid: handle.gid,
      cwd: handle.dir,
    });
    await rm(handle.dir, { recursive: true, force: true });
  }
  await rm(dir, { recursive: true, force: true });
}

/** Ends what runs that were killed have left behind. */
async function sweepDeadRuns() {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const dir = join(tmpdir(), name);
    const owner = await readFile(join(dir, 'owner.pid'), 'utf8').catch(() => undefined);
    // Without the file another run is just being set up, or has ended.
    if (owner !== undefined && !isAlive(Number(owner))) await endRun(dir);
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
