import { Injectable } from '@nestjs/common';
import type { updateProfileSchema } from '@parley/shared/auth.js';
import type { z } from 'zod';
import { MembersService } from '../brands/members.service.js';
import { Database } from '../platform/database/database.js';
import type { Caller } from '../platform/http/caller.js';
import { Audit } from './audit.service.js';
import { PasswordAttempts } from './password-attempts.service.js';
import { SessionsService } from './sessions.service.js';
import { UsersService } from './users.service.js';

@Injectable()
export class ProfileService {
  constructor(
    private readonly users: UsersService,
    private readonly members: MembersService,
    private readonly sessions: SessionsService,
    private readonly attempts: PasswordAttempts,
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  async get(caller: Caller) {
    const user = await this.users.get(caller.userId);
    const member =
      caller.seat === null ? undefined : await this.members.get(caller.seat.brandId, caller.seat.memberId);
    return {
      id: user.id,
      email: user.email,
      name: user.name,
      locale: user.locale,
      theme: user.theme,
      undoMs: user.undo_ms,
      signature: member?.signature ?? '',
    };
  }

  async update(caller: Caller, change: z.infer<typeof updateProfileSchema>) {
    const { signature, ...ofUser } = change;
    await this.database.transaction(async () => {
      await this.users.update(caller.userId, ofUser);
      if (signature !== undefined && caller.seat !== null) {
        await this.members.setSignature(caller.seat.brandId, caller.seat.memberId, signature);
      }
    });
    return this.get(caller);
  }

  /**
   * Ends every other session of the user.
   * @throws AppError invalid_credentials when `current` is wrong, too_many_requests, weak_password
   */
  async changePassword(caller: Caller, input: { current: string; password: string }): Promise<void> {
    const user = await this.users.get(caller.userId);
    await this.attempts.check({
      email: user.email,
      user,
      password: input.current,
      ip: caller.ip,
      refused: 'user.password_change_refused',
      message: 'The current password is not right.',
    });
    await this.users.setPassword(user, input.password, { keepSessionId: caller.sessionId, ip: caller.ip });
  }

  async revokeSession(caller: Caller, sessionId: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.sessions.revoke(caller.userId, sessionId, 'revoked');
      await this.audit.writeForUser(caller.userId, {
        action: 'session.revoked',
        ip: caller.ip,
        details: { sessionId },
      });
    });
  }
}
