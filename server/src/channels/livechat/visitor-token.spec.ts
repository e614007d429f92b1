import { describe, expect, it } from '@jest/globals';
import { SecretBox } from '../../platform/crypto/secret-box.js';
import { signedPerson, unsignedPerson, type Visitor, VisitorTokens } from './visitor-token.js';

const tokens = new VisitorTokens(new SecretBox('a secret for the token test'));
const now = new Date('2026-03-01T12:00:00Z');
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
const anonymous: Visitor = { person: unsignedPerson(), signed: false, name: null, email: null };
const anna: Visitor = { person: signedPerson('42'), signed: true, name: 'Anna', email: 'anna@example.test' };

describe('tokens of visitors', () => {
  it('say who it is, without asking anybody', () => {
    expect(tokens.read('one', tokens.issue('one', anonymous, now), now, [])).toEqual(anonymous);
    const token = tokens.issue('one', anna, now, 'secret');
    expect(tokens.read('one', token, now, ['newer', 'secret'])).toEqual(anna);
  });

  it('are nobody twice', () => {
    expect(unsignedPerson()).not.toBe(unsignedPerson());
    expect(unsignedPerson()).toMatch(/^v:[\w-]{22}$/);
  });

  it('are good at their own endpoint, under their own secret, and for a while', () => {
    const token = tokens.issue('one', anonymous, now);
    expect(tokens.read('other', token, now, [])).toBeNull();
    const foreign = new VisitorTokens(new SecretBox('another secret for the test'));
    expect(foreign.read('one', token, now, [])).toBeNull();
    expect(tokens.read('one', token, later(399), [])).not.toBeNull();
    expect(tokens.read('one', token, later(401), [])).toBeNull();
  });

  it('end with the signing secret that vouched, and after a week', () => {
    const token = tokens.issue('one', anna, now, 'secret');
    expect(tokens.read('one', token, now, ['newer'])).toBeNull();
    expect(tokens.read('one', token, later(6), ['secret'])).not.toBeNull();
    expect(tokens.read('one', token, later(8), ['secret'])).toBeNull();
  });

  it('cannot be made or changed by anybody else', () => {
    const token = tokens.issue('one', anonymous, now);
    const [version = '', payload = '', mac = ''] = token.split('.');
    const other = Buffer.from(JSON.stringify({ p: 'u:42', i: now.getTime() })).toString('base64url');
    const forgeries = [
      '',
      '..',
      'v1..',
      `${version}.${other}.${mac}`,
      `${version}.${payload}.`,
      `${version}.${payload}.${mac}.x`,
      `v2.${payload}.${mac}`,
      `${version}.${payload}.${mac.slice(0, -2)}`,
      `${token}=`,
    ];
    for (const forged of forgeries) expect(tokens.read('one', forged, now, ['secret'])).toBeNull();
    // Of another purpose, though of the same secret.
    const box = new SecretBox('a secret for the token test');
    const wrong = box.hmac('something-else', `v1.one.${payload}`).toString('base64url');
    expect(tokens.read('one', `v1.${payload}.${wrong}`, now, [])).toBeNull();
  });
});
