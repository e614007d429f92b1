import { Injectable } from '@nestjs/common';
import { MembersService } from '../brands/members.service.js';
import { Database } from '../platform/database/database.js';
import { AppError } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import { countedAddress } from '../platform/http/network-address.js';
import { DurableRateLimiter } from '../platform/http/rate-limit/durable-rate-limiter.js';
import { Afterwards } from './afterwards.service.js';
import { SYSTEM_MAIL_REQUESTED } from './auth.events.js';
import { PasswordResetLinks } from './password-reset-links.service.js';
import { passwordResetMail } from './system-mail.format.js';
import type { UserRow } from './users.repository.js';
import { UsersService } from './users.service.js';

const HOUR_MS = 3_600_000;
const LIMITS = { account: 3, address: 20 } as const;

@Injectable()
export class PasswordResetsService {
  constructor(
    private readonly database: Database,
    private readonly links: PasswordResetLinks,
    private readonly users: UsersService,
    private readonly members: MembersService,
    private readonly limiter: DurableRateLimiter,
    private readonly events: DomainEvents,
    private readonly afterwards: Afterwards,
  ) {}

  /**
   * Mails a link. Answers the same, and as soon, whether or not there is such an account: the work is done
   * afterwards.
   * @throws AppError too_many_requests
   */
  async request(email: string, ip: string): Promise<void> {
    const limits = [
      { key: `reset:account:${email}`, limit: LIMITS.account },
      { key: `reset:address:${countedAddress(ip)}`, limit: LIMITS.address },
    ];
    for (const { key, limit } of limits) {
      const { allowed, retryAfterMs } = await this.limiter.hit(key, { limit, windowMs: HOUR_MS });
      if (!allowed) {
        throw new AppError('too_many_requests', 'Too many attempts. Wait a little, then try again.', {
          retryAfterMs,
        });
      }
    }
    this.afterwards.run('making a link to reset a password', () => this.mailLink(email, ip));
  }

  async preview(token: string): Promise<{ email: string }> {
    return { email: (await this.find(token)).email };
  }

  /** Sets the password and ends every session of the user. @throws AppError expired, weak_password */
  async complete(token: string, password: string, ip: string): Promise<void> {
    const user = await this.find(token);
    await this.database.transaction(async () => {
      if (!(await this.links.use(token))) throw gone();
      await this.users.setPassword(user, password, { keepSessionId: null, ip });
    });
  }

  private async mailLink(email: string, ip: string): Promise<void> {
    const user = await this.users.findByEmail(email);
    const brandId = user === undefined ? undefined : (await this.members.seatsOf(user.id))[0]?.brandId;
    if (user === undefined || brandId === undefined) return;
    await this.database.transaction(async () => {
      const link = await this.links.create(user, { ip });
      await this.events.publish(SYSTEM_MAIL_REQUESTED, {
        brandId,
        to: user.email,
        ...passwordResetMail(user.locale, { link }),
      });
    });
  }

  private async find(token: string): Promise<UserRow> {
    const userId = await this.links.userIdOf(token);
    if (userId === undefined) throw gone();
    return this.users.get(userId);
  }
}

const gone = () => new AppError('expired', 'This link has been used or is too old. Ask for a new one.');
