// The folder of one Jest run, in which its processes share database clusters and keep the data of the Parleys
// they start. Plain JavaScript, since Jest loads global set-up outside its transforms.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'parley-test-run-';

/** Makes the folder. Nothing is started before a test asks for it. */
export async function setUp() {
  if (await isOurs(process.env.PARLEY_TEST_RUN_DIR)) return; // another project of this run was here first
  await sweepDeadRuns();
  const dir = await mkdtemp(join(tmpdir(), PREFIX));
  await chmod(dir, 0o755);
  await writeFile(join(dir, 'owner.pid'), String(process.pid));
  process.env.PARLEY_TEST_RUN_DIR = dir;
}

/** Stops what the run has started. */
export async function tearDown() {
  const dir = process.env.PARLEY_TEST_RUN_DIR;
  if (await isOurs(dir)) await endRun(dir);
}

/** A Jest started by a test of another Jest sees that one's folder. */
async function isOurs(dir) {
  if (dir === undefined) return false;
  return (await readFile(join(dir, 'owner.pid'), 'utf8').catch(() => '')) === String(process.pid);
}

async function endRun(dir) {
  for (const name of await readdir(dir)) {
    if (name.endsWith('.cluster.json'))
      await removeCluster(JSON.parse(await readFile(join(dir, name), 'utf8')));
    if (name.startsWith('data-')) await stopEmbedded(join(dir, name));
  }
  await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

async function removeCluster({ dir, bin, uid, gid }) {
  if (!existsSync(dir)) return;
  const args = ['stop', '-w', '-m', 'immediate', '-D', join(dir, 'data')];
  spawnSync(join(bin, 'pg_ctl'), args, { uid, gid, cwd: dir });
  await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** Ends the PostgreSQL that a killed Parley left running on its data directory. */
export async function stopEmbedded(dataDir) {
  const settings = await readFile(join(dataDir, 'postgres.json'), 'utf8').catch(() => undefined);
  if (settings === undefined) return;
  const home = JSON.parse(settings).home ?? join(dataDir, 'postgres');
  const pidFile = join(home, 'cluster', 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (pid > 0 && isAlive(pid)) {
    process.kill(pid, 'SIGQUIT'); // PostgreSQL's immediate shutdown
    for (let tries = 0; tries < 100 && isAlive(pid); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  if (!home.startsWith(dataDir)) await rm(home, { recursive: true, force: true });
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
