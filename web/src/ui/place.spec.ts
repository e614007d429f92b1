import { describe, expect, it } from 'vitest';
import { place } from './place.js';

const anchor = (left: number, top: number) => ({
  left,
  top,
  width: 40,
  height: 20,
  right: left + 40,
  bottom: top + 20,
});
const viewport = { width: 400, height: 300 };

describe('place', () => {
  it('puts the box under the anchor, flush with its start', () => {
    expect(place(anchor(100, 50), { width: 80, height: 60 }, 'bottom-start', viewport)).toEqual({
      left: 100,
      top: 76,
    });
  });
  it('flips up where there is no room below', () => {
    expect(place(anchor(100, 260), { width: 80, height: 60 }, 'bottom-end', viewport)).toEqual({
      left: 60,
      top: 194,
    });
  });
  it('stays inside the viewport when the box is wider than what is left', () => {
    expect(place(anchor(380, 50), { width: 200, height: 20 }, 'bottom-start', viewport).left).toBe(192);
  });
  it('keeps the start visible when the box is larger than the viewport', () => {
    expect(place(anchor(10, 10), { width: 900, height: 900 }, 'bottom', viewport)).toEqual({
      left: 8,
      top: 8,
    });
  });
});
