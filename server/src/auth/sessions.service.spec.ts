import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthBench, IP, type Seated } from '../../test/builders/auth-bench.js';
import { SESSION_DAYS, SESSION_DAYS_IN_ALL, SessionsService } from './sessions.service.js';

const DAY_MS = 86_400_000;

describe('SessionsService', () => {
  let bench: AuthBench;
  let sessions: SessionsService;
  let anna: Seated;
  beforeAll(async () => {
    bench = await AuthBench.open();
    sessions = bench.get(SessionsService);
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    bench.clock.set(new Date('2026-03-01T09:00:00Z'));
    anna = await bench.brand();
    bench.revoked.length = 0;
  });
  const open = (userId = anna.userId) =>
    sessions.create({ userId, brandId: anna.brandId, ip: IP, userAgent: 'x'.repeat(1_000) });

  it('ends when it was not used for long enough', async () => {
    const token = await open();
    bench.clock.advance(SESSION_DAYS * DAY_MS - 1);
    expect(await sessions.find(token)).toBeDefined();
    const other = await open();
    bench.clock.advance(SESSION_DAYS * DAY_MS);
    expect(await sessions.find(other)).toBeUndefined();
    // The first was prolonged by its use, and has now run out as well.
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('lives on by being used, but not forever', async () => {
    const token = await open();
    const signedInAt = bench.clock.nowMs();
    while (bench.clock.nowMs() < signedInAt + (SESSION_DAYS_IN_ALL - 20) * DAY_MS) {
      bench.clock.advance(20 * DAY_MS);
      expect(await sessions.find(token)).toBeDefined();
    }
    bench.clock.set(signedInAt + SESSION_DAYS_IN_ALL * DAY_MS);
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('notes its use to the minute, not on every call', async () => {
    const token = await open();
    const seenAt = async () => (await sessions.list(anna.userId))[0]!.last_seen_at.getTime();
    const before = await seenAt();
    bench.clock.advance(60_000);
    await sessions.find(token);
    expect(await seenAt()).toBe(before);
    bench.clock.advance(1);
    await sessions.find(token);
    expect(await seenAt()).toBe(bench.clock.nowMs());
  });

  it('lists the living ones of the user, cut to size', async () => {
    const ben = await bench.brand();
    const gone = await open();
    await sessions.revoke(anna.userId, (await sessions.find(gone))!.id, 'test');
    await open();
    const rows = await sessions.list(anna.userId);
    expect(rows).toHaveLength(2);
    expect(rows.map(({ user_id }) => user_id)).not.toContain(ben.userId);
    expect(rows.map(({ user_agent }) => user_agent!.length).sort()).toEqual([300, 5].sort());
  });

  it('is revoked by its own user only, and says so to whoever holds connections of it', async () => {
    const ben = await bench.brand();
    const { id } = (await sessions.find(anna.token))!;
    await expect(sessions.revoke(ben.userId, id, 'test')).rejects.toMatchObject({ code: 'not_found' });
    expect(await sessions.find(anna.token)).toBeDefined();
    await sessions.revoke(anna.userId, id, 'test');
    expect(await sessions.find(anna.token)).toBeUndefined();
    expect(bench.revoked).toEqual([{ userId: anna.userId, sessionIds: [id], tokenIds: [], reason: 'test' }]);
  });

  it('can end all of a user but one, and leaves those of others', async () => {
    const ben = await bench.brand();
    const kept = await open();
    await open();
    const { id } = (await sessions.find(kept))!;
    await sessions.revokeAll(anna.userId, { exceptId: id, reason: 'test' });
    expect((await sessions.list(anna.userId)).map((row) => row.id)).toEqual([id]);
    expect(await sessions.find(ben.token)).toBeDefined();
    expect(bench.revoked[0]?.sessionIds).toHaveLength(2);
    await sessions.revokeAll(anna.userId, { exceptId: null, reason: 'test' });
    expect(await sessions.find(kept)).toBeUndefined();
  });
});
