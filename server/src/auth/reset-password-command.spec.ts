import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuthBench, IP } from '../../test/builders/auth-bench.js';
import { removeDir, tempDir } from '../../test/harness/temp-dir.js';
import { createTestDatabase } from '../../test/harness/test-database.js';
import { PasswordResetsService } from './password-resets.service.js';
import { run } from './reset-password-command.js';

describe('npm run reset-password', () => {
  const said: string[] = [];
  const keep = (line: unknown) => void said.push(String(line));
  const spies = [
    jest.spyOn(console, 'log').mockImplementation(keep),
    jest.spyOn(console, 'error').mockImplementation(keep),
  ];
  let bench: AuthBench;
  beforeAll(async () => {
    bench = await AuthBench.open();
  });
  afterAll(async () => {
    for (const spy of spies) spy.mockRestore();
    await bench?.close();
  });
  const outer = { ...process.env };
  beforeEach(() => {
    said.length = 0;
    process.env.DATABASE_URL = bench.databaseUrl;
    process.env.PARLEY_PUBLIC_URL = 'https://parley.example.test/';
  });
  afterEach(() => {
    for (const name of ['DATABASE_URL', 'PARLEY_PUBLIC_URL', 'PARLEY_DATA_DIR']) {
      if (outer[name] === undefined) delete process.env[name];
      else process.env[name] = outer[name];
    }
  });

  it('prints a link that sets a new password, and audits it', async () => {
    const owner = await bench.brand();
    expect(await run([owner.email.toUpperCase()])).toBe(0);
    const [, token = ''] =
      /\nhttps:\/\/parley\.example\.test\/reset\?token=([\w-]{43})$/.exec(said.join('\n')) ?? [];
    await bench.get(PasswordResetsService).complete(token, 'a password of my own', IP);
    expect(await bench.authenticate({ session: owner.token })).toBeNull();
    const entries = await bench.database.query('SELECT ip, details FROM audit_entry WHERE action = $1', [
      'user.password_reset_requested',
    ]);
    expect(entries).toEqual([{ ip: null, details: { by: 'command' } }]);
  });

  it.each([
    [['nobody@example.test'], 'There is no account with the address nobody@example.test.'],
    [[], /^Usage: npm run reset-password -- /],
    [['not an address'], /^Usage: /],
    [['a@example.test', 'b@example.test'], /^Usage: /],
  ])('ends with one clear sentence for %j', async (args, sentence) => {
    expect(await run(args)).toBe(1);
    expect(said).toEqual([typeof sentence === 'string' ? sentence : expect.stringMatching(sentence)]);
  });

  it('ends with one clear sentence where Parley has never started', async () => {
    const empty = await createTestDatabase({ empty: true });
    process.env.DATABASE_URL = empty.url;
    expect(await run(['anna@example.test'])).toBe(1);
    await empty.drop();
    expect(await run(['anna@example.test'])).toBe(1);
    delete process.env.DATABASE_URL;
    const folder = await tempDir('reset');
    process.env.PARLEY_DATA_DIR = join(folder, 'nothing');
    expect(await run(['anna@example.test'])).toBe(1);
    await removeDir(folder);
    expect(said).toEqual([
      'There are no accounts yet: Parley has never started on this database.',
      expect.stringMatching(/^The database cannot be reached: .+\.$/),
      expect.stringMatching(/^There are no accounts yet: Parley has never started in .+nothing\.$/),
    ]);
  });
});
