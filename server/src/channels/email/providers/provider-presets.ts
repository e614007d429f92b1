import type { Security } from '../mailbox.settings.js';

/** What is known of a mail provider, so that an address and a password are enough. */
export interface ProviderPreset {
  name: string;
  /** Domains of its addresses; `*` stands for one ending of a name used in many countries. */
  domains: readonly string[];
  imap: { host: string; port: number; security: Security };
  smtp: { host: string; port: number; security: Security };
  /** OAuth client of the operator that opens its mailboxes. */
  oauth?: 'google' | 'microsoft';
  /** Puts what is sent through its SMTP server into Sent by itself. */
  filesSent?: boolean;
  /** What people have to do at the provider first. */
  notes?: readonly string[];
}

const tls = (host: string, port: number) => ({ host, port, security: 'tls' as const });
const starttls = (host: string, port = 587) => ({ host, port, security: 'starttls' as const });

/** From the providers' own help pages on mail programs. */
export const providerPresets: readonly ProviderPreset[] = [
  {
    name: 'Gmail',
    domains: ['gmail.com', 'googlemail.com'],
    imap: tls('imap.gmail.com', 993),
    smtp: tls('smtp.gmail.com', 465),
    oauth: 'google',
    filesSent: true,
    notes: [
      'Google takes no account passwords here: sign in with Google, or turn on 2-step verification and create an app password.',
    ],
  },
  {
    name: 'Outlook.com',
    domains: ['outlook.*', 'hotmail.*', 'live.*', 'msn.com'],
    imap: tls('outlook.office365.com', 993),
    smtp: starttls('smtp-mail.outlook.com'),
    oauth: 'microsoft',
    filesSent: true,
    notes: ['Microsoft takes no passwords here: sign in with Microsoft.'],
  },
  {
    name: 'Microsoft 365',
    domains: ['*.onmicrosoft.com'],
    imap: tls('outlook.office365.com', 993),
    smtp: starttls('smtp.office365.com'),
    oauth: 'microsoft',
    filesSent: true,
    notes: [
      'Microsoft takes no passwords here: sign in with Microsoft. An administrator may have to allow IMAP and authenticated SMTP for the mailbox.',
    ],
  },
  {
    name: 'GMX',
    domains: ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch', 'gmx.eu', 'gmx.org', 'gmx.info', 'gmx.biz'],
    imap: tls('imap.gmx.net', 993),
    smtp: tls('mail.gmx.net', 465),
    notes: [
      'Switch on POP3/IMAP access in the GMX settings. With two-factor authentication, create an application-specific password there.',
    ],
  },
  {
    name: 'GMX',
    domains: ['gmx.com', 'gmx.us', 'gmx.co.uk', 'gmx.fr', 'gmx.es'],
    imap: tls('imap.gmx.com', 993),
    smtp: tls('mail.gmx.com', 465),
    notes: ['Switch on POP3/IMAP access in the GMX settings.'],
  },
  {
    name: 'WEB.DE',
    domains: ['web.de', 'email.de'],
    imap: tls('imap.web.de', 993),
    smtp: starttls('smtp.web.de'),
    notes: [
      'Switch on POP3/IMAP access in the WEB.DE settings. With two-factor authentication, create an application-specific password there.',
    ],
  },
  {
    name: 'iCloud Mail',
    domains: ['icloud.com', 'me.com', 'mac.com'],
    imap: tls('imap.mail.me.com', 993),
    smtp: starttls('smtp.mail.me.com'),
    notes: ['Create an app-specific password in your Apple account; the account password does not work.'],
  },
  {
    name: 'Yahoo Mail',
    domains: ['yahoo.*', 'ymail.com', 'rocketmail.com', 'myyahoo.com'],
    imap: tls('imap.mail.yahoo.com', 993),
    smtp: tls('smtp.mail.yahoo.com', 465),
    notes: ['Create an app password in the account security settings; the account password does not work.'],
  },
  {
    name: 'AOL Mail',
    domains: ['aol.*', 'aim.com'],
    imap: tls('imap.aol.com', 993),
    smtp: tls('smtp.aol.com', 465),
    notes: ['Create an app password in the account security settings; the account password does not work.'],
  },
  {
    name: 'Fastmail',
    domains: ['fastmail.com', 'fastmail.fm', 'fastmail.de', 'fastmail.net', 'fastmail.org', 'sent.com'],
    imap: tls('imap.fastmail.com', 993),
    smtp: tls('smtp.fastmail.com', 465),
    notes: ['Create an app password under Privacy & Security; the account password does not work.'],
  },
  {
    name: 'Zoho Mail',
    domains: ['zoho.com', 'zohomail.com'],
    imap: tls('imap.zoho.com', 993),
    smtp: tls('smtp.zoho.com', 465),
    filesSent: true,
    notes: [
      'Switch on IMAP access in the Zoho Mail settings. With two-factor authentication, create an application-specific password.',
    ],
  },
  {
    name: 'Zoho Mail (EU)',
    domains: ['zoho.eu', 'zohomail.eu'],
    imap: tls('imap.zoho.eu', 993),
    smtp: tls('smtp.zoho.eu', 465),
    filesSent: true,
    notes: [
      'Switch on IMAP access in the Zoho Mail settings. With two-factor authentication, create an application-specific password.',
    ],
  },
  {
    name: 'mailbox.org',
    domains: ['mailbox.org'],
    imap: tls('imap.mailbox.org', 993),
    smtp: tls('smtp.mailbox.org', 465),
    notes: ['With two-factor authentication, create an application password in the mailbox.org settings.'],
  },
  {
    name: 'Posteo',
    domains: ['posteo.*'],
    imap: tls('posteo.de', 993),
    smtp: tls('posteo.de', 465),
  },
  {
    name: 'T-Online',
    domains: ['t-online.de', 'magenta.de'],
    imap: tls('secureimap.t-online.de', 993),
    smtp: tls('securesmtp.t-online.de', 465),
    notes: ['Set a password for email programs in the Telekom account; the login password does not work.'],
  },
  {
    name: 'freenet',
    domains: ['freenet.de'],
    imap: tls('mx.freenet.de', 993),
    smtp: tls('mx.freenet.de', 465),
  },
  {
    name: 'IONOS',
    domains: ['online.de', 'onlinehome.de'],
    imap: tls('imap.ionos.de', 993),
    smtp: tls('smtp.ionos.de', 465),
  },
  {
    name: 'STRATO',
    domains: ['strato.de'],
    imap: tls('imap.strato.de', 993),
    smtp: tls('smtp.strato.de', 465),
  },
  {
    name: 'Hetzner',
    domains: ['your-server.de'],
    imap: tls('mail.your-server.de', 993),
    smtp: tls('mail.your-server.de', 465),
  },
  {
    name: 'Vodafone',
    domains: ['vodafone.de', 'vodafonemail.de', 'arcor.de'],
    imap: tls('imap.vodafonemail.de', 993),
    smtp: tls('smtp.vodafonemail.de', 465),
  },
  {
    name: 'Orange',
    domains: ['orange.fr', 'wanadoo.fr'],
    imap: tls('imap.orange.fr', 993),
    smtp: tls('smtp.orange.fr', 465),
  },
  {
    name: 'Bluewin',
    domains: ['bluewin.ch'],
    imap: tls('imaps.bluewin.ch', 993),
    smtp: tls('smtpauths.bluewin.ch', 465),
  },
];

