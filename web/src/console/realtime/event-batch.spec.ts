import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { batchByFrame } from './event-batch.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('hands over what came between two frames, once and in order', () => {
  const taken: number[][] = [];
  const batch = batchByFrame<number>((events) => taken.push(events));
  batch.add(1);
  batch.add(2);
  expect(taken).toEqual([]);
  vi.advanceTimersToNextFrame();
  batch.add(3);
  vi.advanceTimersToNextFrame();
  vi.advanceTimersByTime(1_000);
  expect(taken).toEqual([[1, 2], [3]]);
});

it('does not wait for frames that do not come', () => {
  vi.stubGlobal('requestAnimationFrame', () => 1);
  const taken: number[][] = [];
  batchByFrame<number>((events) => taken.push(events)).add(1);
  vi.advanceTimersByTime(250);
  expect(taken).toEqual([[1]]);
  vi.unstubAllGlobals();
});

it('loses nothing at its end, and takes nothing afterwards', () => {
  const taken: number[][] = [];
  const batch = batchByFrame<number>((events) => taken.push(events));
  batch.add(1);
  batch.end();
  batch.add(2);
  vi.advanceTimersByTime(1_000);
  expect(taken).toEqual([[1]]);
});
