import { describe, expect, it } from 'vitest';
import { inOrder } from './in-order.js';

function held() {
  let end = () => {};
  let fail = (_error: Error) => {};
  const promise = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { promise, end, fail };
}

describe('work of one name', () => {
  it('begins when what was begun before has ended, well or badly', async () => {
    const [first, second] = [held(), held()];
    const begun: string[] = [];
    const one = inOrder('draft.1', () => {
      begun.push('one');
      return first.promise;
    });
    const two = inOrder('draft.1', () => {
      begun.push('two');
      return second.promise;
    });
    const three = inOrder('draft.1', async () => {
      begun.push('three');
    });
    await inOrder('draft.2', async () => {
      begun.push('another');
    });
    expect(begun).toEqual(['one', 'another']);
    first.fail(new Error('no connection'));
    await expect(one).rejects.toThrow('no connection');
    await Promise.resolve();
    expect(begun).toEqual(['one', 'another', 'two']);
    second.end();
    await two;
    await three;
    expect(begun).toEqual(['one', 'another', 'two', 'three']);
  });

  it('begins at once when nothing is under way any more', async () => {
    await inOrder('draft.3', async () => undefined);
    let begun = false;
    const work = inOrder('draft.3', async () => {
      begun = true;
    });
    expect(begun).toBe(true);
    await work;
  });
});
