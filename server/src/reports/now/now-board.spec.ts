import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { boardFor, visibilityKey } from './now-board.js';
import type { NowPart, NowReading, Waiting } from './now-reading.js';

const MINUTE = 60_000;
const channels = ['one', 'two', 'three'];
const wait = (channelId: string, since: number): Waiting => ({
  ...{
    conversationId: `${channelId}-${since}`,
    channelId,
    medium: 'chat',
    personId: 'p',
    personName: `Of ${channelId}`,
  },
  ...{
    personAvatar: null,
    subject: null,
    lastWords: 'Hello?',
    waitingSince: since,
    answerBy: since + MINUTE,
  },
  ...{ targetMs: MINUTE, assigned: false },
});
const part = (channelId: string, counts: Partial<NowPart> = {}): NowPart => ({
  ...{
    channelId,
    medium: 'chat',
    ours: 1,
    overdue: 1,
    dueSoon: 1,
    unassigned: 1,
    snoozed: 1,
    answeredToday: 1,
  },
  ...{ waitingSince: 0, firstDue: 0 },
  ...counts,
});
const reading = (given: Partial<NowReading> = {}): NowReading => ({
  ...{ brandId: 'b', at: 10 * MINUTE, changesAt: 0, tookMs: 1, raised: [] },
  channels: channels.map((id) => ({
    id,
    name: id,
    kind: 'api',
    status: 'connected',
    restricted: id === 'three',
  })),
  parts: channels.map((id) => part(id)),
  waits: channels
    .flatMap((id, index) => [wait(id, index), wait(id, index + 5)])
    .sort((a, b) => a.waitingSince - b.waitingSince),
  ...given,
});
const board = (visible: readonly string[] | 'all', given: Partial<NowReading> = {}) =>
  boardFor(reading(given), { visible, online: 2, iconOf: (kind) => `icon-${kind}` });

describe('a board', () => {
  it('of a member holds nothing of channels hidden from them, neither in a row nor in a sum', () => {
    const { total, waits, channels: shown } = board(['one', 'two']);
    expect(total).toEqual({ ours: 2, overdue: 2, dueSoon: 2, unassigned: 2, snoozed: 2, answeredToday: 2 });
    expect(shown.map(({ id, icon }) => [id, icon])).toEqual([
      ['one', 'icon-api'],
      ['two', 'icon-api'],
    ]);
    expect(waits.map(({ conversationId }) => conversationId)).toEqual(['one-0', 'two-1', 'one-5', 'two-6']);
    expect(JSON.stringify(board(['one', 'two']))).not.toContain('three');
  });

  it('sums the media of a channel', () => {
    const parts = [part('one', { ours: 4 }), part('one', { medium: 'email', ours: 3, answeredToday: 0 })];
    const [one] = board('all', { parts }).channels;
    expect(one).toMatchObject({ media: ['chat', 'email'], figures: { ours: 7, answeredToday: 1 } });
  });

  it('sums exactly what it shows, whichever channels are visible', () => {
    const counts = fc.record({
      ours: fc.nat(99),
      overdue: fc.nat(99),
      snoozed: fc.nat(99),
      answeredToday: fc.nat(99),
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...channels), counts)),
        fc.subarray(channels),
        (given, visible) => {
          const parts = given.map(([id, one]) => part(id, one));
          const made = board(visible, { parts });
          for (const name of [
            'ours',
            'overdue',
            'dueSoon',
            'unassigned',
            'snoozed',
            'answeredToday',
          ] as const) {
            const all = parts.filter(({ channelId }) => visible.includes(channelId));
            expect(made.total[name]).toBe(all.reduce((sum, one) => sum + one[name], 0));
            expect(made.total[name]).toBe(made.channels.reduce((sum, { figures }) => sum + figures[name], 0));
          }
        },
      ),
    );
  });

  it('shows alerts about no channel in particular to everybody, others to those who may see it', () => {
    const raised = [null, 'one', 'three'].map((channelId) => ({
      ...{
        id: String(channelId),
        measure: 'ours' as const,
        threshold: 1,
        channelId,
        medium: null,
        since: MINUTE,
      },
    }));
    expect(board(['one'], { raised }).raised.map(({ id }) => id)).toEqual(['null', 'one']);
    expect(board('all', { raised }).raised).toHaveLength(3);
  });

  it('is the same for those who see the same', () => {
    expect(visibilityKey(['b', 'a'])).toBe(visibilityKey(['a', 'b']));
    expect(visibilityKey(['a'])).not.toBe(visibilityKey(['a', 'b']));
    expect(visibilityKey([])).not.toBe(visibilityKey('all'));
  });
});
