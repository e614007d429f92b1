import { describe, expect, it } from '@jest/globals';
import { countingTime } from './counting-time.js';

const HOUR = 3_600_000;
const arrivedAt = 1_000 * HOUR;

describe('rule 1: the time that counts', () => {
  it("is the platform's", () => {
    const time = { platformTime: arrivedAt - HOUR, arrivedAt, redeliveryMs: 36 * HOUR };
    expect(countingTime(time)).toEqual({ at: arrivedAt - HOUR, clamped: false, outOfFigures: null });
  });

  it('is arrival where the platform gives none', () => {
    const time = { platformTime: null, arrivedAt, redeliveryMs: null };
    expect(countingTime(time)).toEqual({ at: arrivedAt, clamped: false, outOfFigures: null });
  });

  it('is clamped to arrival when it is ahead of our clock', () => {
    const time = { platformTime: arrivedAt + 1, arrivedAt, redeliveryMs: null };
    expect(countingTime(time)).toEqual({ at: arrivedAt, clamped: true, outOfFigures: null });
  });

  it('is kept but left out of figures when further back than the platform redelivers', () => {
    const at = arrivedAt - 36 * HOUR;
    const time = { arrivedAt, redeliveryMs: 36 * HOUR };
    expect(countingTime({ ...time, platformTime: at }).outOfFigures).toBeNull();
    expect(countingTime({ ...time, platformTime: at - 1 })).toEqual({
      at: at - 1,
      clamped: false,
      outOfFigures: 'too_old',
    });
    expect(countingTime({ ...time, redeliveryMs: null, platformTime: 0 }).outOfFigures).toBeNull();
  });
});
