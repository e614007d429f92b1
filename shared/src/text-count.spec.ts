import { describe, expect, it } from '@jest/globals';
import { countText, textRoom } from './text-count.js';

const fediverse = { textUnit: 'graphemes', textRules: { urlLength: 23, mentionsWithoutHost: true } } as const;

describe('how long a text is for its platform', () => {
  it('counts characters, UTF-16 units, graphemes or bytes', () => {
    const text = 'Ä👩‍👧';
    expect(countText(text, {})).toBe(4);
    expect(countText(text, { textUnit: 'utf16' })).toBe(6);
    expect(countText(text, { textUnit: 'graphemes' })).toBe(2);
    expect(countText(text, { textUnit: 'bytes' })).toBe(2 + 11);
    expect(countText('', fediverse)).toBe(0);
  });

  it('counts every web address the same, however long, and what stands around it as it is', () => {
    expect(countText('https://a.example', fediverse)).toBe(23);
    expect(countText(`https://shop.example/${'x'.repeat(300)}?a=b#c`, fediverse)).toBe(23);
    expect(countText('See https://a.example/b. Thanks!', fediverse)).toBe(4 + 23 + 9);
    expect(countText('(https://a.example/b)', fediverse)).toBe(25);
    expect(countText('https://a.example/b_(c)', fediverse)).toBe(23);
    expect(countText('https://a.example https://b.example', fediverse)).toBe(47);
  });

  it('takes nothing for an address that has no scheme or no real host', () => {
    expect(countText('a.example', fediverse)).toBe(9);
    expect(countText('http://localhost', fediverse)).toBe(16);
    expect(countText('ftp://a.example', fediverse)).toBe(15);
  });

  it('counts of a mention the name, not where the account lives', () => {
    expect(countText('@anna@social.example hello', fediverse)).toBe(11);
    expect(countText('@anna hello', fediverse)).toBe(11);
    expect(countText('mail anna@social.example', fediverse)).toBe(24);
    expect(countText('@a@x.example, @b@y.example.', fediverse)).toBe('@a, @b.'.length);
  });

  it('knows no such rules where the channel has none', () => {
    expect(countText('https://a.example/long @a@b.example', { textUnit: 'characters' })).toBe(35);
  });
});

describe('what is left for a reply', () => {
  const limits = { textLength: 10, textLengthWithFiles: 4 };

  it('is less beside files, and less what the connector adds', () => {
    expect(textRoom('123456', limits, { files: false })).toEqual({ length: 6, most: 10, left: 4 });
    expect(textRoom('123456', limits, { files: true })).toEqual({ length: 6, most: 4, left: -2 });
    expect(textRoom('123456', limits, { files: false, costs: 5 })).toEqual({ length: 6, most: 5, left: -1 });
    expect(textRoom('', limits, { files: false, costs: 50 }).left).toBe(0);
  });

  it('has no end where the platform sets none', () => {
    expect(textRoom('123456', { textLength: null }, { files: true, costs: 5 }).left).toBeNull();
  });
});
