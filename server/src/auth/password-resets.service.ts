import { Injectable } from '@nestjs/common';
import { MembersService } from '../brands/members.service.js';
import { Clock } from '../platform/clock/clock.js';
import { Env } from '../platform/config/env.js';
import { hashToken, randomToken } from '../platform/crypto/tokens.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import { DurableRateLimiter } from '../platform/http/rate-limit/durable-rate-limiter.js';
import { Audit } from './audit.service.js';
import { SYSTEM_MAIL_REQUESTED } from './auth.events.js';
import { passwordResetMail } from './system-mail.format.js';
import type { UserRow } from './users.repository.js';
import { UsersService } from './users.service.js';

const HOUR_MS = 3_600_000;

@Injectable()
export class PasswordResetsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly members: MembersService,
    private readonly limiter: DurableRateLimiter,
    private readonly events: DomainEvents,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly env: Env,
  ) {}

  /** Answers the same whether or not there is such an account. */
  async request(email: string, ip: string): Promise<void> {
    const limits = [
      { key: `reset:${email}`, limit: 3 },
      { key: `reset:address:${ip}`, limit: 20 },
    ];
    for (const { key, limit } of limits) {
      const { allowed, retryAfterMs } = await this.limiter.hit(key, { limit, windowMs: HOUR_MS });
      if (!allowed)
        throw new AppError('too_many_requests', 'Too many attempts. Wait a little, then try again.', {
          retryAfterMs,
        });
    }
    const user = await this.users.findByEmail(email);
    const brandId = user === undefined ? undefined : (await this.members.seatsOf(user.id))[0]?.brandId;
    if (user === undefined || brandId === undefined) return;
    await this.database.transaction(async () => {
      const link = await this.createLink(user);
      await this.audit.write({
        brandId: null,
        action: 'user.password_reset_requested',
        actorUserId: user.id,
        ip,
      });
      await this.events.publish(SYSTEM_MAIL_REQUESTED, {
        brandId,
        to: user.email,
        ...passwordResetMail(user.locale, { link }),
      });
    });
  }

  /** For the command on the server: a link for this account. */
  async linkFor(email: string): Promise<string> {
    const user = await this.users.findByEmail(email);
    if (user === undefined) throw notFound(`An account with the address ${email}`);
    return this.createLink(user);
  }

  async preview(token: string): Promise<{ email: string }> {
    return { email: (await this.find(token)).email };
  }

  /** @returns the user's id */
  async complete(token: string, password: string, ip: string): Promise<string> {
    const user = await this.find(token);
    await this.database.transaction(async () => {
      const used = await this.database.run(
        'UPDATE password_reset SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL',
        [hashToken(token), this.clock.now()],
      );
      if (used === 0) throw gone();
      await this.users.setPassword(user, password, { keepSessionId: null, ip });
    });
    return user.id;
  }

  private async createLink(user: UserRow): Promise<string> {
    const token = randomToken();
    const now = this.clock.now();
    await this.database.run(
      'INSERT INTO password_reset (id, user_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
      [newId(), user.id, hashToken(token), now, new Date(now.getTime() + HOUR_MS)],
    );
    return `${this.env.publicUrl}/reset?token=${token}`;
  }

  private async find(token: string): Promise<UserRow> {
    const row = await this.database.one<{ user_id: string }>(
      'SELECT user_id FROM password_reset WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2',
      [hashToken(token), this.clock.now()],
    );
    if (row === undefined) throw gone();
    return this.users.get(row.user_id);
  }
}

const gone = () => new AppError('expired', 'This link has been used or is too old. Ask for a new one.');
