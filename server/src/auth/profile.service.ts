import { Injectable } from '@nestjs/common';
import type { updateProfileSchema } from '@parley/shared/auth.js';
import type { z } from 'zod';
import { MembersService } from '../brands/members.service.js';
import { Database } from '../platform/database/database.js';
import type { Caller } from '../platform/http/caller.js';
import { Audit } from './audit.service.js';
import { SessionsService } from './sessions.service.js';
import { UsersService } from './users.service.js';

@Injectable()
export class ProfileService {
  constructor(
    private readonly users: UsersService,
    private readonly members: MembersService,
    private readonly sessions: SessionsService,
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

  async revokeSession(caller: Caller, sessionId: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.sessions.revoke(caller.userId, sessionId, 'revoked');
      await this.audit.write({
        brandId: caller.seat?.brandId ?? null,
        action: 'session.revoked',
        actorUserId: caller.userId,
        ip: caller.ip,
        details: { sessionId },
      });
    });
  }
}
