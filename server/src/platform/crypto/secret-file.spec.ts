import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { removeDir, tempDir } from '../../../test/harness/temp-dir.js';
import { StartupError } from '../errors/startup-error.js';
import { readOrCreateSecret, secretFileOf } from './secret-file.js';

describe('the secret of a data directory', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await tempDir('secret');
  });
  afterEach(() => removeDir(dir));

  it('is made once, for its owner only, and stays', async () => {
    const dataDir = join(dir, 'deep', 'data');
    const secret = await readOrCreateSecret(dataDir);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(await readOrCreateSecret(dataDir)).toBe(secret);
    expect((await readFile(secretFileOf(dataDir), 'utf8')).trim()).toBe(secret);
    if (process.platform !== 'win32') {
      expect((await stat(secretFileOf(dataDir))).mode & 0o777).toBe(0o600);
      expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    }
  });

  it('is the same for all that start at once, and leaves nothing else behind', async () => {
    const secrets = await Promise.all(Array.from({ length: 24 }, () => readOrCreateSecret(dir)));
    expect(new Set(secrets).size).toBe(1);
    expect(await readdir(dir)).toEqual(['secret']);
  });

  it('waits for a file another process is still writing', async () => {
    await writeFile(secretFileOf(dir), '');
    const reading = readOrCreateSecret(dir);
    const whole = 'A'.repeat(43);
    await writeFile(secretFileOf(dir), `${whole}\n`);
    expect(await reading).toBe(whole);
  });

  it('is never replaced when its file holds something else', async () => {
    await writeFile(secretFileOf(dir), 'oops\n');
    await expect(readOrCreateSecret(dir)).rejects.toThrow(StartupError);
    expect(await readFile(secretFileOf(dir), 'utf8')).toBe('oops\n');
  });

  it('says in one sentence what stands in the way', async () => {
    await mkdir(secretFileOf(dir));
    await expect(readOrCreateSecret(dir)).rejects.toThrow(/cannot keep its secret in .*secret \(EISDIR\)/);
    await writeFile(join(dir, 'file'), '');
    await expect(readOrCreateSecret(join(dir, 'file'))).rejects.toThrow(StartupError);
  });
});
