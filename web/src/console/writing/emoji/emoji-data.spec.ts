import { beforeEach, describe, expect, it } from 'vitest';
import { findEmoji, inTone, loadEmoji, noteRecent, readRecent, recentOf } from './emoji-data.js';

const names = async (language: string, query: string, limit = 3) =>
  findEmoji(await loadEmoji(language), query, limit).map(({ emoji }) => emoji);

describe('emoji', () => {
  beforeEach(() => localStorage.clear());

  it('are found by their name in the member’s language', async () => {
    expect((await names('en', 'rocket'))[0]).toBe('🚀');
    expect((await names('de', 'rakete'))[0]).toBe('🚀');
    expect(await names('de', 'daumen hoch')).toContain('👍️');
    expect(await names('en', 'rakete')).toEqual([]);
  });

  it('are found by the names people know by heart, in every language', async () => {
    for (const language of ['en', 'de']) {
      expect((await names(language, 'tada'))[0]).toBe('🎉');
      expect((await names(language, 'thumbsup'))[0]).toBe('👍️');
      expect((await names(language, '+1'))[0]).toBe('👍️');
      expect((await names(language, 'heart_eyes'))[0]).toBe('😍');
    }
  });

  it('are found without accents, and in no more than were asked for', async () => {
    expect(await names('de', 'lacheln')).toHaveLength(3);
    expect(await names('en', '  ')).toEqual([]);
    expect(await names('en', 'qzqz')).toEqual([]);
  });

  it('have a skin tone where they can', async () => {
    const all = await loadEmoji('en');
    const [hand] = findEmoji(all, 'wave', 1);
    const [rocket] = findEmoji(all, 'rocket', 1);
    expect(hand && inTone(hand, 0)).toBe('👋');
    expect(hand && inTone(hand, 5)).toBe('👋🏿');
    expect(rocket && inTone(rocket, 5)).toBe('🚀');
  });

  it('remember the last ones, newest first', async () => {
    const all = await loadEmoji('en');
    expect(recentOf(all).length).toBeGreaterThan(5);
    for (const emoji of ['🚀', '👋🏿', '🚀']) noteRecent(emoji);
    expect(readRecent()).toEqual(['🚀', '👋🏿']);
    expect(recentOf(all).map(({ written }) => written)).toEqual(['🚀', '👋🏿']);
  });
});
