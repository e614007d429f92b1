import { OutboundError } from '../../../platform/outbound-http/outbound-error.js';
import { ChannelError } from '../../core/channel-error.js';
import type { MailServer } from '../mailbox.settings.js';

/** Why a mail server could not be used, in a stable code and in plain words. */
export interface ConnectionFault {
  code:
    | 'dns'
    | 'refused_address'
    | 'connection_refused'
    | 'unreachable'
    | 'timeout'
    | 'certificate'
    | 'no_tls'
    | 'tls'
    | 'closed'
    | 'auth_failed'
    | 'app_password'
    | 'auth_unsupported'
    | 'busy'
    | 'refused';
  message: string;
  /** The credentials are at fault: trying again with the same is of no use. */
  auth: boolean;
}

/** What nodemailer and imapflow hang on their errors, and Node on its own. */
interface LibraryError extends Error {
  code?: string;
  originalCode?: string;
  responseCode?: number;
  response?: unknown;
  responseText?: string;
  serverResponseCode?: string;
  authenticationFailed?: boolean;
  tlsFailed?: boolean;
  oauthError?: unknown;
  reason?: string;
}

const CERTIFICATE: Record<string, string> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is signed by itself only',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority nobody vouches for',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'comes without the certificates that would prove it',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority nobody vouches for',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority nobody vouches for',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
  CERT_REVOKED: 'has been revoked',
};

const UNKNOWN_AUTHORITY = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

const APP_PASSWORD = /app(lication)?[- ]?(specific)?[- ]?password|InvalidSecondFactor|5\.7\.9|two-?factor/i;
/** RFC 5530: says that the server, not the password, is why. */
const BUSY =
  /\b(UNAVAILABLE|INUSE|LIMIT|CONTACTADMIN)\b|too many (simultaneous |concurrent )?connections|try again later/i;

/** Explains an error of imapflow, nodemailer or the network. */
export function connectionFault(name: 'IMAP' | 'SMTP', server: MailServer, error: unknown): ConnectionFault {
  if (error instanceof OutboundError) return outboundFault(server, error);
  const found = error as LibraryError;
  const code = found.originalCode ?? found.code ?? '';
  const where = `${server.host}, port ${server.port}`;
  if (found.authenticationFailed === true || found.code === 'EAUTH' || found.responseCode === 530) {
    return authFault(name, server, found);
  }
  const certificate = CERTIFICATE[code];
  if (certificate !== undefined) {
    const hint = UNKNOWN_AUTHORITY.has(code)
      ? ' If the authority is your own, have the operator of Parley name its certificate in NODE_EXTRA_CA_CERTS.'
      : '';
    return fault('certificate', `The certificate of ${server.host} ${certificate}.${hint}`);
  }
  if (
    /WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_HTTP_REQUEST/.test(
      `${code} ${found.message}`,
    )
  ) {
    return fault(
      'no_tls',
      `${where} does not speak SSL/TLS from the start: choose STARTTLS, or another port.`,
    );
  }
  if (found.tlsFailed === true || found.code === 'ETLS' || /^ERR_(SSL|TLS)/.test(code)) {
    return server.security === 'starttls' && /not (supported|available|offered)|STARTTLS/i.test(found.message)
      ? fault('no_tls', `${where} offers no STARTTLS: choose SSL/TLS, or another port.`)
      : fault('tls', `The encrypted connection to ${where} failed (${code || found.message}).`);
  }
  switch (code) {
    case 'ENOTFOUND':
    case 'EDNS':
    case 'EAI_AGAIN':
      return fault('dns', `There is no server called ${server.host}.`);
    case 'ECONNREFUSED':
      return fault(
        'connection_refused',
        `${server.host} does not accept connections on port ${server.port}.`,
      );
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return fault('unreachable', `${server.host} cannot be reached from here.`);
    case 'ETIMEDOUT':
    case 'CONNECT_TIMEOUT':
    case 'GREETING_TIMEOUT':
    case 'UPGRADE_TIMEOUT':
    case 'ETIMEOUT':
      return fault(
        'timeout',
        `${where} does not answer. The port or the encryption may be wrong, or a firewall is in between.`,
      );
    default:
  }
  const said = wordsOf(found);
  if (found.responseCode !== undefined || found.responseText !== undefined) {
    return BUSY.test(said) || (found.responseCode ?? 500) < 500
      ? fault('busy', `${server.host} does not want to be spoken with now: ${said}`)
      : fault('refused', `${server.host} refuses: ${said}`);
  }
  return fault('closed', `${where} closed the connection${said === '' ? '' : `: ${said}`}.`);
}

/** The same as an error of the channel, for work that surely was not done. */
export function channelErrorOf(name: 'IMAP' | 'SMTP', server: MailServer, error: unknown): ChannelError {
  if (error instanceof ChannelError) return error;
  const found = connectionFault(name, server, error);
  return found.auth
    ? ChannelError.authExpired(found.message, error)
    : ChannelError.retryable(`${name.toLowerCase()}_${found.code}`, found.message, error);
}

function outboundFault(server: MailServer, error: OutboundError): ConnectionFault {
  switch (error.kind) {
    case 'dns':
    case 'bad_url':
      return fault('dns', error.message);
    case 'refused_address':
      return fault('refused_address', error.message);
    case 'timeout_before_send':
    case 'aborted_before_send':
      return fault('timeout', `${server.host} does not answer on port ${server.port}.`);
    default: {
      const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') return fault('connection_refused', error.message);
      return fault('unreachable', error.message);
    }
  }
}

function authFault(name: string, server: MailServer, error: LibraryError): ConnectionFault {
  const said = wordsOf(error);
  if (BUSY.test(`${error.serverResponseCode ?? ''} ${said}`) || isTemporary(error)) {
    return fault('busy', `${server.host} does not let anybody sign in now: ${said}`);
  }
  if (/Missing credentials|Unknown authentication method|mechanism/i.test(error.message) && said === '') {
    return {
      code: 'auth_unsupported',
      message: `${name} at ${server.host} offers no way to sign in that Parley knows.`,
      auth: true,
    };
  }
  if (APP_PASSWORD.test(said)) {
    return {
      code: 'app_password',
      message: `${name} at ${server.host} wants an app password instead of the account's password: ${said}`,
      auth: true,
    };
  }
  const detail = said === '' ? '' : ` (${said})`;
  return {
    code: 'auth_failed',
    message: `${name} at ${server.host} does not accept the user name or password${detail}.`,
    auth: true,
  };
}

/** RFC 4954, section 6: 4yz to AUTH is a failure of the server's. */
const isTemporary = ({ responseCode }: LibraryError) =>
  responseCode !== undefined && responseCode >= 400 && responseCode < 500;

/** What the server said, without its codes; at most 300 characters. */
function wordsOf(error: LibraryError): string {
  const said =
    error.responseText ?? (typeof error.response === 'string' ? error.response : (error.reason ?? ''));
  return said
    .replace(/^(\d{3}[ -](\d\.\d{1,3}\.\d{1,3} )?)/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}

const fault = (code: ConnectionFault['code'], message: string): ConnectionFault => ({
  code,
  message,
  auth: false,
});
