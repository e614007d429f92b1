import { describe, expect, it } from 'vitest';
import { leaves, repliesTaken } from './replies-leaving.js';

describe('closing after a reply', () => {
  it('waits for the replies of its conversation, and for no other', async () => {
    const said: string[] = [];
    let take = () => {};
    const sending = leaves('a', new Promise<void>((resolve) => (take = resolve)));
    const waiting = repliesTaken('a').then(() => said.push('closed'));
    await repliesTaken('b');
    expect(said).toEqual([]);
    take();
    await Promise.all([sending, waiting]);
    expect(said).toEqual(['closed']);
    await repliesTaken('a');
  });

  it('is not done when one was not taken', async () => {
    const refused = leaves('a', Promise.reject(new Error('offline')));
    await expect(repliesTaken('a')).rejects.toThrow('offline');
    await expect(refused).rejects.toThrow('offline');
    await expect(repliesTaken('a')).resolves.toBeUndefined();
  });
});
