import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ClientEvent, clientEventSchema } from '@parley/shared/realtime.js';
import { ConversationAccess } from '../conversations/detail/conversation-access.service.js';
import { PostsService } from '../conversations/posts/posts.service.js';
import { AppError } from '../platform/errors/app-error.js';
import { RateLimiter } from '../platform/http/rate-limit/rate-limiter.js';
import { loggerFor } from '../platform/logging/logger.js';
import { NowWatchers } from './now-watchers.service.js';
import { Presence } from './presence.service.js';
import { type LiveSocket, RealtimeServer, type SocketState } from './realtime-server.service.js';
import { rooms, scopeOf } from './rooms.js';
import { type Admitted, SocketAccess } from './socket-access.service.js';
import { Typists } from './typists.service.js';

const log = loggerFor('realtime');

/** A console has one conversation open, seldom a few. */
const OPEN_CONVERSATIONS = 20;
/** What a client may say: far more than hands can do. */
const EVENT_RATE = { limit: 120, windowMs: 10_000 };

/** Lets sockets in, into rooms, and out again. Every room is checked when it is joined. */
@Injectable()
export class RealtimeGateway implements OnModuleInit {
  private readonly limiter = new RateLimiter();

  constructor(
    private readonly server: RealtimeServer,
    private readonly access: SocketAccess,
    private readonly conversations: ConversationAccess,
    private readonly posts: PostsService,
    private readonly presence: Presence,
    private readonly typists: Typists,
    private readonly watchers: NowWatchers,
  ) {}

  onModuleInit(): void {
    this.server.io.use((socket, next) => {
      this.letIn(socket as unknown as LiveSocket).then(
        () => next(),
        (error: unknown) => next(refusal(error)),
      );
    });
    this.server.io.on('connection', (socket) => this.welcome(socket as unknown as LiveSocket));
  }

  private async letIn(socket: LiveSocket): Promise<void> {
    const credentials = this.access.credentialsOf(socket.handshake);
    const admitted = await this.access.admit(credentials);
    Object.assign(socket.data, {
      admitted,
      scopes: admitted.scopes,
      credentials,
      view: null,
      conversations: new Map(),
      wanted: new Set(),
      postId: null,
      now: false,
      checks: 0,
    } satisfies SocketState);
    await this.joinOwnRooms(socket);
  }

  private welcome(socket: LiveSocket): void {
    for (const { shape } of clientEventSchema.options) {
      const type = shape.type.value;
      socket.on(type, (data, ack) => void this.answer(socket, type, data, ack));
    }
    socket.on('disconnect', () => {
      this.presence.leaveAll(socket);
      this.typists.leave(socket);
    });
    // Rights that were taken away between the handshake and now have not found this socket yet.
    void this.recheckIfChanged(socket);
  }

  private async answer(socket: LiveSocket, type: string, data: unknown, ack: unknown): Promise<void> {
    const reply = typeof ack === 'function' ? (ack as (answer: unknown) => void) : () => {};
    try {
      if (!this.limiter.hit(socket.id, EVENT_RATE).allowed)
        throw new AppError('too_many_requests', 'Too many events.');
      const parsed = clientEventSchema.safeParse({ ...(data as object | null), type });
      if (!parsed.success) throw new AppError('invalid_request', 'The event does not fit.');
      await this.take(socket, parsed.data);
      reply({ ok: true });
    } catch (error) {
      if (!(error instanceof AppError)) log.error({ err: error, event: type }, 'an event of a client failed');
      reply({ ok: false, code: error instanceof AppError ? error.code : 'internal' });
    }
  }

  private async take(socket: LiveSocket, event: ClientEvent): Promise<void> {
    switch (event.type) {
      case 'view.join':
        await this.leaveView(socket);
        socket.data.view = event.view;
        await this.joinView(socket);
        this.presence.tellAbout(socket);
        return;
      case 'conversation.open':
        await this.openConversation(socket, event.conversationId);
        return;
      case 'conversation.close':
        await this.closeConversation(socket, event.conversationId);
        return;
      case 'post.open':
        await this.openPost(socket, event.postId);
        return;
      case 'post.close':
        if (socket.data.postId === event.postId) await this.closePost(socket);
        return;
      case 'presence.writing':
        if (!socket.data.conversations.has(event.conversationId))
          throw new AppError('not_found', 'The conversation is not open here.');
        this.presence.setWriting(socket, event.conversationId, event.writing);
        this.typists.set(socket, event.conversationId, event.writing && event.what === 'reply');
        return;
      case 'now.join':
        socket.data.now = true;
        await this.watchers.join(socket);
        return;
      case 'now.leave':
        socket.data.now = false;
        await this.watchers.leave(socket);
        return;
    }
  }

  private async openConversation(socket: LiveSocket, id: string): Promise<void> {
    const { admitted, conversations } = socket.data;
    if (!conversations.has(id) && conversations.size >= OPEN_CONVERSATIONS)
      throw new AppError('not_possible_now', 'Close another conversation first.');
    const found = await this.conversations.require(admitted.seat, id);
    const scope = scopeOf({ id: found.channel_id, restricted: found.restricted });
    // The rights may have changed while the database was asked.
    if (socket.disconnected || !socket.data.scopes.has(scope))
      throw new AppError('not_found', 'The conversation was not found.');
    const before = conversations.get(id);
    if (before !== undefined && before !== scope) await socket.leave(rooms.conversation(id, before));
    conversations.set(id, scope);
    await socket.join(rooms.conversation(id, scope));
    this.presence.look(socket, id, scope);
  }

