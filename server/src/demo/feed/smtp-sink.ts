import { createServer, type Server, type Socket } from 'node:net';

/** So many bytes of one mail are taken; the content is thrown away. */
const LARGEST_MAIL = 50 * 1024 * 1024;

/**
 * A mail server that takes everything and keeps nothing, on 127.0.0.1 only: the sample brand's mails really leave by
 * SMTP (RFC 5321) and reach nobody.
 */
export class SmtpSink {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  /** Mails taken so far. */
  taken = 0;

  constructor() {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      new Conversation(socket, () => {
        this.taken += 1;
      }).begin();
    });
  }

  /** @param port preferred; another one when it is taken. @returns the port it listens on */
  listen(port: number): Promise<number> {
    return listenLocally(this.server, port);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Listens on 127.0.0.1, on that port or, when it is taken, on any. */
export async function listenLocally(server: Server, port: number): Promise<number> {
  const attempt = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        const address = server.address();
        if (address === null || typeof address === 'string') reject(new Error('The system gave no port.'));
        else resolve(address.port);
      });
    });
  try {
    return await attempt(port);
  } catch (error) {
    if (port === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return attempt(0);
  }
}

class Conversation {
  private inData = false;
  private bytes = 0;
  private pending = '';

  constructor(
    private readonly socket: Socket,
    private readonly onMail: () => void,
  ) {
    // Only the ASCII of commands and of the closing dot matters.
    socket.setEncoding('latin1');
  }

  begin(): void {
    this.say('220 demo.example.test ESMTP takes everything, keeps nothing');
    this.socket.on('data', (chunk: string) => this.hear(chunk));
  }

  private hear(chunk: string): void {
    this.pending += chunk;
    for (let end = this.pending.indexOf('\r\n'); end >= 0; end = this.pending.indexOf('\r\n')) {
      const line = this.pending.slice(0, end);
      this.pending = this.pending.slice(end + 2);
      if (this.inData) this.hearContent(line);
      else this.hearCommand(line);
    }
    if (this.pending.length > 64 * 1024) this.socket.destroy();
  }

  private hearContent(line: string): void {
    if (line !== '.') {
      this.bytes += line.length + 2;
      if (this.bytes > LARGEST_MAIL) this.socket.destroy();
      return;
    }
    this.inData = false;
    this.bytes = 0;
    this.onMail();
    this.say('250 2.0.0 taken');
  }

  private hearCommand(line: string): void {
    const command = line.slice(0, 4).toUpperCase();
    if (command === 'EHLO') {
      this.say('250-demo.example.test', `250-SIZE ${LARGEST_MAIL}`, '250-8BITMIME', '250 SMTPUTF8');
    } else if (['HELO', 'MAIL', 'RCPT', 'RSET', 'NOOP'].includes(command)) {
      this.say('250 2.0.0 fine');
    } else if (command === 'DATA') {
      this.inData = true;
      this.say('354 go ahead');
    } else if (command === 'QUIT') {
      this.say('221 2.0.0 bye');
      this.socket.end();
    } else {
      this.say('502 5.5.1 not spoken here');
    }
  }

  private say(...lines: string[]): void {
    this.socket.write(`${lines.join('\r\n')}\r\n`);
  }
}
