import { describe, expect, test } from '@jest/globals';
import { disposition, rangeOf } from './file-answer.js';

describe('rangeOf', () => {
  test.each([
    [undefined, undefined],
    ['bytes=0-3', { start: 0, end: 3 }],
    ['bytes=4-', { start: 4, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-99', { start: 0, end: 9 }],
    ['bytes=8-99', { start: 8, end: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', undefined],
    ['bytes=0-1,4-5', undefined],
    ['bytes=-', undefined],
    ['lines=1-2', undefined],
  ])('%s of ten bytes', (header, expected) => {
    expect(rangeOf(header, 10)).toEqual(expected);
  });

  test('of an empty file there is no last byte', () => {
    expect(rangeOf('bytes=-1', 0)).toBe('unsatisfiable');
  });
});

test('a file name cannot leave its header', () => {
  expect(disposition('attachment', 'ü"\r\nx: y.txt')).toBe(
    `attachment; filename="____x: y.txt"; filename*=UTF-8''%C3%BC%22%0D%0Ax%3A%20y.txt`,
  );
});
