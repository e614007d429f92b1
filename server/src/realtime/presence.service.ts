import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { ServerEventOf } from '@parley/shared/realtime.js';
import { newId } from '../platform/database/id.js';
import { type LiveSocket, RealtimeServer } from './realtime-server.service.js';
import { rooms, type Scope } from './rooms.js';

type Members = ServerEventOf<'presence.changed'>['members'];

/** Who of one process's sockets looks at a conversation. */
interface Lookers {
  brandId: string;
  scope: Scope;
  members: Members;
}

/** What processes tell each other: all that one of them knows of a conversation, or that nobody looks any more. */
interface PresenceNews {
  process: string;
  conversationId: string;
  brandId: string;
  scope: Scope;
  members: Members;
}

/** Somebody who stops without saying so is no longer writing after this. */
const WRITING_MS = 10_000;
/** Each process says anew what it knows; what was not said again for so long is over. */
const ANNOUNCE_MS = 10_000;
const FORGET_MS = 25_000;

const PRESENCE = 'presence';

/**
 * Who looks at which conversation, and who of them writes. Kept in memory only: every process knows its own sockets
 * and is told by the others; nothing of it is ever stored.
 */
@Injectable()
export class Presence implements OnModuleInit, BeforeApplicationShutdown {
  private readonly process = newId();
  /** conversation → socket → when it last said that it writes (0: it does not) */
  private readonly here = new Map<string, Map<LiveSocket, number>>();
  /** conversation → other process → what it said */
  private readonly elsewhere = new Map<string, Map<string, Lookers & { at: number }>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly server: RealtimeServer) {}

  onModuleInit(): void {
    this.server.onProcessMessage(PRESENCE, (news: PresenceNews) => this.hear(news));
    this.timer = setInterval(() => this.announceAll(), ANNOUNCE_MS);
    this.timer.unref();
  }

  look(socket: LiveSocket, conversationId: string, scope: Scope): void {
    const sockets = this.here.get(conversationId) ?? new Map<LiveSocket, number>();
    this.here.set(conversationId, sockets);
    if (!sockets.has(socket)) sockets.set(socket, 0);
    this.changed(socket.data.admitted.seat.brandId, conversationId, scope);
  }

  leave(socket: LiveSocket, conversationId: string): void {
    const sockets = this.here.get(conversationId);
    if (sockets === undefined || !sockets.delete(socket)) return;
    if (sockets.size === 0) this.here.delete(conversationId);
    const { admitted, conversations } = socket.data;
    const scope = conversations.get(conversationId) ?? this.scopeKnown.get(conversationId);
    if (scope !== undefined) this.changed(admitted.seat.brandId, conversationId, scope);
  }

  leaveAll(socket: LiveSocket): void {
    for (const [conversationId, sockets] of this.here)
      if (sockets.has(socket)) this.leave(socket, conversationId);
  }

  setWriting(socket: LiveSocket, conversationId: string, writing: boolean): void {
    const sockets = this.here.get(conversationId);
    const scope = socket.data.conversations.get(conversationId);
    const before = sockets?.get(socket);
    if (sockets === undefined || before === undefined || scope === undefined) return;
    sockets.set(socket, writing ? performance.now() : 0);
    if (before > 0 !== writing) this.changed(socket.data.admitted.seat.brandId, conversationId, scope);
  }

  /** Sends one socket who looks at what, as far as it may know. */
  tellAbout(socket: LiveSocket): void {
    const { admitted, scopes } = socket.data;
    const { seat } = admitted;
    for (const conversationId of new Set([...this.here.keys(), ...this.elsewhere.keys()])) {
      const lookers = this.lookersOf(conversationId);
      if (lookers === undefined || lookers.brandId !== seat.brandId || !scopes.has(lookers.scope)) continue;
      socket.emit('presence.changed', {
        type: 'presence.changed',
        brandId: lookers.brandId,
        conversationId,
        members: lookers.members,
      });
    }
  }

  private readonly scopeKnown = new Map<string, Scope>();

  private changed(brandId: string, conversationId: string, scope: Scope): void {
    this.scopeKnown.set(conversationId, scope);
    this.push(brandId, conversationId, scope);
    this.server.tellProcesses(PRESENCE, {
      process: this.process,
      conversationId,
      brandId,
      scope,
      members: this.membersHere(conversationId),
    } satisfies PresenceNews);
    if (!this.here.has(conversationId)) this.scopeKnown.delete(conversationId);
  }

  private push(brandId: string, conversationId: string, scope: Scope): void {
    const members = this.lookersOf(conversationId)?.members ?? [];
    this.server.emitHere(rooms.scope(brandId, scope), {
      type: 'presence.changed',
      brandId,
      conversationId,
      members,
    });
  }

  private hear(news: PresenceNews): void {
    const { process, conversationId, brandId, scope, members } = news;
    const known = this.elsewhere.get(conversationId) ?? new Map<string, Lookers & { at: number }>();
    const before = JSON.stringify(known.get(process)?.members ?? []);
    if (members.length === 0) known.delete(process);
    else known.set(process, { brandId, scope, members, at: performance.now() });
    if (known.size === 0) this.elsewhere.delete(conversationId);
    else this.elsewhere.set(conversationId, known);
    if (before !== JSON.stringify(members)) this.push(brandId, conversationId, scope);
  }

  private membersHere(conversationId: string): Members {
    const now = performance.now();
    const members = new Map<string, Members[number]>();
    for (const [{ data }, wroteAt] of this.here.get(conversationId) ?? []) {
      const { memberId } = data.admitted.seat;
      const writing =
        (wroteAt > 0 && now - wroteAt < WRITING_MS) || (members.get(memberId)?.writing ?? false);
      members.set(memberId, { memberId, name: data.admitted.caller.name, writing });
    }
    return [...members.values()];
  }

  private lookersOf(conversationId: string): Lookers | undefined {
    const [socket] = this.here.get(conversationId)?.keys() ?? [];
    const others = [...(this.elsewhere.get(conversationId)?.values() ?? [])];
    const scope = this.scopeKnown.get(conversationId) ?? others[0]?.scope;
    const brandId = socket?.data.admitted.seat.brandId ?? others[0]?.brandId;
    if (scope === undefined || brandId === undefined) return undefined;
    const members = new Map<string, Members[number]>();
    for (const member of [...this.membersHere(conversationId), ...others.flatMap((other) => other.members)]) {
      const writing = member.writing || (members.get(member.memberId)?.writing ?? false);
      members.set(member.memberId, { ...member, writing });
    }
    return { brandId, scope, members: [...members.values()] };
  }

  /** Says again who is here, and forgets processes that no longer say anything and writers who stopped. */
  private announceAll(): void {
    const now = performance.now();
    for (const [conversationId, sockets] of this.here) {
      const [socket] = sockets.keys();
      const scope = this.scopeKnown.get(conversationId);
      for (const [one, wroteAt] of sockets) {
        if (wroteAt > 0 && now - wroteAt >= WRITING_MS) this.setWriting(one, conversationId, false);
      }
      if (socket === undefined || scope === undefined) continue;
      this.server.tellProcesses(PRESENCE, {
        process: this.process,
        conversationId,
        brandId: socket.data.admitted.seat.brandId,
        scope,
        members: this.membersHere(conversationId),
      } satisfies PresenceNews);
    }
    for (const [conversationId, processes] of this.elsewhere) {
      for (const [process, { at, brandId, scope }] of processes) {
        if (now - at > FORGET_MS) this.hear({ process, conversationId, brandId, scope, members: [] });
      }
    }
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
