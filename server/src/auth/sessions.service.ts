import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { hashToken, randomToken } from '../platform/crypto/tokens.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import { CREDENTIALS_REVOKED } from './auth.events.js';

/** A session ends this long after it was last used … */
export const SESSION_DAYS = 30;
/** … and this long after the sign-in in any case: a stolen cookie does not live forever by being used. */
export const SESSION_DAYS_IN_ALL = 180;
const DAY_MS = 86_400_000;
/** `last_seen_at` is exact to this, so that a busy session does not write on every call. */
const SEEN_EVERY_MS = 60_000;

export interface SessionRow {
  id: string;
  user_id: string;
  brand_id: string | null;
  created_at: Date;
  last_seen_at: Date;
  ip: string | null;
  user_agent: string | null;
}

@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** @returns the token for the cookie; only its hash is stored */
  async create(input: {
    userId: string;
    brandId: string | null;
    ip: string;
    userAgent: string | null;
  }): Promise<string> {
    const token = randomToken();
    const now = this.clock.now();
    await this.database.run(
      `INSERT INTO session (id, user_id, brand_id, token_hash, created_at, last_seen_at, expires_at, ip, user_agent)
       VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)`,
      [
        newId(),
        input.userId,
        input.brandId,
        hashToken(token),
        now,
        this.expiry(now, now),
        input.ip,
        input.userAgent?.slice(0, 300) ?? null,
      ],
    );
    return token;
  }

  /** The living session of this token. Notes that it was used, and keeps it alive. */
  async find(token: string): Promise<SessionRow | undefined> {
    const now = this.clock.now();
    const row = await this.database.one<SessionRow>(
      `SELECT id, user_id, brand_id, created_at, last_seen_at, ip, user_agent FROM session -- any brand: found by its secret
       WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2`,
      [hashToken(token), now],
    );
    if (row !== undefined && now.getTime() - row.last_seen_at.getTime() > SEEN_EVERY_MS) {
      await this.database.run(
        'UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE id = $1 -- any brand: found by its secret',
        [row.id, now, this.expiry(now, row.created_at)],
      );
    }
    return row;
  }

  list(userId: string): Promise<SessionRow[]> {
    return this.database.query<SessionRow>(
      `SELECT id, user_id, brand_id, created_at, last_seen_at, ip, user_agent FROM session -- any brand: a user's own
       WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY last_seen_at DESC`,
      [userId, this.clock.now()],
    );
  }

  async chooseBrand(sessionId: string, brandId: string): Promise<void> {
    await this.database.run(
      'UPDATE session SET brand_id = $2 WHERE id = $1 -- any brand: the session leaves one for another',
      [sessionId, brandId],
    );
  }

  /** @throws AppError not_found when it is not this user's */
  async revoke(userId: string, sessionId: string, reason: string): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE session SET revoked_at = $3 -- any brand: a user's own
       WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL RETURNING id`,
      [sessionId, userId, this.clock.now()],
    );
    if (rows.length === 0) throw notFound('The session');
    await this.events.publish(CREDENTIALS_REVOKED, { userId, sessionIds: [sessionId], tokenIds: [], reason });
  }

  async revokeAll(userId: string, options: { exceptId: string | null; reason: string }): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE session SET revoked_at = $2 -- any brand: a user's own
       WHERE user_id = $1 AND revoked_at IS NULL AND ($3::uuid IS NULL OR id <> $3) RETURNING id`,
      [userId, this.clock.now(), options.exceptId],
    );
    if (rows.length === 0) return;
    const sessionIds = rows.map(({ id }) => id);
    await this.events.publish(CREDENTIALS_REVOKED, {
      userId,
      sessionIds,
      tokenIds: [],
      reason: options.reason,
    });
  }

  private expiry(now: Date, signedInAt: Date): Date {
    const idle = now.getTime() + SESSION_DAYS * DAY_MS;
    return new Date(Math.min(idle, signedInAt.getTime() + SESSION_DAYS_IN_ALL * DAY_MS));
  }
}