  private async closeConversation(socket: LiveSocket, id: string): Promise<void> {
    const scope = socket.data.conversations.get(id);
    if (scope === undefined) return;
    socket.data.conversations.delete(id);
    await socket.leave(rooms.conversation(id, scope));
    this.presence.leave(socket, id);
    this.typists.set(socket, id, false);
  }

  private async openPost(socket: LiveSocket, id: string): Promise<void> {
    await this.closePost(socket);
    const { admitted } = socket.data;
    const found = await this.posts.require(admitted.seat, id);
    const scope = scopeOf({ id: found.channelId, restricted: found.restricted });
    // The rights may have changed while the database was asked.
    if (socket.disconnected || !socket.data.scopes.has(scope))
      throw new AppError('not_found', 'The post was not found.');
    socket.data.postId = id;
    await socket.join([rooms.post(id, scope), rooms.anyPost(admitted.seat.brandId)]);
  }

  private async closePost(socket: LiveSocket): Promise<void> {
    socket.data.postId = null;
    for (const room of socket.rooms) if (room.startsWith('post')) await socket.leave(room);
  }

  private async joinOwnRooms(socket: LiveSocket): Promise<void> {
    const { admitted, scopes } = socket.data;
    const { caller, seat } = admitted;
    await socket.join([
      ...(caller.sessionId === null ? [] : [rooms.session(caller.sessionId)]),
      ...(caller.tokenId === null ? [] : [rooms.token(caller.tokenId)]),
      rooms.member(seat.memberId),
      rooms.brand(seat.brandId),
      ...[...scopes].map((scope) => rooms.scope(seat.brandId, scope)),
    ]);
  }

  private async joinView(socket: LiveSocket): Promise<void> {
    const { admitted, scopes, view } = socket.data;
    const { seat } = admitted;
    if (view === null) return;
    await socket.join(
      [...scopes].flatMap((scope) => [
        rooms.view(seat.brandId, scope, view, seat.memberId),
        rooms.anyView(seat.brandId, scope),
      ]),
    );
  }

  private async leaveView(socket: LiveSocket): Promise<void> {
    for (const room of socket.rooms) if (room.startsWith('view:')) await socket.leave(room);
  }

  /**
   * Looks again at who a socket is and what it may get: it leaves everything at once. If nothing is different for
   * it, it comes back to where it was. If something is, its connection is closed: the client connects again, as who
   * it is now, and fetches anew what it shows. One whose session or seat is gone is told so and ends.
   */
  async recheck(socket: LiveSocket): Promise<void> {
    const { data } = socket;
    data.checks += 1;
    const check = data.checks;
    this.dropAll(socket);
    try {
      const admitted = await this.access.admit(data.credentials);
      // A later check has begun since: what this one found may be old.
      if (data.checks !== check || socket.disconnected) return;
      if (!isSame(admitted, data.admitted)) return void socket.conn.close();
      data.admitted = admitted;
    } catch (error) {
      if (error instanceof AppError) return this.end(socket, error.code);
      // Nobody knows whether it still may: it comes back by itself, and is asked then.
      log.error({ err: error }, 'a socket could not be checked');
      socket.conn.close();
      return;
    }
    data.scopes = data.admitted.scopes;
    await this.joinOwnRooms(socket);
    await this.joinView(socket);
    if (data.now) await this.watchers.join(socket);
    for (const id of data.wanted) {
      if (data.checks !== check) return;
      data.wanted.delete(id);
      await this.openConversation(socket, id).catch(noLongerThere);
    }
    if (data.postId !== null && data.checks === check)
      await this.openPost(socket, data.postId).catch(noLongerThere);
  }

  /** Checks a socket again only if something about it is different now. */
  async recheckIfChanged(socket: LiveSocket): Promise<void> {
    try {
      if (!socket.disconnected && !(await this.isAsAdmitted(socket))) await this.recheck(socket);
    } catch (error) {
      log.warn({ err: error }, 'a socket could not be checked; it is tried again');
    }
  }

  private dropAll(socket: LiveSocket): void {
    const { data } = socket;
    for (const id of data.conversations.keys()) data.wanted.add(id);
    for (const room of [...socket.rooms]) if (room !== socket.id) void socket.leave(room);
    this.presence.leaveAll(socket);
    this.typists.leave(socket);
    data.scopes = new Set();
    data.conversations = new Map();
  }

  private async isAsAdmitted(socket: LiveSocket): Promise<boolean> {
    try {
      const before = socket.data.admitted;
      const now = await this.access.admit(socket.data.credentials);
      return isSame(now, before) && sameOnes(now.scopes, before.scopes);
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  end(socket: LiveSocket, reason: string): void {
    socket.emit('session.ended', {
      type: 'session.ended',
      brandId: socket.data.admitted.seat.brandId,
      reason,
    });
    socket.disconnect(true);
  }

  /** Sockets of this process that are in a room. */
  inRoom(room: string): LiveSocket[] {
    return this.server.sockets.filter((socket) => socket.rooms.has(room));
  }
}

/** Whether one may see and do exactly what the other may. */
function isSame(one: Admitted, other: Admitted): boolean {
  return (
    one.seat.memberId === other.seat.memberId &&
    one.seat.role === other.seat.role &&
    one.caller.permissions.size === other.caller.permissions.size &&
    (one.channels === 'all' || other.channels === 'all'
      ? one.channels === other.channels
      : sameOnes(new Set(one.channels), new Set(other.channels)))
  );
}

const sameOnes = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((value) => other.has(value));

function noLongerThere(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}

/** The client sees `message` and `data`; nothing else leaves the house. */
function refusal(error: unknown): Error {
  const known = error instanceof AppError;
  if (!known) log.error({ err: error }, 'a socket could not be let in');
  const code = known ? error.code : 'internal';
  return Object.assign(new Error(code), { data: { code } });
}
