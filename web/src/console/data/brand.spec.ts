import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.restoreAllMocks());

it.each([
  ['en-GB', 'en', 'Wed 18 Mar, 15:15 UTC'],
  ['en-US', 'en', 'Wed, Mar 18, 3:15 PM UTC'],
  ['en-GB', 'de', 'Mi., 18. März, 15:15 UTC'],
])(
  'writes moments as all others are written: a browser of %s, a member of %s',
  async (tag, language, shown) => {
    vi.resetModules();
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue([tag]);
    const resolved = Intl.DateTimeFormat.prototype.resolvedOptions;
    vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockImplementation(function (
      this: Intl.DateTimeFormat,
    ) {
      return { ...resolved.call(this), timeZone: 'Pacific/Auckland' };
    });
    const { formatInZone } = await import('./brand.js');
    const text = formatInZone(language, new Date('2026-03-18T15:15:00Z'), 'UTC');
    expect(text.replaceAll(/\s/g, ' ')).toBe(shown);
  },
);
