import type { ProblemIssue } from '@parley/shared/problem.js';
import { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.js';
import type { Settings } from '../core/connector.js';
import { filesSentItself, providerByDomain } from './providers/find-provider.js';

/** `tls`: from the first byte. `starttls`: upgraded before anything is said. `none`: in the clear. */
export type Security = 'tls' | 'starttls' | 'none';
export type Login = 'password' | 'google' | 'microsoft' | 'oauth2';

export interface MailServer {
  host: string;
  port: number;
  security: Security;
}

/** A mailbox as its settings describe it, with every default filled in. */
export interface MailboxSettings {
  address: string;
  /** Every address that is ours, lower case, `address` first. */
  own: string[];
  login: Login;
  username: string;
  imap: MailServer;
  smtp: MailServer;
  /** Signs in to SMTP as somebody else than to IMAP; null: the same. */
  smtpUsername: string | null;
  folders: string[];
  /** Null: the one the server marks as \Sent. */
  sentFolder: string | null;
  keepsSentCopy: boolean;
  sender: 'member' | 'member_brand' | 'brand';
  pollSeconds: number;
  /** Endpoints of an authorization server of one's own (`login` is `oauth2`). */
  oauth: { authorizeUrl: string; tokenUrl: string; clientId: string; scope: string } | null;
}

const text = (max = 300) => z.string().trim().max(max).nullish();
const port = z.number().int().min(1).max(65_535).nullish();
const security = z.enum(['tls', 'starttls', 'none']).nullish();

const schema = z.object({
  address: z
    .string()
    .trim()
    .max(254)
    .regex(/^[^\s@<>",;:]+@[^\s@<>",;:]+$/, 'this is not an email address'),
  login: z.enum(['password', 'google', 'microsoft', 'oauth2']).nullish(),
  username: text(),
  imapHost: text(253),
  imapPort: port,
  imapSecurity: security,
  smtpHost: text(253),
  smtpPort: port,
  smtpSecurity: security,
  smtpUsername: text(),
  folders: z.array(z.string().trim().min(1).max(500)).max(50).nullish(),
  sentFolder: text(500),
  sentCopy: z.enum(['auto', 'always', 'never']).nullish(),
  aliases: z
    .array(
      z
        .string()
        .trim()
        .regex(/^[^\s@<>",;:]+@[^\s@<>",;:]+$/, 'this is not an email address'),
    )
    .max(100)
    .nullish(),
  sender: z.enum(['member', 'member_brand', 'brand']).nullish(),
  pollSeconds: z.number().int().min(15).max(3_600).nullish(),
  oauthAuthorizeUrl: text(1_000),
  oauthTokenUrl: text(1_000),
  oauthClientId: text(500),
  oauthScope: text(1_000),
});

const HOST = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.?$|^[0-9a-f:]+$/i;
const DEFAULT_POLL_SECONDS = 60;

/**
 * Reads settings as they are stored or as a form holds them; servers left out are those of the address's provider.
 * @throws AppError('invalid_request') naming the fields
 */
export function readMailbox(settings: Settings): MailboxSettings {
  const parsed = schema.safeParse(settings);
  if (!parsed.success) {
    throw invalid(
      parsed.error.issues.map(({ path, message }) => ({
        path: ['settings', ...path.map((step) => (typeof step === 'symbol' ? String(step) : step))],
        message,
      })),
    );
  }
  const given = parsed.data;
  const preset = providerByDomain(given.address);
  const issues: ProblemIssue[] = [];
  const server = (kind: 'imap' | 'smtp'): MailServer => {
    const host = given[`${kind}Host`] || preset?.[kind].host || '';
    if (host === '') issues.push(issue(`${kind}Host`, 'this is needed'));
    else if (!HOST.test(host)) issues.push(issue(`${kind}Host`, 'this is not the name of a server'));
    const ofPreset = preset?.[kind].host === host ? preset[kind] : undefined;
    const givenPort = given[`${kind}Port`];
    const chosen = given[`${kind}Security`] ?? ofPreset?.security ?? securityOf(kind, givenPort);
    return { host, port: givenPort ?? ofPreset?.port ?? defaultPort(kind, chosen), security: chosen };
  };
  const imap = server('imap');
  const smtp = server('smtp');
  const login = given.login ?? 'password';
  const oauth = login === 'oauth2' ? ownOauth(given, issues) : null;
  if (issues.length > 0) throw invalid(issues);
  const own = [given.address, ...(given.aliases ?? [])].map((address) => address.toLowerCase());
  return {
    address: given.address,
    own: [...new Set(own)],
    login,
    username: given.username || given.address,
    imap,
    smtp,
    smtpUsername: given.smtpUsername || null,
    folders: given.folders && given.folders.length > 0 ? [...new Set(given.folders)] : ['INBOX'],
    sentFolder: given.sentFolder || null,
    keepsSentCopy: given.sentCopy === 'always' || (given.sentCopy !== 'never' && !filesSentItself(smtp.host)),
    sender: given.sender ?? 'member',
    pollSeconds: given.pollSeconds ?? DEFAULT_POLL_SECONDS,
    oauth,
  };
}

/** The addresses of this mailbox; what does not read is left out. Never throws. */
export function ownAddresses(channel: { settings: Settings; account: string }): string[] {
  const { address, aliases } = channel.settings;
  return [channel.account, address, ...(Array.isArray(aliases) ? aliases : [])]
    .filter((one): one is string => typeof one === 'string' && one.includes('@'))
    .map((one) => one.trim().toLowerCase())
    .filter((one, index, all) => all.indexOf(one) === index);
}

function ownOauth(given: z.infer<typeof schema>, issues: ProblemIssue[]): MailboxSettings['oauth'] {
  const url = (field: 'oauthAuthorizeUrl' | 'oauthTokenUrl') => {
    const value = given[field] || '';
    if (value === '') issues.push(issue(field, 'this is needed'));
    else if (!URL.canParse(value) || !['https:', 'http:'].includes(new URL(value).protocol)) {
      issues.push(issue(field, 'this is not an http or https address'));
    }
    return value;
  };
  const clientId = given.oauthClientId || '';
  if (clientId === '') issues.push(issue('oauthClientId', 'this is needed'));
  return {
    authorizeUrl: url('oauthAuthorizeUrl'),
    tokenUrl: url('oauthTokenUrl'),
    clientId,
    scope: given.oauthScope || '',
  };
}

function securityOf(kind: 'imap' | 'smtp', givenPort: number | null | undefined): Security {
  if (kind === 'imap') return givenPort === 143 ? 'starttls' : 'tls';
  return givenPort === 465 ? 'tls' : 'starttls';
}

function defaultPort(kind: 'imap' | 'smtp', chosen: Security): number {
  if (kind === 'imap') return chosen === 'tls' ? 993 : 143;
  return chosen === 'tls' ? 465 : 587;
}

const issue = (field: string, message: string): ProblemIssue => ({ path: ['settings', field], message });

const invalid = (issues: ProblemIssue[]) =>
  new AppError('invalid_request', 'The settings do not fit.', { issues });
