import { Readable } from 'node:stream';
import SMTPConnection, {
  type SMTPConnectionAuth,
  type SMTPConnectionSendInfo,
} from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import type { AddressGuard } from '../../../platform/outbound-http/address-guard.js';
import { connectChecked } from '../../../platform/outbound-http/checked-connection.js';
import type { MailServer } from '../mailbox.settings.js';
import type { Credentials } from './imap.client.js';

export interface SmtpEnvelope {
  from: string;
  to: string[];
  /** Bytes, for servers that say how much they take (RFC 1870). */
  size: number;
}

export interface SmtpReceipt {
  /** The server's last words. */
  response: string;
  refused: { address: string; response: string }[];
  /** The Message-ID the server put in place of ours, where it says so. */
  serverMessageId: string | null;
}

/** A mail that did not go through. */
export class SmtpSendError extends Error {
  override readonly name = 'SmtpSendError';

  constructor(
    /** All of the mail was handed over: without an answer nobody knows whether the server took it. */
    readonly handedOver: boolean,
    /** For these recipients it was not taken, whatever became of it for the others. */
    readonly refused: SmtpReceipt['refused'],
    override readonly cause: Error & {
      responseCode?: number;
      response?: string;
      command?: string;
      code?: string;
    },
  ) {
    super(cause.message);
  }
}

const CONNECT_MS = 20_000;
/** On a connection where nothing moves; the whole try is bounded beside. */
const SILENCE_MS = 150_000;

/** A signed-in SMTP connection. */
export class SmtpSession {
  /** What broke the connection while nobody was waiting for it. */
  private broken: Error | undefined;

  constructor(
    private readonly connection: SMTPConnection,
    /** The server asks nobody to sign in. */
    readonly open: boolean,
  ) {
    connection.on('error', (error: Error) => {
      this.broken = error;
    });
  }

  /**
   * Sends one mail. The whole takes at most `timeoutMs`; when `signal` aborts, a mail that is not handed over yet is
   * given up.
   * @throws SmtpSendError
   */
  async send(
    envelope: SmtpEnvelope,
    content: AsyncIterable<Uint8Array>,
    limits: { timeoutMs: number; signal: AbortSignal },
  ): Promise<SmtpReceipt> {
    const progress = { handedOver: false };
    const kept: KeptEnvelope = { ...envelope };
    const message = Readable.from(marked(content, progress), { objectMode: false });
    let giveUp: (reason: Error) => void = () => {};
    const given = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    const timer = setTimeout(() => giveUp(new Error('Sending took too long.')), limits.timeoutMs);
    const abort = () => {
      if (!progress.handedOver) giveUp(new Error('Sending was given up.'));
    };
    limits.signal.addEventListener('abort', abort, { once: true });
    if (limits.signal.aborted) abort();
    try {
      const info = await Promise.race([given, this.hand(kept, message)]);
      return {
        response: info.response,
        refused: refusedOf(info.rejectedErrors),
        serverMessageId: info.serverMessageId ?? null,
      };
    } catch (error) {
      throw new SmtpSendError(progress.handedOver, refusedOf(kept.rejectedErrors), error as Error);
    } finally {
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', abort);
      message.destroy();
    }
  }

  close(): void {
    this.connection.close();
  }

  private hand(envelope: KeptEnvelope, message: Readable): Promise<SMTPConnectionSendInfo> {
    return new Promise((resolve, reject) => {
      if (this.broken !== undefined) return reject(this.broken);
      this.connection.send(envelope, message, (error, info) =>
        error ? reject(error) : resolve(info as SMTPConnectionSendInfo),
      );
    });
  }
}

type RefusedByServer = SMTPConnectionSendInfo['rejectedErrors'];

/** nodemailer notes in the envelope it was given who was refused: all there is when the mail then fails. */
type KeptEnvelope = SmtpEnvelope & { rejectedErrors?: RefusedByServer };

const refusedOf = (errors: RefusedByServer): SmtpReceipt['refused'] =>
  (errors ?? []).map((error) => ({
    address: String(error.recipient ?? ''),
    response: error.response ?? error.message,
  }));

/**
 * Connects to an address that was checked, encrypts as asked, and signs in.
 * @param who.name what we call ourselves in EHLO
 * @throws nodemailer's or Node's error, OutboundError; nothing has been sent then
 */
export async function openSmtp(
  guard: AddressGuard,
  server: MailServer,
  credentials: Credentials,
  who: { name: string; signal: AbortSignal },
): Promise<SmtpSession> {
  const socket = await connectChecked(guard, {
    host: server.host,
    port: server.port,
    secure: false,
    timeoutMs: CONNECT_MS,
    signal: who.signal,
  });
  const connection = new SMTPConnection({
    connection: socket,
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    name: who.name,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    logger: false,
  });
  const abort = () => connection.close();
  who.signal.addEventListener('abort', abort, { once: true });
  try {
    await step(connection, who.signal, (done) => connection.connect(done));
    const open = !connection.allowsAuth;
    if (!open) await step(connection, who.signal, (done) => connection.login(authOf(credentials), done));
    return new SmtpSession(connection, open);
  } catch (error) {
    connection.on('error', () => {});
    connection.close();
    throw error;
  } finally {
    who.signal.removeEventListener('abort', abort);
  }
}

function step(
  connection: SMTPConnection,
  signal: AbortSignal,
  begin: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // `error` comes for what breaks the connection, the callback for what the server refuses.
    const settle = (error?: Error | null) => {
      connection.off('error', settle);
      connection.off('end', ended);
      if (error) reject(error);
      else resolve();
    };
    const ended = () => settle(Object.assign(new Error('The connection ended.'), { code: 'ECONNECTION' }));
    connection.on('error', settle);
    connection.once('end', ended);
    if (signal.aborted) return ended();
    begin(settle);
  });
}

function authOf({ user, password, accessToken }: Credentials): SMTPConnectionAuth {
  return accessToken === undefined
    ? { user, pass: password ?? '' }
    : { user, oauth2: new XOAuth2({ user, accessToken }) };
}

/** Notes when the last of it has been handed over. */
async function* marked(
  content: AsyncIterable<Uint8Array>,
  progress: { handedOver: boolean },
): AsyncGenerator<Uint8Array> {
  let before: Uint8Array | undefined;
  for await (const chunk of content) {
    if (before !== undefined) yield before;
    before = chunk;
  }
  // The terminator may leave together with the last piece.
  progress.handedOver = true;
  if (before !== undefined) yield before;
}
