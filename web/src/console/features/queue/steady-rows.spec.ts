import { expect, it } from 'vitest';
import { steady } from './steady-rows.js';

const height = 80;

it('scrolls along when rows arrive above', () => {
  expect(steady({ index: 2, scrollTop: 0, spacer: 0 }, 4, height)).toEqual({ scrollTop: 160, spacer: 0 });
});

it('makes room above when rows leave and there is nothing to scroll back to', () => {
  expect(steady({ index: 2, scrollTop: 0, spacer: 0 }, 1, height)).toEqual({ scrollTop: 0, spacer: 80 });
});

it('uses up that room before it scrolls again', () => {
  expect(steady({ index: 1, scrollTop: 0, spacer: 80 }, 2, height)).toEqual({ scrollTop: 0, spacer: 0 });
  expect(steady({ index: 1, scrollTop: 0, spacer: 80 }, 3, height)).toEqual({ scrollTop: 80, spacer: 0 });
});