/**
 * Providers of domains that belong to their customers, known by where the domain's mail goes (its MX record). The
 * ending of the MX name, and the name of the preset.
 */
export const mailExchangers: readonly (readonly [ending: string, preset: ProviderPreset])[] = [
  ['google.com', named('Gmail', 'Google Workspace')],
  ['googlemail.com', named('Gmail', 'Google Workspace')],
  ['outlook.com', named('Microsoft 365')],
  ['icloud.com', named('iCloud Mail')],
  ['messagingengine.com', named('Fastmail')],
  [
    'zoho.com',
    { ...named('Zoho Mail'), imap: tls('imappro.zoho.com', 993), smtp: tls('smtppro.zoho.com', 465) },
  ],
  [
    'zoho.eu',
    { ...named('Zoho Mail (EU)'), imap: tls('imappro.zoho.eu', 993), smtp: tls('smtppro.zoho.eu', 465) },
  ],
  ['mailbox.org', named('mailbox.org')],
  ['ionos.de', named('IONOS')],
  ['kundenserver.de', named('IONOS')],
  ['1and1.com', { ...named('IONOS'), imap: tls('imap.ionos.com', 993), smtp: tls('smtp.ionos.com', 465) }],
  ['ionos.com', { ...named('IONOS'), imap: tls('imap.ionos.com', 993), smtp: tls('smtp.ionos.com', 465) }],
  ['rzone.de', named('STRATO')],
  ['your-server.de', named('Hetzner')],
];

function named(name: string, shown = name): ProviderPreset {
  const preset = providerPresets.find((one) => one.name === name);
  if (preset === undefined) throw new Error(`There is no preset ${name}.`);
  return { ...preset, name: shown };
}
