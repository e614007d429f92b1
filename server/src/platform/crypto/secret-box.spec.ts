import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { removeDir, tempDir } from '../../../test/harness/temp-dir.js';
import { SealError, SecretBox } from './secret-box.js';

const SECRET = 'a secret for the tests of the box';
const box = new SecretBox(SECRET);
const reasonOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof SealError) return error.reason;
    throw error;
  }
  return 'opened';
};

describe('SecretBox: sealing', () => {
  it.each([{ user: 'änna', pass: 'p 😀' }, [1, null], 'text', 0, null, true])(
    'opens what it sealed: %j',
    (value) => {
      expect(box.open(box.seal(value, 'channel:1'), 'channel:1')).toEqual(value);
    },
  );

  it('never gives the same text twice, and shows nothing of the value', () => {
    const sealed = Array.from({ length: 50 }, () => box.seal({ password: 'hunter2hunter2' }, 'c'));
    expect(new Set(sealed).size).toBe(50);
    for (const text of sealed) {
      expect(text).toMatch(/^v1\.[\w-]{8}\.[\w-]+$/);
      expect(Buffer.from(text.split('.')[2]!, 'base64url').toString('latin1')).not.toContain('hunter2');
    }
  });

  it('opens in a later process with the same secret', () => {
    expect(new SecretBox(SECRET).open(box.seal('x', 'c'), 'c')).toBe('x');
  });

  it('opens only where it belongs', () => {
    expect(reasonOf(() => box.open(box.seal('x', 'channel:1'), 'channel:2'))).toBe('corrupt');
  });

  it('notices every changed bit', () => {
    const [version, keyId, body] = box.seal({ a: 1 }, 'c').split('.');
    const bytes = Buffer.from(body!, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const text = [version, keyId, changed.toString('base64url')].join('.');
      expect(reasonOf(() => box.open(text, 'c'))).toBe('corrupt');
    }
    expect(reasonOf(() => box.open(`${version}.${keyId}.${body!.slice(0, -4)}`, 'c'))).toBe('corrupt');
  });

  it.each(['', 'plain', 'v1..', 'v2.aaaaaaaa.' + 'a'.repeat(60), '{"a":1}'])(
    'is not fooled by %j',
    (text) => {
      expect(reasonOf(() => box.open(text, 'c'))).toBe('corrupt');
    },
  );

  it('tells another secret from damage', () => {
    const other = new SecretBox(`${SECRET}!`);
    expect(reasonOf(() => other.open(box.seal('x', 'c'), 'c'))).toBe('wrong_secret');
  });

  it('seals JSON only', () => {
    expect(() => box.seal(undefined, 'c')).toThrow(TypeError);
  });
});

describe('SecretBox: keys', () => {
  it('are apart by purpose and the same every time', () => {
    const keys = ['a', 'b', 'seal', 'hmac:a'].map((purpose) => box.keyFor(purpose).toString('hex'));
    expect(new Set(keys).size).toBe(4);
    expect(box.keyFor('a')).toHaveLength(32);
    expect(new SecretBox(SECRET).keyFor('a')).toEqual(box.keyFor('a'));
    expect(box.hmac('a', 'data')).not.toEqual(box.hmac('b', 'data'));
    expect(box.hmac('a', 'data')).toEqual(box.hmac('a', Buffer.from('data')));
    expect(box.hmac('a', 'data')).toHaveLength(32);
  });

  it('have a fingerprint that recognises the secret', () => {
    expect(box.fingerprint()).toMatch(/^[0-9a-f]{32}$/);
    expect(new SecretBox(SECRET).matchesFingerprint(box.fingerprint())).toBe(true);
    expect(new SecretBox(`${SECRET}!`).matchesFingerprint(box.fingerprint())).toBe(false);
  });

  it('do not show when the box is printed', () => {
    box.keyFor('a');
    expect(inspect(box, { depth: 9, showHidden: true }) + JSON.stringify(box)).not.toContain(SECRET);
    expect(inspect(box, { depth: 9 })).not.toMatch(/Buffer|Uint8Array/);
  });

  it('need a secret worth the name', () => {
    expect(() => new SecretBox('too short')).toThrow(RangeError);
  });
});

describe('SecretBox.open', () => {
  it('takes the configured secret, else the one of the data directory', async () => {
    const dataDir = await tempDir('secret-box');
    try {
      const generated = await SecretBox.open({ secret: undefined, dataDir });
      expect((await SecretBox.open({ secret: undefined, dataDir })).fingerprint()).toBe(
        generated.fingerprint(),
      );
      expect((await SecretBox.open({ secret: SECRET, dataDir })).fingerprint()).toBe(box.fingerprint());
      expect(generated.fingerprint()).not.toBe(box.fingerprint());
    } finally {
      await removeDir(dataDir);
    }
  });
});
