import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server of this machine in place of one we cannot reach. */
export class FakeServer {
  /** Answers that never come: their calls are cut when it closes. */
  readonly silent: ServerResponse[] = [];

  private constructor(
    private readonly server: Server,
    /** `http://127.0.0.1:…`, without a path. */
    readonly url: string,
  ) {}

  /** On a free port. Calls wait until {@link answer} says who takes them. */
  static async open(): Promise<FakeServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  answer(listener: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>): void {
    this.server.on('request', (request, response) => void listener(request, response));
  }

  async close(): Promise<void> {
    for (const response of this.silent) response.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
