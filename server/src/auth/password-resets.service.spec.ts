import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthBench, IP, PASSWORD, type Seated } from '../../test/builders/auth-bench.js';
import { PasswordResetLinks } from './password-reset-links.service.js';
import { PasswordResetsService } from './password-resets.service.js';
import { ProfileService } from './profile.service.js';
import { SignInService } from './sign-in.service.js';
import { UsersService } from './users.service.js';

const HOUR_MS = 3_600_000;
const NEW_PASSWORD = 'another horse battery';

describe('PasswordResetsService', () => {
  let bench: AuthBench;
  let resets: PasswordResetsService;
  let anna: Seated;
  beforeAll(async () => {
    bench = await AuthBench.open();
    resets = bench.get(PasswordResetsService);
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    await bench.database.run('DELETE FROM rate_limit');
    bench.clock.set(Date.now());
    anna = await bench.brand();
    bench.mails.length = 0;
  });
  const request = async (email = anna.email, ip = IP) => {
    const answer = await resets.request(email, ip);
    await bench.settled();
    return answer;
  };
  const mailedToken = () => /token=([A-Za-z0-9_-]{43})\b/.exec(bench.mails.at(-1)?.text ?? '')?.[1] ?? '';
  const signIn = (password: string) =>
    code(
      bench
        .get(SignInService)
        .signIn({ email: anna.email, password, ip: IP, userAgent: null, replaces: null }),
    );
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );

  it('mails a link that sets a new password, once, and ends every session', async () => {
    await request();
    expect(bench.mails).toMatchObject([{ to: anna.email, brandId: anna.brandId }]);
    const token = mailedToken();
    expect(await resets.preview(token)).toEqual({ email: anna.email });
    await resets.complete(token, NEW_PASSWORD, IP);
    expect(await bench.authenticate({ session: anna.token })).toBeNull();
    expect(await signIn(PASSWORD)).toBe('invalid_credentials');
    expect(await signIn(NEW_PASSWORD)).toBe('done');
    expect(await code(resets.complete(token, PASSWORD, IP))).toBe('expired');
    expect(await code(resets.preview(token))).toBe('expired');
    expect((await bench.audited(anna.brandId)).slice(0, 2)).toEqual([
      'user.password_reset_requested',
      'user.password_changed',
    ]);
  });

  it('sets one password when the link is used twice at once', async () => {
    await request();
    const token = mailedToken();
    const codes = await Promise.all(
      ['one horse battery', 'two horse battery'].map((password) =>
        code(resets.complete(token, password, IP)),
      ),
    );
    expect(codes.sort()).toEqual(['done', 'expired']);
  });

  it('answers the same for an account that does not exist, and keeps nothing of it', async () => {
    const before = await bench.database.query('SELECT count(*) FROM password_reset');
    expect(await request('nobody@example.test')).toEqual(await request());
    expect(bench.mails.map(({ to }) => to)).toEqual([anna.email]);
    expect(await bench.database.query('SELECT count(*) FROM password_reset')).not.toEqual(before);
    expect(JSON.stringify(await bench.database.query('SELECT * FROM audit_entry'))).not.toContain('nobody@');
  });

  it('has answered before it looks the account up', async () => {
    // Accounts are held by somebody else: an answer that needed one would wait.
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked: () => void = () => undefined;
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const lock = bench.database.transaction(async () => {
      await bench.database.query('LOCK TABLE app_user IN ACCESS EXCLUSIVE MODE');
      locked();
      await held;
    });
    await isLocked;
    await resets.request(anna.email, IP);
    expect(bench.mails).toEqual([]);
    release();
    await lock;
    await bench.settled();
    expect(bench.mails).toHaveLength(1);
  });

  it('limits how often it is asked for, per account and per address, known or not', async () => {
    for (const email of [anna.email, 'nobody@example.test']) {
      for (let i = 0; i < 3; i += 1) expect(await code(request(email, `198.51.100.${i}`))).toBe('done');
      await expect(request(email, '198.51.100.9')).rejects.toMatchObject({
        code: 'too_many_requests',
        retryAfterMs: expect.any(Number),
      });
    }
    for (let i = 0; i < 20; i += 1) expect(await code(request(`who-${i}@example.test`))).toBe('done');
    expect(await code(request('who-21@example.test'))).toBe('too_many_requests');
  });

  it('is over after an hour', async () => {
    await request();
    bench.clock.advance(HOUR_MS);
    expect(await code(resets.preview(mailedToken()))).toBe('expired');
    expect(await code(resets.complete(mailedToken(), NEW_PASSWORD, IP))).toBe('expired');
    expect(await signIn(PASSWORD)).toBe('done');
  });

  it('refuses a weak password and can then be used again', async () => {
    await request();
    expect(await code(resets.complete(mailedToken(), 'password123', IP))).toBe('weak_password');
    expect(await code(resets.complete(mailedToken(), NEW_PASSWORD, IP))).toBe('done');
  });

  it('leaves no link alive once the password was changed', async () => {
    await request();
    const first = mailedToken();
    await request();
    await resets.complete(mailedToken(), NEW_PASSWORD, IP);
    expect(await code(resets.complete(first, PASSWORD, IP))).toBe('expired');
    await request();
    const user = await bench.get(UsersService).get(anna.userId);
    await bench.get(UsersService).setPassword(user, PASSWORD, { keepSessionId: null, ip: IP });
    expect(await code(resets.complete(mailedToken(), NEW_PASSWORD, IP))).toBe('expired');
  });

  it('keeps only the hash of a link', async () => {
    const link = await bench
      .get(PasswordResetLinks)
      .create(await bench.get(UsersService).get(anna.userId), 'command');
    const token = new URL(link).searchParams.get('token') ?? '';
    expect(token).toHaveLength(43);
    const kept = [
      await bench.database.query('SELECT * FROM password_reset'),
      await bench.database.query('SELECT * FROM audit_entry'),
    ];
    expect(JSON.stringify(kept)).not.toContain(token);
    expect(await resets.preview(token)).toEqual({ email: anna.email });
  });
});

describe('ProfileService.changePassword', () => {
  let bench: AuthBench;
  let anna: Seated;
  beforeAll(async () => {
    bench = await AuthBench.open();
    anna = await bench.brand();
  });
  afterAll(() => bench?.close());
  const change = async (current: string, password = NEW_PASSWORD) =>
    bench
      .get(ProfileService)
      .changePassword(await bench.caller({ session: anna.token }), { current, password });

  it('needs the current password, guesses at which are counted and audited', async () => {
    for (let i = 0; i < 5; i += 1) {
      await expect(change('not the password')).rejects.toMatchObject({ code: 'invalid_credentials' });
    }
    await expect(change(PASSWORD)).rejects.toMatchObject({ code: 'too_many_requests' });
    expect(await bench.audited(anna.brandId)).toEqual(Array(5).fill('user.password_change_refused'));
    await bench.database.run('DELETE FROM rate_limit');
  });

  it('ends every other session and keeps this one', async () => {
    const { token } = await bench
      .get(SignInService)
      .signIn({ email: anna.email, password: PASSWORD, ip: IP, userAgent: null, replaces: null });
    await expect(change(PASSWORD, 'password123')).rejects.toMatchObject({ code: 'weak_password' });
    await change(PASSWORD);
    expect(await bench.authenticate({ session: token })).toBeNull();
    expect(await bench.authenticate({ session: anna.token })).not.toBeNull();
    expect(bench.revoked.at(-1)).toMatchObject({ userId: anna.userId, reason: 'password_changed' });
  });
});
