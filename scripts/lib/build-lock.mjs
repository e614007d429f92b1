import { link, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A holder touches its lock every few seconds; one that has not for this long is gone. */
const STALE_MS = 30_000;

/**
 * Runs `work` while no other process does; waits for its turn. The lock is the file with the
 * highest number in the folder, and is taken by creating the next one, which the file system
 * lets one process do; a released lock stays as an empty file, so numbers never come back.
 */
export async function withBuildLock(folder, work) {
  await mkdir(folder, { recursive: true });
  const file = await acquire(folder);
  const beat = setInterval(() => utimes(file, new Date(), new Date()).catch(() => {}), 3000);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await writeFile(file, '');
  }
}

async function acquire(folder) {
  const draft = path.join(folder, `${process.pid}.new`);
  await writeFile(draft, String(process.pid));
  try {
    for (let told = false; ; await sleep(300)) {
      const last = await highest(folder);
      const holder = last > 0 ? await livingHolder(path.join(folder, String(last))) : undefined;
      if (holder !== undefined) {
        if (!told) console.log(`Another start is building (process ${holder}); waiting for it`);
        told = true;
        continue;
      }
      const file = path.join(folder, String(last + 1));
      try {
        await link(draft, file);
      } catch (error) {
        if (error.code === 'EEXIST') continue;
        throw error;
      }
      if ((await highest(folder)) === last + 1) {
        for (const number of await numbers(folder)) {
          if (number <= last) await rm(path.join(folder, String(number)), { force: true });
        }
        return file;
      }
      await rm(file, { force: true }); // a higher one cleared this number away in between
    }
  } finally {
    await rm(draft, { force: true });
  }
}

const numbers = async (folder) => (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number);
const highest = async (folder) => Math.max(0, ...(await numbers(folder)));

async function livingHolder(file) {
  try {
    const pid = Number(await readFile(file, 'utf8'));
    const { mtimeMs } = await stat(file);
    if (!(pid > 0) || Date.now() - mtimeMs > STALE_MS) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    if (error.code === 'EPERM') return 'of another user';
    if (error.code === 'ESRCH' || error.code === 'ENOENT') return undefined;
    throw error;
  }
}
