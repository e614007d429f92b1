import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a Parley under one address, as a proxy does: what is behind it can be replaced by a newer one. */
export class Front {
  /** Changes the service worker on its way; `null` leaves it as it is. */
  worker: ((source: string) => string) | null = null;

  private constructor(
    private readonly server: Server,
    public upstream: string,
  ) {}

  static async before(upstream: string): Promise<Front> {
    const server = createServer();
    const front = new Front(server, upstream);
    server.on('request', (incoming, answer) => {
      const passed = request(
        new URL(incoming.url ?? '/', front.upstream),
        {
          method: incoming.method,
          headers: { ...incoming.headers, 'if-none-match': '', 'if-modified-since': '' },
        },
        (response) => {
          const change = incoming.url === '/sw.js' ? front.worker : null;
          if (change === null) {
            answer.writeHead(response.statusCode ?? 502, response.headers);
            response.pipe(answer);
            return;
          }
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const source = change(Buffer.concat(chunks).toString('utf8'));
            const {
              'content-length': _length,
              etag: _etag,
              'last-modified': _at,
              ...headers
            } = response.headers;
            answer.writeHead(200, headers);
            answer.end(source);
          });
        },
      );
      passed.on('error', () => answer.writeHead(502).end());
      incoming.pipe(passed);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
