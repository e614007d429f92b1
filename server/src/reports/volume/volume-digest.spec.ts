import { expect, test } from '@jest/globals';
import { PRIORITIES } from '../cohort/sorted-columns.js';
import { type Said, SPEAKERS } from './said.js';
import { type DigestedSaid, eachSaid, type SaidNeeds, volumeDigestOf } from './volume-digest.js';

const NEEDS = ['hour', 'channel', 'medium', 'priority', 'post', 'tags'] as const;
const blank: Said = {
  ...{ day: 0, hour: 0, speaker: 'in', count: 0, channelId: '', medium: 'dm', priority: 'normal' },
  ...{ postId: null, tagIds: [], leftOut: null },
};

/** Entries of all kinds, more than two bytes can count among them. */
const all: DigestedSaid[] = Array.from({ length: 600 }, (_, n) => ({
  hour: n % 24,
  speaker: SPEAKERS[n % 4] ?? 'in',
  count: n === 7 ? 70_000 : 1 + (n % 3),
  channelId: `channel ${n % 5}`,
  medium: n % 7 === 0 ? 'email' : 'chat',
  priority: PRIORITIES[(n * 5) % 4] ?? 'low',
  postId: n % 3 === 0 ? null : `post ${n % 11}`,
  tagIds: n % 13 < 2 ? [`tag-${n % 13}`, 'tag-9'] : [],
}));

/** Of everything that was said, how much under each key of what is asked for. */
function sums(said: readonly DigestedSaid[], needs: SaidNeeds): Map<string, number> {
  const found = new Map<string, number>();
  for (const one of said) {
    const key = JSON.stringify([
      one.speaker,
      needs.hour && one.hour,
      needs.channel && one.channelId,
      needs.medium && one.medium,
      needs.priority && one.priority,
      needs.post && one.postId,
      needs.tags && one.tagIds,
    ]);
    found.set(key, (found.get(key) ?? 0) + one.count);
  }
  return found;
}

test('whatever is asked for, a digest tells as much of it as was said', () => {
  const digest = volumeDigestOf(all);
  if (digest === null) throw new Error('so few names have numbers');
  const { channels, posts, tag_sets, hourly, sorted } = digest;
  let summedUp = 0;
  for (let mask = 0; mask < 2 ** NEEDS.length; mask += 1) {
    const needs = Object.fromEntries(
      NEEDS.map((need, bit) => [need, (mask & (1 << bit)) !== 0]),
    ) as unknown as SaidNeeds;
    const read = needs.post || needs.tags ? { channels, posts, tag_sets, sorted } : { channels, hourly };
    const shown: Said[] = [];
    eachSaid(read, 3, needs, { ...blank }, (said) => shown.push({ ...said }));
    expect(sums(shown, needs)).toEqual(sums(all, needs));
    expect(shown.every(({ day }) => day === 3)).toBe(true);
    if (shown.length < (read.sorted ?? read.hourly ?? Buffer.alloc(0)).length / 20) summedUp += 1;
  }
  // Both ways have been gone: what few things are asked of is shown at once.
  expect(summedUp).toBeGreaterThan(10);
  expect(summedUp).toBeLessThan(60);
});
