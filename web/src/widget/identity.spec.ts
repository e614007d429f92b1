import { expect, it } from 'vitest';
import { drawerOf, subjectOf } from './identity.js';

const jwt = (payload: unknown) =>
  ['{"alg":"HS256"}', JSON.stringify(payload), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

it('reads whose identity it is', () => {
  expect(subjectOf(jwt({ sub: 'customer-ä-42' }))).toBe('customer-ä-42');
});

it.each([null, '', 'nonsense', 'a.%%%.c', jwt({}), jwt({ sub: '' }), jwt({ sub: 7 }), jwt(null)])(
  'finds nobody in %j',
  (text) => expect(subjectOf(text)).toBeNull(),
);

it('gives everybody a drawer of their own', () => {
  const drawers = [drawerOf('e1', null), drawerOf('e2', null), drawerOf('e1', 'anna'), drawerOf('e1', 'ben')];
  expect(new Set(drawers).size).toBe(4);
  for (const one of drawers)
    for (const other of drawers) if (one !== other) expect(other.startsWith(one)).toBe(false);
});
