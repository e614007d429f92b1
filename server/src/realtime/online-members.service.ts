import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { newId } from '../platform/database/id.js';
import { type LiveSocket, RealtimeServer } from './realtime-server.service.js';

/** Brand → members with a console open in one process. */
type Online = Record<string, string[]>;

interface OnlineNews {
  process: string;
  /** Left out where a process only says that it is there. */
  online?: Online;
  /** It does not know who the others have, and wants to be told. */
  asks?: boolean;
}

/** Each process says that it is there; of one that was not heard for so long (killed, cut off) nobody is there any more. */
const BEAT_MS = 2_000;
const FORGET_MS = 8_000;
/** So often it says anew who is: news may be lost. */
const ANNOUNCE_EVERY = 5;
/** Who reloads a page is away for a moment: comings and goings within this are one. */
const GATHER_MS = 500;

const ONLINE = 'online-members';

/**
 * How many members have a console open. Kept in memory only, never stored, and only their number leaves this file:
 * every process knows its own sockets and is told by the others. Programs with a token are nobody.
 */
@Injectable()
export class OnlineMembers implements OnModuleInit, BeforeApplicationShutdown {
  private readonly process = newId();
  private readonly elsewhere = new Map<string, { at: number; online: Online }>();
  private readonly listeners: ((brandId: string) => void)[] = [];
  private readonly said = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private beats = 0;
  private gathering: NodeJS.Timeout | undefined;

  constructor(private readonly server: RealtimeServer) {}

  onModuleInit(): void {
    this.server.io.on('connection', (socket) => {
      const { seat } = (socket as unknown as LiveSocket).data.admitted;
      this.changed(seat.brandId);
      socket.on('disconnect', () => this.changed(seat.brandId));
    });
    this.server.onProcessMessage(ONLINE, (news: OnlineNews) => this.hear(news));
    this.timer = setInterval(() => this.beat(), BEAT_MS);
    this.timer.unref();
  }

  /** Told when the number may be another one. */
  onChange(listener: (brandId: string) => void): void {
    this.listeners.push(listener);
  }

  count(brandId: string): number {
    const members = new Set(this.here()[brandId]);
    for (const { online } of this.elsewhere.values()) {
      for (const memberId of online[brandId] ?? []) members.add(memberId);
    }
    return members.size;
  }

  private here(): Online {
    const online: Record<string, Set<string>> = {};
    for (const { data, connected } of this.server.sockets) {
      const { caller, seat } = data.admitted;
      if (!connected || caller.sessionId === null) continue;
      online[seat.brandId] ??= new Set();
      online[seat.brandId]?.add(seat.memberId);
    }
    return Object.fromEntries(Object.entries(online).map(([brandId, members]) => [brandId, [...members]]));
  }

  private changed(brandId: string): void {
    this.said.set(brandId, this.said.get(brandId) ?? -1);
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      this.announce();
    }, GATHER_MS);
    this.gathering.unref();
  }

  private beat(): void {
    this.beats += 1;
    if (this.beats % ANNOUNCE_EVERY === 0) this.announce();
    else this.server.tellProcesses(ONLINE, { process: this.process } satisfies OnlineNews);
    const now = performance.now();
    for (const [process, { at }] of this.elsewhere) if (now - at > FORGET_MS) this.elsewhere.delete(process);
    this.tellChanges();
  }

  private announce(asks = false): void {
    const news: OnlineNews = { process: this.process, online: this.here(), asks };
    this.server.tellProcesses(ONLINE, news);
    this.tellChanges();
  }

  private hear({ process, online, asks }: OnlineNews): void {
    const known = this.elsewhere.get(process);
    this.elsewhere.set(process, { at: performance.now(), online: online ?? known?.online ?? {} });
    // One that has just come, or was cut off for a while, knows nothing of those who are here, or we of its own.
    if (known === undefined || asks) this.announce(known === undefined && online === undefined);
    for (const brandId of Object.keys(online ?? {})) this.said.set(brandId, this.said.get(brandId) ?? -1);
    this.tellChanges();
  }

  private tellChanges(): void {
    for (const [brandId, before] of this.said) {
      const count = this.count(brandId);
      if (count === 0) this.said.delete(brandId);
      else this.said.set(brandId, count);
      if (count !== before) for (const listener of this.listeners) listener(brandId);
    }
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    clearTimeout(this.gathering);
  }
}
