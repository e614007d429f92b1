import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireDataDirLock, findDataDirHolder } from './data-dir-lock.js';

describe('acquireDataDirLock', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'parley-lock-'));
    await mkdir(path.join(dataDir, 'lock'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('holds the directory, and says who does and where', async () => {
    const lock = await acquireDataDirLock(dataDir);
    await expect(acquireDataDirLock(dataDir)).rejects.toMatchObject({
      name: 'StartupError',
      message: `Parley is already running with the data in ${dataDir} (process ${process.pid}).`,
    });
    await lock.announce('http://localhost:3000');
    await expect(acquireDataDirLock(dataDir, 'A restore')).rejects.toMatchObject({
      message: `Parley is already running at http://localhost:3000 with the data in ${dataDir} (process ${process.pid}).`,
    });
    expect(await findDataDirHolder(dataDir)).toMatchObject({
      pid: process.pid,
      address: 'http://localhost:3000',
    });
    await lock.release();
    expect(await findDataDirHolder(dataDir)).toBeUndefined();
    await (await acquireDataDirLock(dataDir)).release();
    expect(await readdir(dataDir)).toEqual(['lock']);
    expect(await readdir(path.join(dataDir, 'lock'))).toHaveLength(1);
  });

  it.each([
    ['a process that is gone', { id: 'x', pid: 0x7ffffffe, born: 'long ago', what: 'Parley' }],
    [
      'an earlier process with the number of a living one',
      { id: 'x', pid: process.ppid, born: 'long ago', what: 'Parley' },
    ],
    [
      'an earlier process with our own number',
      { id: 'x', pid: process.pid, born: 'long ago', what: 'Parley' },
    ],
  ])('takes over the lock of %s', async (_, holder) => {
    await writeFile(path.join(dataDir, 'lock', '7'), JSON.stringify(holder));
    const lock = await acquireDataDirLock(dataDir);
    expect(await findDataDirHolder(dataDir)).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('takes over a lock torn by a power cut', async () => {
    await writeFile(path.join(dataDir, 'lock', '7'), '{"id":"a');
    await (await acquireDataDirLock(dataDir)).release();
  });

  it('goes to one of many that want it at once, stale lock or not', async () => {
    for (let round = 0; round < 20; round += 1) {
      await writeFile(
        path.join(dataDir, 'lock', String(1000 * (round + 1))),
        JSON.stringify({ id: 'x', pid: 0x7ffffffe, born: '', what: 'Parley' }),
      );
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => acquireDataDirLock(dataDir)));
      const won = tries.filter((result) => result.status === 'fulfilled');
      expect(won).toHaveLength(1);
      await won[0]?.value.release();
    }
  });

  it('says in one sentence when the directory cannot be made', async () => {
    const file = path.join(dataDir, 'file');
    await writeFile(file, '');
    await expect(acquireDataDirLock(path.join(file, 'inner'))).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(
        /^Parley cannot write to its data directory .*a file is in the way.*PARLEY_DATA_DIR\.$/,
      ),
    });
  });
});
