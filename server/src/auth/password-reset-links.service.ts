import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Env } from '../platform/config/env.js';
import { hashToken, randomToken } from '../platform/crypto/tokens.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { Audit } from './audit.service.js';
import type { UserRow } from './users.repository.js';

const HOUR_MS = 3_600_000;

/** One-time links to choose a new password; only their hashes are stored. */
@Injectable()
export class PasswordResetLinks {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly env: Env,
  ) {}

  /**
   * A link that works once, within an hour.
   * @param by how it came about: asked for on the sign-in page, or on the server
   */
  async create(user: UserRow, by: { ip: string } | 'command'): Promise<string> {
    const token = randomToken();
    const now = this.clock.now();
    await this.database.transaction(async () => {
      await this.database.run(
        'INSERT INTO password_reset (id, user_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
        [newId(), user.id, hashToken(token), now, new Date(now.getTime() + HOUR_MS)],
      );
      await this.audit.writeForUser(user.id, {
        action: 'user.password_reset_requested',
        ip: by === 'command' ? null : by.ip,
        details: { by: by === 'command' ? 'command' : 'request' },
      });
    });
    return `${this.env.publicUrl}/reset?token=${token}`;
  }

  /** The user a living link belongs to. */
  async userIdOf(token: string): Promise<string | undefined> {
    const row = await this.database.one<{ user_id: string }>(
      'SELECT user_id FROM password_reset WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2',
      [hashToken(token), this.clock.now()],
    );
    return row?.user_id;
  }

  /** Takes the link, so that nobody else can. @returns whether it was still there */
  async use(token: string): Promise<boolean> {
    const now = this.clock.now();
    const used = await this.database.run(
      'UPDATE password_reset SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2',
      [hashToken(token), now],
    );
    return used > 0;
  }
}
