import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthBench, IP, type Seated } from '../../test/builders/auth-bench.js';
import { DurableRateLimiter } from '../platform/http/rate-limit/durable-rate-limiter.js';
import { Ticker } from '../platform/queue/ticker.js';
import { ExpiredCredentials } from './expired-credentials.service.js';
import { InvitationsService } from './invitations.service.js';
import { PasswordResetLinks } from './password-reset-links.service.js';
import { SESSION_DAYS, SessionsService } from './sessions.service.js';
import { UsersService } from './users.service.js';

const DAY_MS = 86_400_000;

describe('ExpiredCredentials', () => {
  let bench: AuthBench;
  let owner: Seated;
  const start = new Date('2026-03-01T09:00:00Z').getTime();
  beforeAll(async () => {
    bench = await AuthBench.open();
    bench.clock.set(start);
    owner = await bench.brand();
    const caller = await bench.caller({ session: owner.token });
    await bench.get(InvitationsService).create(caller, { email: 'guest@example.test', role: 'agent' });
    await bench.get(PasswordResetLinks).create(await bench.get(UsersService).get(owner.userId), { ip: IP });
  });
  afterAll(() => bench?.close());
  const left = async () => {
    const rows: Record<string, number> = {};
    for (const table of ['session', 'password_reset', 'invitation', 'rate_limit', 'audit_entry']) {
      const [row] = await bench.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
      rows[table] = row!.n;
    }
    return rows;
  };

  it('removes what has been over for a month, every hour, and nothing that still opens something', async () => {
    const sweep = () => bench.get(Ticker).runNow('sweep-credentials');
    await bench.get(DurableRateLimiter).hit('now', { limit: 1, windowMs: 60_000 });
    await bench.get(DurableRateLimiter).hit('over', { limit: 1, windowMs: 60_000 });
    await bench.database.run(
      `UPDATE rate_limit SET resets_at = now() - interval '1 second' WHERE key = (SELECT key FROM rate_limit LIMIT 1)`,
    );
    const all = { session: 1, password_reset: 1, invitation: 1, audit_entry: 2 };
    await sweep();
    expect(await left()).toEqual({ ...all, rate_limit: 1 });
    bench.clock.set(start + 31 * DAY_MS);
    await sweep();
    expect(await left()).toEqual({ ...all, password_reset: 0, rate_limit: 1 });
    bench.clock.set(start + 38 * DAY_MS);
    await sweep();
    expect(await left()).toMatchObject({ session: 1, invitation: 0 });
    bench.clock.set(start + (SESSION_DAYS + 31) * DAY_MS);
    expect(await bench.get(ExpiredCredentials).sweep()).toBe(1);
    expect(await left()).toMatchObject({ session: 0, audit_entry: 2 });
  });

  it('removes a revoked session by the day it was revoked', async () => {
    const now = bench.clock.nowMs();
    const token = await bench
      .get(SessionsService)
      .create({ userId: owner.userId, brandId: owner.brandId, ip: IP, userAgent: null });
    const { id } = (await bench.get(SessionsService).find(token))!;
    await bench.get(SessionsService).revoke(owner.userId, id, 'test');
    bench.clock.set(now + 31 * DAY_MS);
    await bench.get(ExpiredCredentials).sweep();
    expect(await left()).toMatchObject({ session: 0 });
  });
});
