import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildMessageId, messagesNamedIn, readMessageToken } from './message-token.js';

const key = { channelId: '0198c1c2-0000-7000-8000-00000000000a', secret: 'a secret of some length' };
const message = '0198c1c2-d3e4-7f56-8a9b-0c1d2e3f4a5b';

describe('message token', () => {
  it('is recognised again, also in upper case', () => {
    const id = buildMessageId(message, 'Support@Brand.Example', key);
    expect(id).toMatch(/^<[0-9a-f]{32}\.[0-9a-f]{32}@brand\.example>$/);
    expect(readMessageToken(id, key)).toBe(message);
    expect(readMessageToken(id.toUpperCase(), key)).toBe(message);
  });

  it('writes an international domain in ASCII', () => {
    expect(buildMessageId(message, 'hallo@müller.example', key)).toMatch(/@xn--mller-kva\.example>$/);
  });

  it('holds for its channel and secret only', () => {
    const id = buildMessageId(message, 'support@brand.example', key);
    expect(readMessageToken(id, { ...key, channelId: 'another' })).toBeNull();
    expect(readMessageToken(id, { ...key, secret: 'another secret, also long' })).toBeNull();
  });

  it('falls with any changed digit', () => {
    const id = buildMessageId(message, 'support@brand.example', key);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65 }), (position) => {
        if (id[position] === '.') return;
        const digit = id[position] === '0' ? '1' : '0';
        expect(readMessageToken(id.slice(0, position) + digit + id.slice(position + 1), key)).toBeNull();
      }),
    );
  });

  it('is found in returned headers, once', () => {
    const id = buildMessageId(message, 'support@brand.example', key);
    const forged = `<${'0'.repeat(32)}.${'0'.repeat(32)}@brand.example>`;
    expect(messagesNamedIn(`Message-ID: ${id}\nReferences: ${forged}\n  ${id}`, key)).toEqual([message]);
  });

  it('refuses what would make no id', () => {
    expect(() => buildMessageId('17', 'support@brand.example', key)).toThrow(RangeError);
    expect(() => buildMessageId(message, 'support', key)).toThrow(RangeError);
    expect(() => buildMessageId(message, 'support@', key)).toThrow(RangeError);
    expect(() => buildMessageId(message, 'support@a>b', key)).toThrow(RangeError);
  });
});
