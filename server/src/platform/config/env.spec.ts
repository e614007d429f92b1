import { describe, expect, it } from '@jest/globals';
import { StartupError } from '../errors/startup-error.js';
import { loadEnv } from './env.js';

const faultOf = (settings: Record<string, string>): string => {
  try {
    loadEnv(settings);
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as Error).message;
  }
};
const OWNER = { PARLEY_OWNER_EMAIL: 'olga@example.test', PARLEY_OWNER_PASSWORD: 'correct horse battery' };
const SERVERS = { DATABASE_URL: 'postgres://db/parley', REDIS_URL: 'redis://queue' };

describe('loadEnv', () => {
  it('needs nothing', () => {
    expect(loadEnv({})).toMatchObject({
      port: 3000,
      role: 'all',
      embedded: true,
      publicUrl: 'http://localhost:3000',
      owner: undefined,
    });
  });

  it('takes empty settings for missing ones', () => {
    expect(
      faultOf({ PARLEY_SECRET: ' ', DATABASE_URL: '', PARLEY_OWNER_EMAIL: '', PARLEY_TRUST_PROXY: '' }),
    ).toBe('none');
  });

  it('names every setting that does not fit, in one sentence', () => {
    expect(faultOf({ PORT: 'http', PARLEY_SECRET: 'short' })).toMatch(
      /^The configuration does not fit: PORT: .+; PARLEY_SECRET: .+\.$/,
    );
  });

  it.each([
    ['10.0.0.1', true],
    ['10.0.0.0/8, fd00::/8,::1', true],
    ['10.0.0.0/33', false],
    ['fd00::/129', false],
    ['10.0.0.0/8/8', false],
    ['proxy.example.test', false],
    ['true', false],
  ])('takes %j for addresses of proxies: %p', (PARLEY_TRUST_PROXY, fits) => {
    const fault = faultOf({ PARLEY_TRUST_PROXY });
    expect(fault).toMatch(fits ? /^none$/ : /^The configuration does not fit: PARLEY_TRUST_PROXY\b/);
  });

  it.each(['GOOGLE', 'MICROSOFT'])('takes the OAuth client of %s whole or not at all', (provider) => {
    const id = `PARLEY_${provider}_CLIENT_ID`;
    const secret = `PARLEY_${provider}_CLIENT_SECRET`;
    expect(faultOf({ [id]: 'client' })).toBe(`${id} is set but ${secret} is not: set both, or neither.`);
    expect(faultOf({ [secret]: 's3cret' })).toBe(`${secret} is set but ${id} is not: set both, or neither.`);
    expect(faultOf({ [id]: 'client', [secret]: 's3cret' })).toBe('none');
  });

  it('makes an owner of an address and a password, or of neither', () => {
    expect(loadEnv(OWNER).owner).toEqual({
      email: OWNER.PARLEY_OWNER_EMAIL,
      password: OWNER.PARLEY_OWNER_PASSWORD,
      brandName: 'My brand',
    });
    expect(faultOf({ PARLEY_OWNER_EMAIL: OWNER.PARLEY_OWNER_EMAIL })).toMatch(
      /^PARLEY_OWNER_EMAIL is set but PARLEY_OWNER_PASSWORD is not: /,
    );
    expect(faultOf({ PARLEY_OWNER_PASSWORD: OWNER.PARLEY_OWNER_PASSWORD })).toMatch(
      /^PARLEY_OWNER_PASSWORD is set but PARLEY_OWNER_EMAIL is not: /,
    );
  });

  it.each([
    [{ PARLEY_ROLE: 'api' }, /^PARLEY_ROLE=api needs DATABASE_URL and REDIS_URL/],
    [{ PARLEY_ROLE: 'worker', DATABASE_URL: SERVERS.DATABASE_URL }, /^PARLEY_ROLE=worker needs/],
    [{ REDIS_URL: SERVERS.REDIS_URL }, /^REDIS_URL is set but DATABASE_URL is not/],
    [{ ...SERVERS, PARLEY_ROLE: 'api' }, /^none$/],
    [{ DATABASE_URL: SERVERS.DATABASE_URL }, /^none$/],
  ])('knows which settings go together: %j', (settings, fault) => {
    expect(faultOf(settings as Record<string, string>)).toMatch(fault);
  });
});
