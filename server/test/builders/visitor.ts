import { createHmac, randomUUID } from 'node:crypto';
import type { channelConnectedSchema } from '@parley/shared/channels.js';
import type {
  Visit,
  VisitorMessage,
  VisitorPush,
  VisitorSignal,
  VisitorThread,
} from '@parley/shared/livechat.js';
import type { Problem } from '@parley/shared/problem.js';
import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import type { ApiClient } from '../harness/api-client.js';
import { eventually } from '../harness/eventually.js';

export const ORIGIN = 'https://shop.example';

export interface Chat {
  baseUrl: string;
  channelId: string;
  endpointId: string;
  secret: string;
}

/** Connects a live chat as its owner does. */
export async function connectChat(
  owner: ApiClient,
  settings: Record<string, unknown> = {},
  name = 'Shop chat',
): Promise<Chat> {
  const { channel, endpointSecret } = await owner.post<z.infer<typeof channelConnectedSchema>>(
    '/api/v1/channels',
    {
      kind: 'livechat',
      name,
      settings: { origins: [ORIGIN], ...settings },
    },
  );
  const endpointId = new URL(channel.endpointUrl ?? '').pathname.split('/').at(-1) ?? '';
  return { baseUrl: owner.baseUrl, channelId: channel.id, endpointId, secret: endpointSecret ?? '' };
}

export interface VisitorAnswer<T> {
  status: number;
  headers: Headers;
  body: T & Partial<Problem>;
}

/** One browser of a visitor: speaks as the widget does. */
export class VisitorBrowser {
  token: string | null = null;
  readonly pushes: VisitorPush[] = [];
  socket: Socket | undefined;

  constructor(
    readonly chat: Chat,
    public origin: string | null = ORIGIN,
    readonly headers: Record<string, string> = {},
  ) {}

  /** Begins a visit, and keeps its token. */
  static async visiting(chat: Chat, identity: string | null = null): Promise<VisitorBrowser> {
    const browser = new VisitorBrowser(chat);
    await browser.visit(identity);
    return browser;
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<VisitorAnswer<T>> {
    const raw = body instanceof Uint8Array || typeof body === 'string';
    const answer = await fetch(`${this.chat.baseUrl}/hooks/livechat/${this.chat.endpointId}/${path}`, {
      method,
      headers: {
        ...(this.origin === null ? {} : { origin: this.origin }),
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.headers,
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = (answer.headers.get('content-type') ?? '').includes('json');
    return {
      status: answer.status,
      headers: answer.headers,
      body: (json ? JSON.parse(text) : text) as never,
    };
  }

  async visit(identity: string | null = null): Promise<Visit> {
    const answer = await this.call<Visit>('POST', 'visits', { token: this.token, identity, language: 'en' });
    if (answer.status !== 200) throw new Error(`no visit: ${JSON.stringify(answer.body)}`);
    this.token = answer.body.token;
    return answer.body as Visit;
  }

  say(text: string, more: Record<string, unknown> = {}) {
    return this.call<{ clientId: string; acceptedAt: string }>('POST', 'messages', {
      clientId: randomUUID(),
      text,
      uploadIds: [],
      page: { url: `${ORIGIN}/shoes`, title: 'Shoes' },
      language: 'en',
      ...more,
    });
  }

  async thread(query = ''): Promise<VisitorThread> {
    const answer = await this.call<VisitorThread>('GET', `thread${query}`);
    if (answer.status !== 200) throw new Error(`no thread: ${JSON.stringify(answer.body)}`);
    return answer.body as VisitorThread;
  }

  /** The thread once so many messages stand in it. */
  async threadOf(count: number): Promise<VisitorMessage[]> {
    return eventually(`${count} messages in the thread`, async () => {
      const { messages } = await this.thread();
      return messages.length >= count ? messages : undefined;
    });
  }

  async connect(options: { origin?: string; token?: string } = {}): Promise<void> {
    const socket = io(`${this.chat.baseUrl}/visitors`, {
      path: '/realtime',
      forceNew: true,
      transports: ['websocket'],
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      extraHeaders: { origin: options.origin ?? this.origin ?? ORIGIN },
      auth: { endpointId: this.chat.endpointId, token: options.token ?? this.token },
    });
    this.socket = socket;
    socket.onAny((_type: string, push: VisitorPush) => this.pushes.push(push));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) => {
        socket.close();
        reject(error);
      });
    });
  }

  async signal(signal: VisitorSignal): Promise<{ ok: boolean; code?: string }> {
    if (this.socket === undefined) throw new Error('connect first');
    return (await this.socket.timeout(10_000).emitWithAck(signal.type, signal)) as { ok: boolean };
  }

  pushed<T extends VisitorPush['type']>(
    type: T,
    fits: (push: Extract<VisitorPush, { type: T }>) => boolean = () => true,
  ): Promise<Extract<VisitorPush, { type: T }>> {
    type Wanted = Extract<VisitorPush, { type: T }>;
    return eventually(`a push ${type}`, async () =>
      this.pushes.find((push): push is Wanted => push.type === type && fits(push as Wanted)),
    );
  }

  close(): void {
    this.socket?.close();
  }
}

/** As the documented PHP makes it: HS256 over the parts in base64url, keyed with the secret as it is shown. */
export function signedIdentity(secret: string, claims: Record<string, unknown>): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1_000);
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ iat: now, exp: now + 300, ...claims })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
