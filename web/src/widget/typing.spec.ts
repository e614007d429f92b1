import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Typing } from './typing.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('says so once in a while as long as somebody writes, and when they stop', () => {
  const tell = vi.fn(() => true);
  const typing = new Typing(tell);
  for (let tenth = 0; tenth < 70; tenth++) {
    typing.touched();
    vi.advanceTimersByTime(100);
  }
  expect(tell.mock.calls).toEqual([[true], [true], [true]]);
  vi.advanceTimersByTime(4_000);
  expect(tell.mock.calls.at(-1)).toEqual([false]);
  typing.stop();
  expect(tell).toHaveBeenCalledTimes(4);
});

it('says it again at once when nobody could hear it', () => {
  const tell = vi.fn(() => false);
  const typing = new Typing(tell);
  typing.touched();
  typing.touched();
  expect(tell).toHaveBeenCalledTimes(2);
  typing.stop();
  expect(tell).toHaveBeenCalledTimes(2);
});

it('does not believe for ever that the other side is writing', () => {
  const typing = new Typing(() => true);
  const set = vi.fn();
  typing.heard('Olga', set);
  vi.advanceTimersByTime(7_000);
  typing.heard('Olga', set);
  vi.advanceTimersByTime(7_000);
  expect(set.mock.calls).toEqual([['Olga'], ['Olga']]);
  vi.advanceTimersByTime(1_500);
  expect(set.mock.calls.at(-1)).toEqual([null]);
});
