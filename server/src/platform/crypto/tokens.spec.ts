import { describe, expect, it } from '@jest/globals';
import { constantTimeEqual, hashToken, randomToken } from './tokens.js';

describe('tokens', () => {
  it('are long, URL-safe and never the same', () => {
    const tokens = Array.from({ length: 500 }, () => randomToken());
    expect(new Set(tokens).size).toBe(500);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(randomToken(48), 'base64url')).toHaveLength(48);
  });

  it.each([15, 0, -1, 16.5, Number.NaN])('refuses %p bytes', (bytes) => {
    expect(() => randomToken(bytes)).toThrow(RangeError);
  });

  it('are stored as their SHA-256', () => {
    // FIPS 180-2, appendix B.1
    expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('constantTimeEqual', () => {
  it('compares texts and bytes, also of different lengths', () => {
    expect(constantTimeEqual('gleich', 'gleich')).toBe(true);
    expect(constantTimeEqual('ä', Buffer.from('ä'))).toBe(true);
    expect(constantTimeEqual('gleich', 'gleicH')).toBe(false);
    expect(constantTimeEqual('gleich', 'gleich ')).toBe(false);
    expect(constantTimeEqual('', 'x')).toBe(false);
    expect(constantTimeEqual('', '')).toBe(true);
  });
});
