import { expect, it } from 'vitest';
import { cacheName, isAway, outdated, wayOf } from './shell-rules.js';

const here = { origin: 'https://inbox.example', parts: new Set(['/assets/index-1.js', '/favicon.svg']) };
const way = (path: string, mode = 'cors', method = 'GET') =>
  wayOf({ method, mode, url: new URL(path, here.origin).href }, here);

it('answers pages and the parts of the build', () => {
  expect(way('/inbox/ours/1?q=x', 'navigate')).toBe('page');
  expect(way('/', 'navigate')).toBe('page');
  expect(way('/assets/index-1.js')).toBe('part');
  expect(way('/favicon.svg', 'no-cors')).toBe('part');
});

it.each([
  ['/api/v1/conversations'],
  ['/api/v1/attachments/1', 'no-cors'],
  ['/api/v1/attachments/1', 'navigate'],
  ['/api/docs', 'navigate'],
  ['/hooks/api/1', 'cors'],
  ['/realtime/?transport=polling'],
  ['/healthz', 'navigate'],
  ['/widget.js', 'no-cors'],
  ['/assets/of-another-build.js'],
  ['/inbox/ours'],
  ['https://elsewhere.example/assets/index-1.js'],
  ['/favicon.svg', 'navigate'],
])('leaves %s alone', (path, mode = 'cors') => {
  expect(way(path, mode)).toBe('pass');
});

it('never answers what changes something', () => {
  expect(way('/inbox/ours', 'navigate', 'POST')).toBe('pass');
});

it('takes a proxy without a server for being away, and no other failure', () => {
  expect([500, 502, 503, 504, 404, 200].filter(isAway)).toEqual([502, 503, 504]);
});

it('removes older shells only', () => {
  expect(outdated([cacheName('1'), cacheName('2'), 'of somebody else'], '2')).toEqual([cacheName('1')]);
});
