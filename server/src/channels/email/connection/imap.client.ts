import { isIP } from 'node:net';
import { ImapFlow } from 'imapflow';
import type { AddressGuard } from '../../../platform/outbound-http/address-guard.js';
import type { MailServer } from '../mailbox.settings.js';

/** How one signs in: with a password, or with an access token (XOAUTH2, OAUTHBEARER). */
export interface Credentials {
  user: string;
  password?: string;
  accessToken?: string;
}

const CONNECT_MS = 20_000;
/** A connection on which nothing has moved for so long is dead; an idling one is spoken to before. */
const SILENCE_MS = 120_000;
/** Nothing is asked for in larger pieces (see the poller); a server that sends more is broken or hostile. */
const MAX_LITERAL = 64 * 1024 * 1024;

/**
 * Connects to an address that was checked, and signs in. Ends at once when `signal` aborts.
 * @throws imapflow's or Node's error, OutboundError
 */
export async function openImap(
  guard: AddressGuard,
  server: MailServer,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<ImapFlow> {
  const addresses = await guard.resolveAllAllowed(server.host, { timeoutMs: CONNECT_MS, signal });
  let failure: unknown;
  for (const [index, { address }] of addresses.entries()) {
    const client = new ImapFlow({
      host: address,
      port: server.port,
      // RFC 6066, section 3: no addresses as server names.
      ...(isIP(server.host) === 0 ? { servername: server.host.replace(/\.$/, '') } : {}),
      secure: server.security === 'tls',
      ...(server.security === 'tls' ? {} : { doSTARTTLS: server.security === 'starttls' }),
      auth: {
        user: credentials.user,
        ...(credentials.accessToken === undefined
          ? { pass: credentials.password ?? '' }
          : { accessToken: credentials.accessToken }),
      },
      clientInfo: { name: 'Parley' },
      logger: false,
      disableAutoIdle: true,
      connectionTimeout: index === addresses.length - 1 ? CONNECT_MS : CONNECT_MS / 4,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      maxLiteralSize: MAX_LITERAL,
      maxResponseSize: MAX_LITERAL + 1024 * 1024,
    });
    // What breaks a connection also fails the command under way; an `error` nobody hears ends the process.
    client.on('error', () => {});
    const abort = () => client.close();
    signal.addEventListener('abort', abort, { once: true });
    client.once('close', () => signal.removeEventListener('abort', abort));
    try {
      signal.throwIfAborted();
      await client.connect();
      return client;
    } catch (error) {
      client.close();
      signal.removeEventListener('abort', abort);
      failure = error;
      if (signal.aborted || !mayWorkElsewhere(error)) break;
    }
  }
  throw failure;
}

/** Says goodbye where that is still possible; never throws. */
export async function closeImap(client: ImapFlow): Promise<void> {
  if (client.usable) {
    const patience = setTimeout(() => client.close(), 2_000);
    await client.logout().catch(() => {});
    clearTimeout(patience);
  }
  client.close();
}

/** Another address of the same name may answer where this one did not. */
function mayWorkElsewhere(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return ['ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'ETIMEDOUT', 'CONNECT_TIMEOUT'].includes(code ?? '');
}
