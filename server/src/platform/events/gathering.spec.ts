import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Gathering } from './gathering.js';

const MS = 40;

describe('a gathering', () => {
  let gathered: string[];
  let flushed: string[][];
  let errors: unknown[];
  let gathering: Gathering;

  beforeEach(() => {
    jest.useFakeTimers();
    [gathered, flushed, errors] = [[], [], []];
    gathering = new Gathering(
      MS,
      async () => {
        const those = gathered.splice(0);
        if (those.includes('bad')) throw new Error('bad');
        await Promise.resolve();
        flushed.push(those);
      },
      (error) => errors.push(error),
    );
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const happens = (what: string) => {
    gathered.push(what);
    gathering.add();
  };

  it('works on everything of one moment at once, and on what comes later after it', async () => {
    happens('a');
    await jest.advanceTimersByTimeAsync(MS - 1);
    happens('b');
    expect(flushed).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    happens('c');
    await jest.advanceTimersByTimeAsync(MS);
    expect(flushed).toEqual([['a', 'b'], ['c']]);
  });

  it('runs one work after the other, also those put in between', async () => {
    let finish = () => {};
    gathering.next(() => new Promise<void>((resolve) => (finish = resolve)));
    happens('a');
    await jest.advanceTimersByTimeAsync(MS);
    expect(flushed).toEqual([]);
    finish();
    await jest.advanceTimersByTimeAsync(0);
    expect(flushed).toEqual([['a']]);
  });

  it('reports a work that fails, and goes on', async () => {
    happens('bad');
    await jest.advanceTimersByTimeAsync(MS);
    happens('a');
    await jest.advanceTimersByTimeAsync(MS);
    expect(errors).toEqual([new Error('bad')]);
    expect(flushed).toEqual([['a']]);
  });

  it('ends with what is under way, without what has only gathered', async () => {
    let finish = () => {};
    let over = false;
    gathering.next(() => new Promise<void>((resolve) => (finish = resolve)));
    await jest.advanceTimersByTimeAsync(0);
    happens('a');
    const end = gathering.end().then(() => (over = true));
    await jest.advanceTimersByTimeAsync(2 * MS);
    expect([over, flushed]).toEqual([false, []]);
    finish();
    await end;
    expect(flushed).toEqual([]);
  });
});
