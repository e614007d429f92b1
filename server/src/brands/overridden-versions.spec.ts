import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { versionAt } from './business-time.js';
import { overriddenVersions } from './overridden-versions.js';

it('holds in its period only, over what held there', () => {
  const versions = [
    { validFrom: 0, value: 'a' },
    { validFrom: 10, value: 'b' },
    { validFrom: 20, value: 'c' },
  ];
  const result = overriddenVersions(versions, [{ from: 5, to: 15, value: 'c' }]);
  expect([0, 4, 5, 14, 15, 19, 20].map((at) => versionAt(result, at))).toEqual([
    'a',
    'a',
    'c',
    'c',
    'b',
    'b',
    'c',
  ]);
});

it('is, at every instant, the last override that covers it, else the version of then', () => {
  const time = fc.nat(30);
  const arbitrary = fc.record({
    versions: fc.uniqueArray(time, { maxLength: 5 }),
    overrides: fc.array(fc.record({ from: time, to: time }), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(arbitrary, ({ versions, overrides }) => {
      const known = [0, ...versions.map((at) => at + 1)].map((validFrom) => ({
        validFrom,
        value: `v${validFrom}`,
      }));
      const made = overrides.map((one, n) => ({ ...one, value: `o${n}` }));
      const result = overriddenVersions(known, made);
      for (let at = 0; at <= 32; at += 1) {
        const covering = made.filter(({ from, to }) => from <= at && at < to).at(-1);
        expect(versionAt(result, at)).toBe(covering?.value ?? versionAt(known, at));
      }
    }),
  );
});
