import { describe, expect, it, jest } from '@jest/globals';
import * as argon2 from '@node-rs/argon2';

const verify = jest.fn(argon2.verify);
jest.unstable_mockModule('@node-rs/argon2', () => ({ ...argon2, verify }));
const { hashPassword, requireStrength, verifyPassword } = await import('./passwords.js');

const own = { email: 'anna.berg@example.test', name: 'Anna Berg-Lindqvist' };

describe('hashPassword', () => {
  it('makes argon2id with 19 MiB, two passes and one lane, salted anew each time', async () => {
    const [first, second] = await Promise.all([hashPassword('same words'), hashPassword('same words')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22,}\$[A-Za-z0-9+/]{43}$/);
    expect(second).not.toBe(first);
  });
});

describe('verifyPassword', () => {
  it('knows the right one from a wrong one', async () => {
    const stored = await hashPassword('correct horse');
    expect(await verifyPassword(stored, 'correct horse')).toBe(true);
    expect(await verifyPassword(stored, 'Correct horse')).toBe(false);
  });

  it('takes a letter for the same however a keyboard composes it', async () => {
    const stored = await hashPassword('gr\u00fcne Wiese 7');
    expect(await verifyPassword(stored, 'gru\u0308ne Wiese 7')).toBe(true);
  });

  it.each([[undefined], ['']])(
    'compares with a decoy as costly as the real thing when %p is stored',
    async (stored) => {
      const real = await hashPassword('correct horse');
      verify.mockClear();
      expect(await verifyPassword(stored, 'correct horse')).toBe(false);
      expect(await verifyPassword(stored, 'nobody has this password')).toBe(false);
      expect(verify).toHaveBeenCalledTimes(2);
      const costs = (hash: string) => hash.split('$').slice(0, 4);
      for (const [hash] of verify.mock.calls) expect(costs(String(hash))).toEqual(costs(real));
    },
  );
});

describe('requireStrength', () => {
  it.each([
    'aaaaaaaaaaaa',
    'Password123!',
    'passwort2024',
    'parley12345',
    'Willkommen1!',
    '01234567890',
    'qwertyuiop1',
    'anna.berg@example.test',
    'Anna.Berg@EXAMPLE.test',
    'ANNA BERG-LINDQVIST',
    'nine char',
    '🐎🐎🐎🐎🐎🐎🐎🐎🐎',
  ])('refuses %p', (password) => {
    expect(() => requireStrength(password, own)).toThrow(expect.objectContaining({ code: 'weak_password' }));
  });

  it.each(['correct horse', 'ten chars!', 'password of my own', '🐎a🐎b🐎c🐎d🐎e'])(
    'takes %p',
    (password) => {
      expect(() => requireStrength(password, own)).not.toThrow();
    },
  );
});
