import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuthBench, IP, PASSWORD } from '../../test/builders/auth-bench.js';
import { BrandsService } from '../brands/brands.service.js';
import { MembersService } from '../brands/members.service.js';
import { StartupError } from '../platform/errors/startup-error.js';
import { SetupService } from './setup.service.js';
import { UsersService } from './users.service.js';

const OWNER = { PARLEY_OWNER_EMAIL: ' Olga@Example.test', PARLEY_OWNER_PASSWORD: PASSWORD };

describe('SetupService', () => {
  const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  let benches: AuthBench[] = [];
  beforeEach(() => {
    print.mockClear();
  });
  afterEach(async () => {
    for (const bench of benches.reverse()) await bench.close();
    benches = [];
  });
  afterAll(() => print.mockRestore());
  const open = async (settings: Record<string, string>, beside?: AuthBench) => {
    const bench = await AuthBench.open(
      { PARLEY_ROLE: 'api', ...settings },
      beside === undefined ? {} : { databaseUrl: beside.databaseUrl },
    );
    benches.push(bench);
    return bench;
  };
  const printed = () =>
    print.mock.calls.flatMap(([line]) => /\/setup\?token=([A-Za-z0-9_-]{43})$/.exec(String(line))?.[1] ?? []);
  const complete = (bench: AuthBench, token: string, email = 'olga@example.test', password = PASSWORD) =>
    bench.get(SetupService).complete(
      {
        token,
        brandName: 'Example Ltd',
        name: 'Olga',
        email,
        password,
        locale: 'de',
        timezone: 'Europe/Berlin',
      },
      IP,
    );
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );

  it('prints a link that makes the first owner and brand, once', async () => {
    const bench = await open({});
    const [token = ''] = printed();
    expect(await bench.get(SetupService).needed()).toBe(true);
    expect(JSON.stringify(await bench.database.query('SELECT * FROM setup_link'))).not.toContain(token);
    const userId = await complete(bench, token);
    const [seat] = await bench.get(MembersService).seatsOf(userId);
    expect(seat).toMatchObject({ role: 'owner', brandName: 'Example Ltd' });
    expect(await bench.get(BrandsService).get(seat!.brandId)).toMatchObject({
      locale: 'de',
      timezone: 'Europe/Berlin',
    });
    expect(await bench.get(SetupService).needed()).toBe(false);
    expect(await code(complete(bench, token, 'other@example.test'))).toBe('expired');
    expect(await bench.audited(seat!.brandId)).toEqual(['installation.set_up']);
  });

  it('makes one owner when the link, or two links, are used at once', async () => {
    const bench = await open({});
    const second = await open({}, bench);
    const [one = '', two = ''] = printed();
    expect(two).not.toBe(one);
    const codes = await Promise.all([
      code(complete(bench, one, 'a@example.test')),
      code(complete(second, one, 'b@example.test')),
      code(complete(second, two, 'c@example.test')),
    ]);
    expect(codes.sort()).toEqual(['done', 'expired', 'expired']);
    expect(await bench.database.query('SELECT 1 FROM app_user')).toHaveLength(1);
    expect(await bench.database.query('SELECT 1 FROM setup_link WHERE used_at IS NULL')).toEqual([]);
  });

  it('refuses a made-up link, and keeps the link when the password or the time zone is no good', async () => {
    const bench = await open({});
    const [token = ''] = printed();
    expect(await code(complete(bench, 'made-up'))).toBe('expired');
    expect(await code(complete(bench, token, undefined, 'password123'))).toBe('weak_password');
    await expect(
      bench.get(SetupService).complete(
        {
          token,
          brandName: 'Example Ltd',
          name: 'Olga',
          email: 'olga@example.test',
          password: PASSWORD,
          locale: 'en',
          timezone: 'Middle-earth/Shire',
        },
        IP,
      ),
    ).rejects.toMatchObject({ code: 'invalid_request', issues: [{ path: ['timezone'] }] });
    expect(await bench.database.query('SELECT 1 FROM app_user')).toEqual([]);
    expect(await code(complete(bench, token))).toBe('done');
  });

  it('prints nothing when there are users, in a worker, or for the demo', async () => {
    const bench = await open({ PARLEY_ROLE: 'worker' });
    await open({ PARLEY_DEMO: '1' }, bench);
    await bench.user();
    await open({}, bench);
    expect(printed()).toEqual([]);
    expect(await bench.database.query('SELECT 1 FROM setup_link')).toEqual([]);
  });

  it('makes the owner of the environment, once, and leaves them alone afterwards', async () => {
    const bench = await open({ ...OWNER, PARLEY_BRAND_NAME: 'Example Ltd' });
    expect(printed()).toEqual([]);
    const user = await bench.get(UsersService).findByEmail('olga@example.test');
    expect(await bench.get(MembersService).seatsOf(user!.id)).toMatchObject([
      { role: 'owner', brandName: 'Example Ltd' },
    ]);
    await open({ ...OWNER, PARLEY_OWNER_PASSWORD: 'a later password' }, bench);
    await open({ ...OWNER, PARLEY_OWNER_EMAIL: 'other@example.test' }, bench);
    expect(await bench.database.query('SELECT password_hash FROM app_user')).toEqual([
      { password_hash: user!.password_hash },
    ]);
  });

  it('makes one owner when several processes start at once', async () => {
    const first = await open({ PARLEY_ROLE: 'worker' });
    await Promise.all([1, 2, 3].map(() => open(OWNER, first)));
    expect(await first.database.query('SELECT 1 FROM app_user')).toHaveLength(1);
    expect(await first.database.query('SELECT 1 FROM brand')).toHaveLength(1);
  });

  it.each([
    ['PARLEY_OWNER_EMAIL', { ...OWNER, PARLEY_OWNER_EMAIL: 'olga' }],
    ['PARLEY_OWNER_PASSWORD', { ...OWNER, PARLEY_OWNER_PASSWORD: 'password123' }],
    ['PARLEY_OWNER_PASSWORD', { ...OWNER, PARLEY_OWNER_PASSWORD: 'short' }],
    ['PARLEY_BRAND_NAME', { ...OWNER, PARLEY_BRAND_NAME: 'x'.repeat(121) }],
  ])('refuses to start with one clear sentence when %s is no good', async (setting, settings) => {
    const start = open(settings);
    await expect(start).rejects.toThrow(StartupError);
    await expect(start).rejects.toThrow(new RegExp(`^The first owner cannot be made: ${setting}: .+\\.$`));
    await expect(start).rejects.not.toThrow(settings.PARLEY_OWNER_PASSWORD);
  });
});
