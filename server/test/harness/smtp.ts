import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { freePort } from './free-port.js';
import type { Certificate } from './throwaway-ca.js';
import type { TokenServer } from './token-server.js';

export interface ReceivedMail {
  /** Envelope sender. */
  from: string;
  /** Envelope recipients. */
  to: string[];
  raw: Buffer;
  /** Who was signed in, null without authentication. */
  user: string | null;
  at: Date;
  /** False when the connection broke before the sender could read our answer. */
  answered: boolean;
}

/** What the server does with one mail instead of taking it. */
export type SmtpMishap =
  /** Refuses these recipients at RCPT TO. */
  | { at: 'recipient'; code: number; message: string; addresses?: string[] }
  /** Reads the whole mail and refuses it. */
  | { at: 'data'; code: number; message: string }
  /** Takes and records the mail, then drops the connection without answering. */
  | { at: 'drop_after_data' }
  /** Drops the connection when the first bytes of the mail arrive; the mail is lost. */
  | { at: 'drop_in_data' }
  /** Refuses MAIL FROM, e.g. 421 or 452. */
  | { at: 'sender'; code: number; message: string };

export interface SmtpOptions {
  /** Address to password. */
  users?: Record<string, string>;
  /** Accepts XOAUTH2 with the tokens this server holds valid. */
  tokens?: TokenServer;
  /** Called for every recipient of a mail taken, e.g. to put it into a Dovecot mailbox. */
  deliver?: (recipient: string, mail: ReceivedMail) => Promise<void>;
  /** Offers STARTTLS; with `implicit` speaks TLS from the first byte. */
  tls?: Certificate & { implicit?: boolean };
  /** Largest mail in bytes, announced by SIZE (RFC 1870); default 50 MB. */
  maxBytes?: number;
}

/** A real SMTP submission server that keeps what it got, and fails where a test says so. */
export class Smtp {
  readonly host = '127.0.0.1';
  /** Every mail whose bytes were complete, in order of arrival. */
  readonly received: ReceivedMail[] = [];
  /** Attempts to sign in that were refused. */
  refusedLogins = 0;
  #server: SMTPServer;
  #mishaps: SmtpMishap[] = [];
  #connections = new Map<string, Socket>();

  private constructor(readonly options: SmtpOptions) {
    this.#server = this.#build();
  }

  static async start(options: SmtpOptions = {}): Promise<Smtp> {
    const smtp = new Smtp(options);
    await smtp.#listen(await freePort());
    return smtp;
  }

  get port(): number {
    return this.#port;
  }
  #port = 0;

  /** The next mails meet these, one each, in this order. */
  next(...mishaps: SmtpMishap[]): void {
    this.#mishaps.push(...mishaps);
  }

  /** Mails to this recipient. */
  to(address: string): ReceivedMail[] {
    return this.received.filter((mail) =>
      mail.to.some((recipient) => recipient.toLowerCase() === address.toLowerCase()),
    );
  }

  /** Closes the port and every connection; `resume` opens the same port again. */
  async stop(): Promise<void> {
    for (const socket of this.#connections.values()) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async resume(): Promise<void> {
    this.#server = this.#build();
    await this.#listen(this.#port);
  }

  #listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#port = (this.#server.server.address() as AddressInfo).port;
        this.#server.on('error', () => {}); // a broken client connection is part of the tests
        resolve();
      });
    });
  }

  #build(): SMTPServer {
    const { users, tokens, tls } = this.options;
    const server = new SMTPServer({
      ...(tls === undefined
        ? { disabledCommands: ['STARTTLS'] }
        : { key: tls.key, cert: tls.cert, secure: tls.implicit ?? false }),
      authOptional: !users && !tokens,
      authMethods: [...(users ? ['PLAIN', 'LOGIN'] : []), ...(tokens ? ['XOAUTH2'] : [])],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      size: this.options.maxBytes ?? 50 * 1024 * 1024,
      closeTimeout: 100,
      onAuth: (auth, _session, done) => {
        const user = auth.username ?? '';
        const known =
          auth.method === 'XOAUTH2'
            ? tokens?.userOf(auth.accessToken ?? '') === user
            : users?.[user] !== undefined && users[user] === auth.password;
        if (known) return done(null, { user });
        this.refusedLogins += 1;
        if (auth.method === 'XOAUTH2') {
          return done(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } });
        }
        done(reply(535, '5.7.8 Username and password not accepted'));
      },
      onMailFrom: (_address, _session, done) => {
        const mishap = this.#mishaps[0];
        if (mishap?.at !== 'sender') return done();
        this.#mishaps.shift();
        done(reply(mishap.code, mishap.message));
      },
      onRcptTo: ({ address }, _session, done) => {
        const mishap = this.#mishaps[0];
        if (mishap?.at !== 'recipient') return done();
        if (mishap.addresses && !mishap.addresses.includes(address)) return done();
        this.#mishaps.shift();
        done(reply(mishap.code, mishap.message));
      },
      onData: (stream, session, done) => {
        const mishap = this.#mishaps[0];
        if (mishap && mishap.at !== 'sender' && mishap.at !== 'recipient') this.#mishaps.shift();
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => {
          if (mishap?.at === 'drop_in_data') this.#drop(server, session);
          chunks.push(chunk);
        });
        stream.on('end', () => {
          if (mishap?.at === 'drop_in_data') return;
          if (stream.sizeExceeded) return done(reply(552, '5.3.4 Message size exceeds fixed limit'));
          if (mishap?.at === 'data') return done(reply(mishap.code, mishap.message));
          const dropped = mishap?.at === 'drop_after_data';
          this.#take(Buffer.concat(chunks), session, !dropped).then(
            () =>
              dropped ? this.#drop(server, session) : done(null, `2.0.0 Ok: queued as ${queueId(session)}`),
            (error: Error) => done(reply(451, `4.3.0 ${error.message}`)),
          );
        });
      },
    });
    server.server.on('connection', (socket: Socket) => {
      const id = randomUUID();
      this.#connections.set(id, socket);
      socket.on('close', () => this.#connections.delete(id));
    });
    return server;
  }

  async #take(raw: Buffer, session: SMTPServerSession, answered: boolean): Promise<void> {
    const { mailFrom, rcptTo } = session.envelope;
    const mail: ReceivedMail = {
      from: mailFrom ? mailFrom.address : '',
      to: rcptTo.map((recipient) => recipient.address),
      raw,
      user: (session.user as string | undefined) ?? null,
      at: new Date(),
      answered,
    };
    this.received.push(mail);
    for (const recipient of mail.to) await this.options.deliver?.(recipient, mail);
  }

  /** Breaks the sender's connection with a reset. */
  #drop(_server: SMTPServer, session: SMTPServerSession): void {
    for (const socket of this.#connections.values()) {
      if (socket.remotePort === session.remotePort) socket.resetAndDestroy();
    }
  }
}

function reply(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code });
}

function queueId(session: SMTPServerSession): string {
  return createHash('sha256').update(`${session.id}`).digest('hex').slice(0, 12);
}
