import { Injectable } from '@nestjs/common';
import type { SessionView } from '@parley/shared/auth.js';
import { rolePermissions } from '@parley/shared/permissions.js';
import { MembersService } from '../brands/members.service.js';
import { Database } from '../platform/database/database.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import type { Caller } from '../platform/http/caller.js';
import { Audit } from './audit.service.js';
import { PasswordAttempts } from './password-attempts.service.js';
import { SessionsService } from './sessions.service.js';
import { UsersService } from './users.service.js';

/** Where a session is opened from. */
export interface SignInContext {
  ip: string;
  userAgent: string | null;
  /** The session the browser had before, if any: it ends. */
  replaces: string | null;
}

@Injectable()
export class SignInService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly members: MembersService,
    private readonly attempts: PasswordAttempts,
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /**
   * @returns the session's token
   * @throws AppError invalid_credentials, too_many_requests
   */
  async signIn(
    input: { email: string; password: string } & SignInContext,
  ): Promise<{ token: string; view: SessionView }> {
    const email = input.email.trim().toLowerCase();
    const user = await this.attempts.check({
      ...input,
      email,
      user: await this.users.findByEmail(email),
      refused: 'session.refused',
      message: 'The address or the password is not right.',
    });
    const token = await this.open(user.id, input);
    return { token, view: await this.viewFor({ userId: user.id, brandId: null }) };
  }

  /** A session, under a token of its own, for someone who has just proved who they are. */
  async open(userId: string, context: SignInContext & { brandId?: string }): Promise<string> {
    const seats = await this.members.seatsOf(userId);
    const { ip, userAgent, replaces } = context;
    return this.database.transaction(async () => {
      const former = replaces === null ? undefined : await this.sessions.find(replaces);
      if (former !== undefined) await this.sessions.revoke(former.user_id, former.id, 'signed_in_anew');
      const token = await this.sessions.create({
        userId,
        brandId: context.brandId ?? seats[0]?.brandId ?? null,
        ip,
        userAgent,
      });
      await this.audit.writeForUser(userId, { action: 'session.created', ip });
      return token;
    });
  }

  /** What the caller's credentials are good for; a session whose seat is gone takes the user's next one. */
  async viewOf(caller: Caller): Promise<SessionView> {
    if (caller.tokenId !== null) {
      const view = await this.viewFor({ userId: caller.userId, brandId: caller.seat?.brandId ?? null });
      // A token is of one brand and does not tell of others.
      const seats = view.seats.filter(({ brandId }) => brandId === caller.seat?.brandId);
      return { ...view, seats, permissions: [...caller.permissions] };
    }
    const view = await this.viewFor({ userId: caller.userId, brandId: caller.seat?.brandId ?? null });
    if (caller.seat === null && view.seat !== null && caller.sessionId !== null) {
      await this.sessions.chooseBrand(caller.sessionId, view.seat.brandId);
    }
    return view;
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
    await this.sessions.chooseBrand(sessionOf(caller), brandId);
    return this.viewFor({ userId: caller.userId, brandId });
  }

  async signOut(caller: Caller): Promise<void> {
    const sessionId = sessionOf(caller);
    await this.database.transaction(async () => {
      await this.sessions.revoke(caller.userId, sessionId, 'signed_out');
      await this.audit.writeForUser(caller.userId, { action: 'session.ended', ip: caller.ip });
    });
  }
}

function sessionOf({ sessionId }: Caller): string {
  if (sessionId === null) throw new AppError('forbidden', 'An API token has no session.');
  return sessionId;
}
