import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type VisitorSignal, visitorSignalSchema } from '@parley/shared/livechat.js';
import { AppError } from '../../platform/errors/app-error.js';
import { type LiveHandshake, type LiveReaders, LiveThreads } from '../core/live-threads.js';
import type { SharedNews } from '../core/shared-threads.js';
import { LIVECHAT_KIND } from './livechat.manifest.js';
import { type OpenChat, VisitorDoor } from './visitor-door.service.js';
import { VisitorLedger } from './visitor-ledger.service.js';
import { VisitorThreadPresenter } from './visitor-thread.presenter.js';
import type { Visitor } from './visitor-token.js';

interface Reader {
  endpointId: string;
  token: string;
}

/** Visitors' sockets: namespace `/visitors`, with `auth: {endpointId, token}`. */
@Injectable()
export class VisitorsGateway implements LiveReaders<Reader>, OnModuleInit {
  readonly namespace = '/visitors';
  readonly signals = ['typing', 'delivered', 'read'] satisfies VisitorSignal['type'][];

  constructor(
    private readonly live: LiveThreads,
    private readonly door: VisitorDoor,
    private readonly ledger: VisitorLedger,
    private readonly presenter: VisitorThreadPresenter,
  ) {}

  onModuleInit(): void {
    this.live.open(LIVECHAT_KIND, this);
  }

  async admit({ headers, auth, address }: LiveHandshake) {
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    const reader: Reader = { endpointId: text(auth.endpointId), token: text(auth.token) };
    const chat = await this.door.open(reader.endpointId);
    // A page of our own host need not name itself.
    this.door.checkOrigin(chat, headers, headers['sec-fetch-site'] === 'same-origin');
    const visitor = this.require(chat, reader);
    this.door.count(chat, 'connect', address, visitor);
    return { thread: this.ledger.threadOf(chat, visitor), reader };
  }

  /** A token ends with the secrets that vouch for it; so does the chat, when its channel is removed. */
  async stay(reader: Reader): Promise<void> {
    this.require(await this.door.open(reader.endpointId), reader);
  }

  /** The token is read anew each time: it may have ended since. */
  async take(reader: Reader, type: string, data: unknown): Promise<void> {
    const signal = visitorSignalSchema.safeParse({ ...(data as object | null), type });
    if (!signal.success) throw new AppError('invalid_request', 'The signal does not fit.');
    const chat = await this.door.open(reader.endpointId);
    const visitor = this.require(chat, reader);
    if (signal.data.type === 'typing') await this.typing(chat, visitor, signal.data.typing);
    else await this.ledger.heard(chat, visitor, signal.data.type, signal.data.seq);
  }

  present(channel: { endpointId: string | null; name: string }, news: SharedNews) {
    if (channel.endpointId === null) return null;
    return this.presenter.push({ endpointId: channel.endpointId, name: channel.name }, news);
  }

  private async typing(chat: OpenChat, visitor: Visitor, typing: boolean): Promise<void> {
    const known = await this.ledger.known(chat, visitor);
    if (known?.blocked !== true && known?.claimed !== true) await this.ledger.typing(chat, visitor, typing);
  }

  private require(chat: OpenChat, { token }: Reader): Visitor {
    const visitor = this.door.visitorOf(chat, token);
    if (visitor === null) throw new AppError('unauthenticated', 'Begin a visit first.');
    return visitor;
  }
}
