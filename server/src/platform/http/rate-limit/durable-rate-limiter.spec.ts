import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../../test/harness/test-database.js';
import { createDataSource } from '../../database/data-source.js';
import { Database } from '../../database/database.js';
import { DurableRateLimiter } from './durable-rate-limiter.js';

const FIVE_A_MINUTE = { limit: 5, windowMs: 60_000 };

describe('DurableRateLimiter', () => {
  let database: TestDatabase;
  let sources: DataSource[];
  /** Two processes. */
  let first: DurableRateLimiter;
  let second: DurableRateLimiter;
  let db: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    sources = [1, 2].map(() =>
      createDataSource({ url: database.url, poolSize: 4, entities: [], applicationName: 'rate-limit-test' }),
    );
    for (const source of sources) await source.initialize();
    const [a, b] = sources.map((source) => new Database(source));
    db = a!;
    first = new DurableRateLimiter(a!);
    second = new DurableRateLimiter(b!);
  });
  afterAll(async () => {
    for (const source of sources ?? []) await source.destroy();
    await database?.drop();
  });
  afterEach(async () => {
    await db.run('DELETE FROM rate_limit');
  });
  const endWindows = () => db.run(`UPDATE rate_limit SET resets_at = now() - interval '1 second'`);

  it('lets exactly the limit through, whoever comes at once and wherever', async () => {
    const verdicts = await Promise.all(
      Array.from({ length: 40 }, (_, i) => (i % 2 ? first : second).hit('sign-in:anna', FIVE_A_MINUTE)),
    );
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(5);
    for (const { allowed, retryAfterMs } of verdicts) {
      expect(retryAfterMs).toBeLessThanOrEqual(60_000);
      expect(retryAfterMs > 0).toBe(!allowed);
    }
  });

  it('begins anew when the window is over, and not before', async () => {
    for (let i = 0; i < 6; i += 1) await first.hit('a', FIVE_A_MINUTE);
    expect((await second.hit('a', FIVE_A_MINUTE)).allowed).toBe(false);
    await endWindows();
    const verdicts = await Promise.all(Array.from({ length: 12 }, () => second.hit('a', FIVE_A_MINUTE)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(5);
  });

  it('does not prolong the window by hits that are refused', async () => {
    const once = { limit: 1, windowMs: 60_000 };
    await first.hit('a', once);
    await db.run(`UPDATE rate_limit SET resets_at = now() + interval '5 seconds'`);
    const { allowed, retryAfterMs } = await first.hit('a', once);
    expect(allowed).toBe(false);
    expect(retryAfterMs).toBeLessThanOrEqual(5_000);
  });

  it('counts keys apart and forgets one when told', async () => {
    const once = { limit: 1, windowMs: 60_000 };
    await first.hit('a', once);
    await first.hit('b', once);
    await second.clear('a');
    expect((await first.hit('a', once)).allowed).toBe(true);
    expect((await first.hit('b', once)).allowed).toBe(false);
  });

  it('takes one hit back, and none that was never made', async () => {
    await first.forgive('a');
    for (let i = 0; i < 5; i += 1) await first.hit('a', FIVE_A_MINUTE);
    await second.forgive('a');
    expect((await first.hit('a', FIVE_A_MINUTE)).allowed).toBe(true);
    expect((await first.hit('a', FIVE_A_MINUTE)).allowed).toBe(false);
    for (let i = 0; i < 20; i += 1) await first.forgive('a');
    const verdicts = await Promise.all(Array.from({ length: 8 }, () => first.hit('a', FIVE_A_MINUTE)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(5);
  });

  it('stores no key as it is', async () => {
    await first.hit('sign-in:anna@example.test', FIVE_A_MINUTE);
    const rows = await db.query<{ key: string }>('SELECT key FROM rate_limit');
    expect(rows).toEqual([{ key: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });

  it('sweeps what is over, and only that', async () => {
    await first.hit('a', FIVE_A_MINUTE);
    await endWindows();
    await first.hit('b', FIVE_A_MINUTE);
    expect(await first.sweep()).toBe(1);
    expect(await db.query('SELECT key FROM rate_limit')).toHaveLength(1);
  });

  it('refuses to count where a rollback would undo it', async () => {
    await expect(db.transaction(() => first.hit('a', FIVE_A_MINUTE))).rejects.toThrow(/outside/);
    await expect(first.hit('a', { limit: 0, windowMs: 1 })).rejects.toThrow(RangeError);
    expect(await db.query('SELECT key FROM rate_limit')).toHaveLength(0);
  });
});
