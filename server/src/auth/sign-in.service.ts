import { Injectable } from '@nestjs/common';
import type { SessionView } from '@parley/shared/auth.js';
import { rolePermissions } from '@parley/shared/permissions.js';
import { MembersService } from '../brands/members.service.js';
import { Database } from '../platform/database/database.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import type { Caller } from '../platform/http/caller.js';
import { DurableRateLimiter } from '../platform/http/rate-limit/durable-rate-limiter.js';
import { Audit } from './audit.service.js';
import { verifyPassword } from './passwords.js';
import { SessionsService } from './sessions.service.js';
import { UsersService } from './users.service.js';

const QUARTER_HOUR_MS = 15 * 60_000;
/** Guesses at one account from one address, at one account from anywhere, and from one address at any account. */
const LIMITS = { pair: 5, account: 50, address: 30 } as const;

@Injectable()
export class SignInService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly members: MembersService,
    private readonly limiter: DurableRateLimiter,
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /**
   * @returns the session's token
   * @throws AppError invalid_credentials, too_many_requests
   */
  async signIn(input: {
    email: string;
    password: string;
    ip: string;
    userAgent: string | null;
  }): Promise<{ token: string; view: SessionView }> {
    const email = input.email.trim().toLowerCase();
    const keys = [
      { key: `sign-in:pair:${email}:${input.ip}`, limit: LIMITS.pair },
      { key: `sign-in:account:${email}`, limit: LIMITS.account },
      { key: `sign-in:address:${input.ip}`, limit: LIMITS.address },
    ];
    for (const { key, limit } of keys) {
      const { allowed, retryAfterMs } = await this.limiter.hit(key, { limit, windowMs: QUARTER_HOUR_MS });
      if (!allowed) {
        throw new AppError('too_many_requests', 'Too many attempts. Wait a little, then try again.', {
          retryAfterMs,
        });
      }
    }
    const user = await this.users.findByEmail(email);
    if (!(await verifyPassword(user?.password_hash, input.password)) || user === undefined) {
      await this.audit.write({
        brandId: null,
        action: 'session.refused',
        actorUserId: user?.id ?? null,
        ip: input.ip,
        details: {},
      });
      throw new AppError('invalid_credentials', 'The address or the password is not right.');
    }
    for (const { key } of keys) await this.limiter.clear(key);
    const token = await this.open(user.id, input);
    return { token, view: await this.viewFor({ userId: user.id, brandId: null }) };
  }

  /** A session for someone who has just proved who they are. */
  async open(
    userId: string,
    context: { ip: string; userAgent: string | null; brandId?: string },
  ): Promise<string> {
    const seats = await this.members.seatsOf(userId);
    const brandId = context.brandId ?? seats[0]?.brandId ?? null;
    return this.database.transaction(async () => {
      const token = await this.sessions.create({
        userId,
        brandId,
        ip: context.ip,
        userAgent: context.userAgent,
      });
      await this.audit.write({ brandId, action: 'session.created', actorUserId: userId, ip: context.ip });
      return token;
    });
  }

  async viewFor({ userId, brandId }: { userId: string; brandId: string | null }): Promise<SessionView> {
    const user = await this.users.get(userId);
    const seats = await this.members.seatsOf(userId);
    const seat = seats.find((one) => one.brandId === brandId) ?? seats[0] ?? null;
    return {
      user: { id: user.id, email: user.email, name: user.name, locale: user.locale, theme: user.theme },
      seats,
      seat,
      permissions: seat === null ? [] : [...rolePermissions[seat.role]],
      undoMs: user.undo_ms,
    };
  }

  /** Moves this session to another of the user's seats. */
  async switchBrand(caller: Caller, brandId: string): Promise<SessionView> {
    const seats = await this.members.seatsOf(caller.userId);
    if (!seats.some((seat) => seat.brandId === brandId)) throw notFound('The brand');
    if (caller.sessionId === null) throw new AppError('conflict', 'An API token belongs to one brand.');
    await this.sessions.chooseBrand(caller.sessionId, brandId);
    return this.viewFor({ userId: caller.userId, brandId });
  }

  async signOut(caller: Caller): Promise<void> {
    if (caller.sessionId === null) throw new AppError('conflict', 'An API token is revoked, not signed out.');
    const { sessionId } = caller;
    await this.database.transaction(async () => {
      await this.sessions.revoke(caller.userId, sessionId, 'signed_out');
      await this.audit.write({
        brandId: caller.seat?.brandId ?? null,
        action: 'session.ended',
        actorUserId: caller.userId,
        ip: caller.ip,
      });
    });
  }
}
