import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../platform/errors/app-error.js';
import { checkSettings } from '../channel.settings.js';
import type { Settings } from '../core/connector.js';
import { emailManifest } from './email.manifest.js';
import { ownAddresses, readMailbox } from './mailbox.settings.js';
import { filesSentItself, findProvider } from './providers/find-provider.js';
import { providerPresets } from './providers/provider-presets.js';
import { suggestMailbox } from './providers/suggest-mailbox.js';

const issuesOf = (settings: Settings): string[] => {
  try {
    readMailbox(settings);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return ((error as AppError).issues ?? []).map(({ path }) => path.join('.'));
  }
};

describe('settings of a mailbox', () => {
  it('need nothing but an address where the provider is known', () => {
    expect(readMailbox({ address: 'anna@gmx.de' })).toMatchObject({
      username: 'anna@gmx.de',
      imap: { host: 'imap.gmx.net', port: 993, security: 'tls' },
      smtp: { host: 'mail.gmx.net', port: 465, security: 'tls' },
      folders: ['INBOX'],
      login: 'password',
      keepsSentCopy: true,
    });
  });

  it('name what is missing or wrong', () => {
    expect(issuesOf({ address: 'anna@brand.test' })).toEqual(['settings.imapHost', 'settings.smtpHost']);
    expect(issuesOf({ address: 'anna' })).toEqual(['settings.address']);
    expect(issuesOf({ address: 'anna@gmx.de', imapPort: 70_000 })).toEqual(['settings.imapPort']);
    expect(issuesOf({ address: 'anna@gmx.de', smtpHost: 'not a host' })).toEqual(['settings.smtpHost']);
    expect(issuesOf({ address: 'anna@gmx.de', aliases: ['info'] })).toEqual(['settings.aliases.0']);
    expect(issuesOf({ address: 'anna@gmx.de', login: 'oauth2' })).toEqual([
      'settings.oauthClientId',
      'settings.oauthAuthorizeUrl',
      'settings.oauthTokenUrl',
    ]);
  });

  it('choose the encryption that belongs to a port, and the port that belongs to an encryption', () => {
    const read = (more: Settings) =>
      readMailbox({ address: 'a@brand.test', imapHost: 'i.test', smtpHost: 's.test', ...more });
    expect(read({})).toMatchObject({
      imap: { port: 993, security: 'tls' },
      smtp: { port: 587, security: 'starttls' },
    });
    expect(read({ imapPort: 143, smtpPort: 465 })).toMatchObject({
      imap: { security: 'starttls' },
      smtp: { security: 'tls' },
    });
    expect(read({ imapSecurity: 'starttls', smtpSecurity: 'tls' })).toMatchObject({
      imap: { port: 143 },
      smtp: { port: 465 },
    });
  });

  it('fit the form the console draws', () => {
    const { settings, secrets } = checkSettings(emailManifest, {
      address: 'anna@gmx.de',
      password: 'secret',
      aliases: ['info@gmx.de'],
    });
    expect(secrets).toEqual({ password: 'secret' });
    expect(readMailbox(settings).own).toEqual(['anna@gmx.de', 'info@gmx.de']);
    const consent = checkSettings(emailManifest, { address: 'anna@gmail.com', login: 'google' });
    expect(readMailbox(consent.settings)).toMatchObject({ login: 'google', keepsSentCopy: false });
  });

  it('know our addresses whatever else they hold', () => {
    expect(
      ownAddresses({
        account: 'a@brand.test',
        settings: { address: 'A@brand.test', aliases: ['B@brand.test', ''] },
      }),
    ).toEqual(['a@brand.test', 'b@brand.test']);
    expect(ownAddresses({ account: 'a@brand.test', settings: { aliases: 'nonsense' } })).toEqual([
      'a@brand.test',
    ]);
  });
});

describe('presets', () => {
  const nowhere = async () => [];
  const clients = { isConfigured: () => false };

  it.each([
    ['gmail.com', 'Gmail'],
    ['googlemail.com', 'Gmail'],
    ['outlook.de', 'Outlook.com'],
    ['hotmail.co.uk', 'Outlook.com'],
    ['firma.onmicrosoft.com', 'Microsoft 365'],
    ['gmx.at', 'GMX'],
    ['web.de', 'WEB.DE'],
    ['icloud.com', 'iCloud Mail'],
    ['yahoo.co.uk', 'Yahoo Mail'],
    ['fastmail.com', 'Fastmail'],
    ['zohomail.eu', 'Zoho Mail (EU)'],
    ['mailbox.org', 'mailbox.org'],
    ['posteo.net', 'Posteo'],
    ['t-online.de', 'T-Online'],
  ])('know %s', async (domain, name) => {
    expect((await findProvider(`Anna@${domain.toUpperCase()}`, nowhere))?.name).toBe(name);
  });

  it.each([
    ['aspmx.l.google.com', 'Google Workspace'],
    ['brand-test.mail.protection.outlook.com.', 'Microsoft 365'],
    ['mx00.ionos.de', 'IONOS'],
    ['smtpin.rzone.de', 'STRATO'],
    ['www123.your-server.de', 'Hetzner'],
    ['in1-smtp.messagingengine.com', 'Fastmail'],
  ])('know a domain of somebody’s own whose mail goes to %s', async (host, name) => {
    expect((await findProvider('anna@brand.test', async () => [host]))?.name).toBe(name);
  });

  it('take no name for another that only looks like it', async () => {
    for (const domain of ['notgmail.com', 'gmail.com.evil.test', 'yahoo.evil.test', 'outlook.']) {
      expect(await findProvider(`a@${domain}`, nowhere)).toBeUndefined();
    }
    expect(await findProvider('a@b.test', async () => ['mx.evilgoogle.com'])).toBeUndefined();
  });

  it('encrypt everything, and say what has to be done first', () => {
    for (const { imap, smtp } of providerPresets) {
      expect([imap.security, smtp.security]).not.toContain('none');
      expect(imap.port).toBe(993);
    }
  });

  it('suggest a way to sign in that works', async () => {
    const google = await suggestMailbox('anna@gmail.com', clients, nowhere);
    expect(google).toMatchObject({
      provider: 'Gmail',
      settings: { login: 'password', imapHost: 'imap.gmail.com' },
    });
    expect(google.notes.join(' ')).toContain('app password');
    const withClient = await suggestMailbox('anna@gmail.com', { isConfigured: () => true }, nowhere);
    expect(withClient.settings.login).toBe('google');
    expect((await suggestMailbox('anna@outlook.com', clients, nowhere)).settings.login).toBe('microsoft');
    expect(await suggestMailbox('anna@brand.test', clients, nowhere)).toMatchObject({
      provider: null,
      settings: { address: 'anna@brand.test' },
      notes: [expect.any(String)],
    });
  });

  it('know who files sent mail by itself', () => {
    expect(['smtp.gmail.com', 'smtp.office365.com', 'smtp.zoho.eu'].every(filesSentItself)).toBe(true);
    expect(['mail.gmx.net', 'smtp.example.com'].some(filesSentItself)).toBe(false);
  });
});
