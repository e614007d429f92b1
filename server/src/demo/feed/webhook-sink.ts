import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { listenLocally } from './smtp-sink.js';

const LARGEST_BODY = 2 * 1024 * 1024;

/**
 * The "other system" behind the sample brand's API channels, on 127.0.0.1 only: takes answers at `/<name>`,
 * checks their signature and gives each the id `out-<webhook-id>`, the same for a repeat.
 */
export class WebhookSink {
  private readonly server: Server;
  private readonly secrets = new Map<string, string>();
  /** Answers taken so far, repeats included. */
  taken = 0;

  constructor() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  /** @param port preferred; another one when it is taken. @returns the port it listens on */
  listen(port: number): Promise<number> {
    return listenLocally(this.server, port);
  }

  /** @param secret `whsec_…` of the channel's endpoint */
  expect(name: string, secret: string): void {
    this.secrets.set(name, secret);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const secret = this.secrets.get((request.url ?? '').slice(1));
    if (request.method !== 'POST' || secret === undefined) {
      response.writeHead(404).end();
      return;
    }
    const body = await bodyOf(request);
    const id = String(request.headers['webhook-id']);
    try {
      new Webhook(secret).verify(body, {
        'webhook-id': id,
        'webhook-timestamp': String(request.headers['webhook-timestamp']),
        'webhook-signature': String(request.headers['webhook-signature']),
      });
    } catch {
      response.writeHead(401).end();
      return;
    }
    this.taken += 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: `out-${id}` }));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > LARGEST_BODY) throw new Error('an answer this large is none');
  }
  return Buffer.concat(chunks).toString('utf8');
}
