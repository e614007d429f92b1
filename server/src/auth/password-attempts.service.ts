import { Injectable } from '@nestjs/common';
import { AppError } from '../platform/errors/app-error.js';
import { countedAddress } from '../platform/http/network-address.js';
import { DurableRateLimiter } from '../platform/http/rate-limit/durable-rate-limiter.js';
import { loggerFor } from '../platform/logging/logger.js';
import { Afterwards } from './afterwards.service.js';
import { Audit } from './audit.service.js';
import { verifyPassword } from './passwords.js';
import type { UserRow } from './users.repository.js';

const log = loggerFor('auth');

const QUARTER_HOUR_MS = 15 * 60_000;
/** Guesses at one account from one address, at one account from anywhere, and from one address at any account. */
const LIMITS = { pair: 5, account: 50, address: 30 } as const;

/** Wherever a password is asked for, guesses at an account are counted together. */
@Injectable()
export class PasswordAttempts {
  constructor(
    private readonly limiter: DurableRateLimiter,
    private readonly audit: Audit,
    private readonly afterwards: Afterwards,
  ) {}

  /**
   * Compares a password, for an account that may not exist.
   * @param attempt.refused the action a wrong password is audited as
   * @param attempt.message what a wrong password is told
   * @throws AppError invalid_credentials, too_many_requests
   */
  async check(attempt: {
    email: string;
    user: UserRow | undefined;
    password: string;
    ip: string;
    refused: string;
    message: string;
  }): Promise<UserRow> {
    const { email, user, ip } = attempt;
    const address = countedAddress(ip);
    const keys = {
      pair: `sign-in:pair:${email}:${address}`,
      account: `sign-in:account:${email}`,
      address: `sign-in:address:${address}`,
    };
    for (const [scope, key] of Object.entries(keys)) {
      const limit = LIMITS[scope as keyof typeof LIMITS];
      const verdict = await this.limiter.hit(key, { limit, windowMs: QUARTER_HOUR_MS });
      if (!verdict.allowed) {
        log.warn({ ip, scope }, 'too many wrong passwords');
        throw new AppError('too_many_requests', 'Too many attempts. Wait a little, then try again.', {
          retryAfterMs: verdict.retryAfterMs,
        });
      }
    }
    const fits = await verifyPassword(user?.password_hash, attempt.password);
    if (!fits || user === undefined) {
      if (user !== undefined) this.writeDown(user.id, { action: attempt.refused, ip });
      else log.warn({ ip }, 'a password was tried for an account that does not exist');
      throw new AppError('invalid_credentials', attempt.message);
    }
    // Only this attempt is taken back where others are counted, too: whoever guesses at an account must not be
    // given a fresh start by its owner, or by signing in to an account of their own.
    await this.limiter.clear(keys.pair);
    await this.limiter.forgive(keys.account);
    await this.limiter.forgive(keys.address);
    return user;
  }

  private writeDown(userId: string, note: { action: string; ip: string }): void {
    this.afterwards.run('writing down a wrong password', () => this.audit.writeForUser(userId, note));
  }
}
