import { expect, test } from '@jest/globals';
import { readAhead } from './read-ahead.js';

test('one batch after the other, in order, the next under way while one is looked at', async () => {
  const told: string[] = [];
  const read = async (batch: number) => {
    told.push(`reads ${batch}`);
    return batch * 10;
  };
  for await (const found of readAhead([1, 2, 3], read)) told.push(`looks at ${found}`);
  expect(told).toEqual(['reads 1', 'reads 2', 'looks at 10', 'reads 3', 'looks at 20', 'looks at 30']);
});

test('nothing to read is nothing to look at', async () => {
  for await (const found of readAhead([], async () => 1)) expect(found).toBe('nothing');
});

test('what fails while reading fails where it is looked for, after what came before it', async () => {
  const looked: number[] = [];
  const reading = async () => {
    const read = async (batch: number) => {
      if (batch === 2) throw new Error('batch 2 is gone');
      return batch;
    };
    for await (const found of readAhead([1, 2, 3], read)) looked.push(found);
  };
  await expect(reading()).rejects.toThrow('batch 2 is gone');
  expect(looked).toEqual([1]);
});

test('whoever stops looking waits for what is under way', async () => {
  let done = false;
  const read = async (batch: number) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (batch === 2) done = true;
    return batch;
  };
  for await (const found of readAhead([1, 2], read)) {
    expect(found).toBe(1);
    break;
  }
  expect(done).toBe(true);
});
