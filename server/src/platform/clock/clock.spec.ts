import { describe, expect, it } from '@jest/globals';
import { MovableClock, SystemClock } from './clock.js';

describe('SystemClock', () => {
  it('follows the machine', () => {
    const before = Date.now();
    const shown = new SystemClock().now().getTime();
    expect(shown).toBeGreaterThanOrEqual(before);
    expect(shown).toBeLessThanOrEqual(Date.now());
  });
});

describe('MovableClock', () => {
  it('stands still until it is moved', () => {
    const clock = new MovableClock(new Date('2026-03-01T08:00:00Z'));
    expect(clock.now().toISOString()).toBe('2026-03-01T08:00:00.000Z');
    clock.advance(90_000);
    expect(clock.now().toISOString()).toBe('2026-03-01T08:01:30.000Z');
    clock.set(new Date('2025-12-24T18:00:00Z'));
    expect(clock.nowMs()).toBe(Date.parse('2025-12-24T18:00:00Z'));
  });

  it('runs with the machine from the moment it shows, and stops again', () => {
    let machine = 5_000;
    const clock = new MovableClock(1_000_000, () => machine);
    machine = 6_000;
    expect(clock.nowMs()).toBe(1_000_000);
    clock.run();
    machine = 6_250;
    clock.run();
    expect(clock.nowMs()).toBe(1_000_250);
    clock.advance(1_000);
    machine = 6_300;
    expect(clock.nowMs()).toBe(1_001_300);
    clock.stop();
    machine = 9_000;
    expect(clock.nowMs()).toBe(1_001_300);
  });

  it('gives out dates that cannot move it', () => {
    const clock = new MovableClock(1_000);
    clock.now().setFullYear(1999);
    expect(clock.nowMs()).toBe(1_000);
  });

  it('shows a moment of its own to work that runs beside other work', async () => {
    const clock = new MovableClock(1_000);
    const seen = await Promise.all(
      [5_000, 3_000].map((moment) =>
        clock.during(moment, async () => {
          await Promise.resolve();
          return clock.nowMs();
        }),
      ),
    );
    expect(seen).toEqual([5_000, 3_000]);
    expect(clock.nowMs()).toBe(1_000);
  });

  it('refuses what is no time', () => {
    const clock = new MovableClock(0);
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
    expect(() => clock.set(new Date('never'))).toThrow(RangeError);
    expect(() => clock.during(Number.NaN, () => {})).toThrow(RangeError);
    expect(clock.nowMs()).toBe(0);
  });
});
