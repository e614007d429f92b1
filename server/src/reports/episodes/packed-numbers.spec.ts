import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PackedNumbers, packNumber } from './packed-numbers.js';

test('numbers of any size come back in their order, small ones in a byte', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(300), fc.maxSafeNat(), fc.constantFrom(127, 128, 16_383, 16_384))),
      (numbers) => {
        const bytes: number[] = [];
        for (const number of numbers) packNumber(bytes, number);
        const packed = new PackedNumbers(Buffer.from(bytes));
        expect(numbers.map(() => packed.next())).toEqual(numbers);
        expect(bytes.length).toBeGreaterThanOrEqual(numbers.length);
        if (numbers.every((number) => number < 128)) expect(bytes.length).toBe(numbers.length);
      },
    ),
  );
});
