import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { saidIn } from './said.js';

const reasons = { auth_failed: 'Das Passwort stimmt nicht.' };
const saying = { code: 'poll.imap_auth_failed', message: 'IMAP at mail.test says no.', remedy: 'Ask.' };

beforeAll(async () => {
  await i18next.init({ lng: 'de', fallbackLng: false, resources: { de: { reasons } } });
});

describe('what the server says', () => {
  it('is said in the language of the reader where its code is known there', () => {
    expect(saidIn(i18next, saying)).toBe(reasons.auth_failed);
    expect(saidIn(i18next, { ...saying, code: 'auth_failed' })).toBe(reasons.auth_failed);
  });

  it('comes in its own words otherwise', async () => {
    expect(saidIn(i18next, { ...saying, code: 'never_heard_of' })).toBe('IMAP at mail.test says no. Ask.');
    expect(saidIn(i18next, { code: null, message: 'Slow.' })).toBe('Slow.');
    await i18next.changeLanguage('en');
    expect(saidIn(i18next, saying)).toBe('IMAP at mail.test says no. Ask.');
  });
});
