import { Injectable } from '@nestjs/common';
import { type Permission, type Role, rolePermissions } from '@parley/shared/permissions.js';
import { MEMBER_REMOVED } from '../brands/brands.events.js';
import { Clock } from '../platform/clock/clock.js';
import { hashToken, randomToken } from '../platform/crypto/tokens.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import type { Member } from '../platform/http/caller.js';
import { Audit } from './audit.service.js';
import { CREDENTIALS_REVOKED } from './auth.events.js';

export interface ApiTokenRow {
  id: string;
  brand_id: string;
  member_id: string;
  user_id: string;
  name: string;
  prefix: string;
  permissions: Permission[] | null;
  created_at: Date;
  last_used_at: Date | null;
  expires_at: Date | null;
}

const PREFIX = 'parley_';
const USED_EVERY_MS = 60_000;

@Injectable()
export class ApiTokensService {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {
    events.inTransaction(MEMBER_REMOVED, async ({ brandId, memberId, userId }) => {
      await this.revokeWhere(brandId, memberId, userId, null);
    });
  }

  async create(caller: Member, input: { name: string; expiresAt?: string; permissions?: Permission[] }) {
    // A token that is taken away must not have left others behind.
    if (caller.tokenId !== null) throw new AppError('forbidden', 'An API token cannot make another.');
    const beyond = input.permissions?.filter((permission) => !caller.permissions.has(permission)) ?? [];
    if (beyond.length > 0) {
      throw new AppError('forbidden', `A token cannot do what you cannot: ${beyond.join(', ')}.`);
    }
    const now = this.clock.now();
    if (input.expiresAt !== undefined && new Date(input.expiresAt) <= now) {
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['expiresAt'], message: 'lies in the past' }],
      });
    }
    const token = PREFIX + randomToken();
    const id = newId();
    await this.database.transaction(async () => {
      await this.database.run(
        `INSERT INTO api_token (id, brand_id, member_id, name, prefix, token_hash, permissions, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          id,
          caller.seat.brandId,
          caller.seat.memberId,
          input.name,
          token.slice(0, 12),
          hashToken(token),
          input.permissions ?? null,
          now,
          input.expiresAt ?? null,
        ],
      );
      await this.audit.write({
        brandId: caller.seat.brandId,
        action: 'api_token.created',
        actorUserId: caller.userId,
        ip: caller.ip,
        details: { tokenId: id, name: input.name, permissions: input.permissions ?? 'role' },
      });
    });
    const row = (await this.list(caller)).find((one) => one.id === id);
    if (row === undefined) throw notFound('The token');
    return { row, token };
  }

  list(caller: Member): Promise<ApiTokenRow[]> {
    return this.database.query<ApiTokenRow>(
      `SELECT t.*, m.user_id FROM api_token t JOIN member m ON m.id = t.member_id
       WHERE t.brand_id = $1 AND t.member_id = $2 AND t.revoked_at IS NULL
         AND (t.expires_at IS NULL OR t.expires_at > $3) ORDER BY t.created_at`,
      [caller.seat.brandId, caller.seat.memberId, this.clock.now()],
    );
  }

  async revoke(caller: Member, tokenId: string): Promise<void> {
    await this.database.transaction(async () => {
      const revoked = await this.revokeWhere(
        caller.seat.brandId,
        caller.seat.memberId,
        caller.userId,
        tokenId,
      );
      if (revoked === 0) throw notFound('The token');
      await this.audit.write({
        brandId: caller.seat.brandId,
        action: 'api_token.revoked',
        actorUserId: caller.userId,
        ip: caller.ip,
        details: { tokenId },
      });
    });
  }

  /** The living token, with its holder's present role. */
  async find(token: string): Promise<(ApiTokenRow & { role: Role }) | undefined> {
    if (!token.startsWith(PREFIX)) return undefined;
    const now = this.clock.now();
    const row = await this.database.one<ApiTokenRow & { role: Role }>(
      `SELECT t.*, m.user_id, m.role FROM api_token t -- any brand: found by its secret
       JOIN member m ON m.id = t.member_id AND m.removed_at IS NULL
       WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)`,
      [hashToken(token), now],
    );
    if (row !== undefined && now.getTime() - (row.last_used_at?.getTime() ?? 0) > USED_EVERY_MS) {
      await this.database.run('UPDATE api_token SET last_used_at = $3 WHERE brand_id = $1 AND id = $2', [
        row.brand_id,
        row.id,
        now,
      ]);
    }
    return row;
  }

  private async revokeWhere(
    brandId: string,
    memberId: string,
    userId: string,
    tokenId: string | null,
  ): Promise<number> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE api_token SET revoked_at = $4
       WHERE brand_id = $1 AND member_id = $2 AND ($3::uuid IS NULL OR id = $3) AND revoked_at IS NULL RETURNING id`,
      [brandId, memberId, tokenId, this.clock.now()],
    );
    if (rows.length > 0) {
      await this.events.publish(CREDENTIALS_REVOKED, {
        userId,
        sessionIds: [],
        tokenIds: rows.map(({ id }) => id),
        reason: 'token_revoked',
      });
    }
    return rows.length;
  }
}

/** A token's rights: the role's at most. */
export function tokenPermissions(row: { role: Role; permissions: Permission[] | null }): Set<Permission> {
  const role = rolePermissions[row.role];
  return new Set(
    row.permissions === null ? role : role.filter((permission) => row.permissions?.includes(permission)),
  );
}
