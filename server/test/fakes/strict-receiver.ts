import type { IncomingMessage, ServerResponse } from 'node:http';
import { FakeServer } from './fake-server.js';

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

  private constructor(private readonly server: FakeServer) {
    server.answer((request, response) => this.receive(request, response));
  }

  static async start(): Promise<StrictReceiver> {
    return new StrictReceiver(await FakeServer.open());
  }

  get url(): string {
    return `${this.server.url}/answers`;
  }

  count(webhookId: string): number {
    return this.arrivals.filter((arrival) => arrival.webhookId === webhookId).length;
  }

  stop(): Promise<void> {
    return this.server.close();
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
    else this.server.silent.push(response);
  }
}
