import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { removeDir, tempDir } from '../../../test/harness/temp-dir.js';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/test-database.js';
import { createDataSource } from '../database/data-source.js';
import { StartupError } from '../errors/startup-error.js';
import { requireSameSecret } from './same-secret.js';
import { secretFileOf } from './secret-file.js';

describe('requireSameSecret', () => {
  let database: TestDatabase;
  let source: DataSource;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await tempDir('same-secret');
    database = await createTestDatabase();
    source = createDataSource({ url: database.url, poolSize: 4, entities: [], applicationName: 'test' });
    await source.initialize();
  });
  afterAll(async () => {
    await source?.destroy();
    await database?.drop();
    await removeDir(dataDir);
  });
  beforeEach(async () => {
    await source.query('DELETE FROM installation');
  });
  const withSecret = (secret: string | undefined) => requireSameSecret(source, { secret, dataDir });

  it('notes the first secret, also of several processes at once, and knows it again', async () => {
    await Promise.all([1, 2, 3].map(() => withSecret('a secret of the operator')));
    await withSecret('a secret of the operator');
    const rows = await source.query('SELECT value FROM installation');
    expect(rows).toEqual([{ value: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
  });

  it('refuses another one in one sentence that names the setting and not the secret', async () => {
    await withSecret('a secret of the operator');
    const refusal = withSecret('another secret of the operator');
    await expect(refusal).rejects.toThrow(StartupError);
    await expect(refusal).rejects.toThrow(/^PARLEY_SECRET is not the secret .+\.$/);
    await expect(refusal).rejects.not.toThrow(/operator/);
  });

  it('refuses a generated secret in place of the configured one, and a generated one that was lost', async () => {
    await withSecret('a secret of the operator');
    await expect(withSecret(undefined)).rejects.toThrow(/secret is not the secret/);
    await source.query('DELETE FROM installation');
    await withSecret(undefined);
    await withSecret(undefined);
    await rm(secretFileOf(dataDir));
    await expect(withSecret(undefined)).rejects.toThrow(secretFileOf(dataDir));
  });
});
