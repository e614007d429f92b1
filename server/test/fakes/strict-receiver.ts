import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the receiver does with the next webhook: always after it has read the whole of it. */
export type Reaction =
  /** Takes it and answers. */
  | 'answer'
  /** Takes it and cuts the line without a word. */
  | 'take-and-cut'
  /** Takes it and stays silent for ever. */
  | 'take-and-keep-silent';

export interface Arrival {
  webhookId: string;
  text: string;
}

/** The other side of an API channel: it notes everything that arrives, repeats included. */
export class StrictReceiver {
  readonly arrivals: Arrival[] = [];
  /** Reactions to the next webhooks; when there are none left it answers. */
  script: Reaction[] = [];
  /** Called with each arrival before anything is answered. */
  onArrival: ((arrival: Arrival) => void) | undefined;
  private readonly waiting: ServerResponse[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<StrictReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new StrictReceiver(server, `http://127.0.0.1:${port}/answers`);
    server.on('request', (request, response) => void receiver.receive(request, response));
    return receiver;
  }

  count(webhookId: string): number {
    return this.arrivals.filter((arrival) => arrival.webhookId === webhookId).length;
  }

  async stop(): Promise<void> {
    for (const response of this.waiting) response.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { data: { text: string } };
    const arrival = { webhookId: String(request.headers['webhook-id']), text: body.data.text };
    this.arrivals.push(arrival);
    const reaction = this.script.shift() ?? 'answer';
    this.onArrival?.(arrival);
    if (reaction === 'answer') {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ id: `far-${arrival.webhookId}` }));
    } else if (reaction === 'take-and-cut') response.destroy();
    else this.waiting.push(response);
  }
}
