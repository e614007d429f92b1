import type { channelConnectedSchema } from '@parley/shared/channels.js';
import { Webhook } from 'standardwebhooks';
import type { z } from 'zod';
import type { ApiClient } from '../harness/api-client.js';

export interface SenderAnswer {
  status: number;
  retryAfter: string | null;
  body: unknown;
}

/** Another system that speaks to a running Parley over an API channel. */
export class ApiSender {
  private count = 0;

  private constructor(
    readonly channelId: string,
    readonly url: string,
    private readonly webhook: Webhook,
    private readonly now: () => Date,
  ) {}

  /** @param now the clock it signs by: the other side's, where that one is moved */
  static async connect(
    owner: ApiClient,
    settings: Record<string, unknown> = {},
    now = () => new Date(),
  ): Promise<ApiSender> {
    const { channel, endpointSecret } = await owner.post<z.infer<typeof channelConnectedSchema>>(
      '/api/v1/channels',
      { kind: 'api', name: 'Shop', settings },
    );
    return new ApiSender(channel.id, channel.endpointUrl ?? '', new Webhook(endpointSecret ?? ''), now);
  }

  /** @param options.headers take the place of what would be sent */
  async post(
    body: unknown,
    options: { path?: string; headers?: Record<string, string> } = {},
  ): Promise<SenderAnswer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    this.count += 1;
    const id = `msg_${process.pid}_${this.count}`;
    const at = this.now();
    const response = await fetch(this.url + (options.path ?? ''), {
      method: 'POST',
      body: text,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': this.webhook.sign(id, at, text),
        ...options.headers,
      },
    });
    const answer = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      body: json ? JSON.parse(answer) : answer,
    };
  }

  /** As a good sender does: again and again until it is taken. @returns how often it had to try */
  async deliver(body: unknown): Promise<number> {
    for (let tries = 1; ; tries += 1) {
      const status = await this.post(body).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 200) return tries;
      if (status >= 400 && status < 500 && status !== 429) throw new Error(`refused with ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
