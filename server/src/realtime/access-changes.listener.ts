import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { CREDENTIALS_REVOKED } from '../auth/auth.events.js';
import { MEMBER_REMOVED, MEMBER_ROLE_CHANGED } from '../brands/brands.events.js';
import { CHANNEL_REMOVED, CHANNEL_VISIBILITY_CHANGED } from '../channels/channels.events.js';
import { DomainEvents } from '../platform/events/events.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { RealtimeServer } from './realtime-server.service.js';
import { rooms } from './rooms.js';

const RECHECK = 'recheck';
/** A revocation that never reached this process (Redis was away), or a session that ran out, is noticed so late. */
const SWEEP_MS = 60_000;

interface Recheck {
  /** Sockets in any of these rooms. */
  rooms: string[];
}

/** Rights that change take effect on living connections at once: in every process, before anything else is pushed. */
@Injectable()
export class AccessChanges implements OnModuleInit, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly events: DomainEvents,
    private readonly server: RealtimeServer,
    private readonly gateway: RealtimeGateway,
  ) {}

  onModuleInit(): void {
    this.events.afterCommit(CREDENTIALS_REVOKED, ({ sessionIds, tokenIds }) =>
      this.recheck([...sessionIds.map(rooms.session), ...tokenIds.map(rooms.token)]),
    );
    this.events.afterCommit(MEMBER_REMOVED, ({ memberId }) => this.recheck([rooms.member(memberId)]));
    this.events.afterCommit(MEMBER_ROLE_CHANGED, ({ memberId }) => this.recheck([rooms.member(memberId)]));
    for (const event of [CHANNEL_VISIBILITY_CHANGED, CHANNEL_REMOVED]) {
      this.events.afterCommit(event, ({ brandId }) => this.recheck([rooms.brand(brandId)]));
    }
    this.server.onProcessMessage(RECHECK, (message: Recheck) => this.recheckHere(message.rooms));
    this.timer = setInterval(() => void this.sweep(), SWEEP_MS);
    this.timer.unref();
  }

  private async recheck(names: string[]): Promise<void> {
    this.server.tellProcesses(RECHECK, { rooms: names } satisfies Recheck);
    await this.recheckHere(names);
  }

  private async recheckHere(names: string[]): Promise<void> {
    const sockets = new Set(names.flatMap((room) => this.gateway.inRoom(room)));
    await Promise.all([...sockets].map((socket) => this.gateway.recheck(socket)));
  }

  /** Ends sockets whose session or seat is gone, without disturbing the others. */
  private async sweep(): Promise<void> {
    for (const socket of this.server.sockets) await this.gateway.recheckIfChanged(socket);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
