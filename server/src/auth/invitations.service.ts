import { Injectable } from '@nestjs/common';
import { type Role, rolePermissions } from '@parley/shared/permissions.js';
import { MEMBER_REMOVED, MEMBER_ROLE_CHANGED } from '../brands/brands.events.js';
import { BrandsService } from '../brands/brands.service.js';
import { MembersService } from '../brands/members.service.js';
import { Clock } from '../platform/clock/clock.js';
import { Env } from '../platform/config/env.js';
import { hashToken, randomToken } from '../platform/crypto/tokens.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import type { Member } from '../platform/http/caller.js';
import { Audit } from './audit.service.js';
import { SYSTEM_MAIL_REQUESTED } from './auth.events.js';
import { PasswordAttempts } from './password-attempts.service.js';
import { requireMayGrant } from './role-grants.js';
import { invitationMail } from './system-mail.format.js';
import { UsersService } from './users.service.js';

const WEEK_MS = 7 * 86_400_000;

interface InvitationRow {
  id: string;
  brand_id: string;
  email: string;
  role: Role;
  created_at: Date;
  expires_at: Date;
  invited_by: string | null;
}

@Injectable()
export class InvitationsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly members: MembersService,
    private readonly brands: BrandsService,
    private readonly attempts: PasswordAttempts,
    private readonly events: DomainEvents,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly env: Env,
  ) {
    // Who may no longer invite leaves no invitation behind, least of all one to themselves.
    events.inTransaction(MEMBER_REMOVED, ({ brandId, memberId }) => this.revokeAllOf(brandId, memberId));
    events.inTransaction(MEMBER_ROLE_CHANGED, async ({ brandId, memberId, role }) => {
      if (!rolePermissions[role].includes('members.manage')) await this.revokeAllOf(brandId, memberId);
    });
  }

  async list(brandId: string) {
    const rows = await this.database.query<InvitationRow>(
      `SELECT i.id, i.brand_id, i.email, i.role, i.created_at, i.expires_at, u.name AS invited_by
       FROM invitation i LEFT JOIN member m ON m.id = i.invited_by LEFT JOIN app_user u ON u.id = m.user_id
       WHERE i.brand_id = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2
       ORDER BY i.created_at`,
      [brandId, this.clock.now()],
    );
    return rows.map(present);
  }

  /**
   * An invitation that is already out to the same address is replaced. The link is in the answer only.
   * @throws AppError already_exists, forbidden when the role has rights the caller lacks
   */
  async create(caller: Member, input: { email: string; role: Role }) {
    requireMayGrant(caller, input.role);
    const { brandId, memberId } = caller.seat;
    const token = randomToken();
    const id = newId();
    const now = this.clock.now();
    const link = `${this.env.publicUrl}/invite?token=${token}`;
    const seated = (await this.members.list(brandId)).some(({ email }) => email === input.email);
    if (seated) throw new AppError('already_exists', 'This person already sits in this brand.');
    const brand = await this.brands.get(brandId);
    await this.database.transaction(async () => {
      await this.database.run(
        'UPDATE invitation SET revoked_at = $3 WHERE brand_id = $1 AND email = $2 AND accepted_at IS NULL AND revoked_at IS NULL',
        [brandId, input.email, now],
      );
      await this.database.run(
        `INSERT INTO invitation (id, brand_id, email, role, token_hash, invited_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          id,
          brandId,
          input.email,
          input.role,
          hashToken(token),
          memberId,
          now,
          new Date(now.getTime() + WEEK_MS),
        ],
      );
      await this.audit.write({
        brandId,
        action: 'member.invited',
        actorUserId: caller.userId,
        ip: caller.ip,
        details: { email: input.email, role: input.role },
      });
      await this.events.publish(SYSTEM_MAIL_REQUESTED, {
        brandId,
        to: input.email,
        ...invitationMail(brand.locale, { brandName: brand.name, inviter: caller.name, link }),
      });
    });
    const row = (await this.list(brandId)).find((one) => one.id === id);
    if (row === undefined) throw notFound('The invitation');
    return { ...row, link };
  }

  async revoke(caller: Member, id: string): Promise<void> {
    const { brandId } = caller.seat;
    await this.database.transaction(async () => {
      const [row] = await this.database.query<{ email: string }>(
        `UPDATE invitation SET revoked_at = $3
         WHERE brand_id = $1 AND id = $2 AND accepted_at IS NULL AND revoked_at IS NULL RETURNING email`,
        [brandId, id, this.clock.now()],
      );
      if (row === undefined) throw notFound('The invitation');
      await this.audit.write({
        brandId,
        action: 'invitation.revoked',
        actorUserId: caller.userId,
        ip: caller.ip,
        details: { email: row.email },
      });
    });
  }

  async preview(token: string) {
    const row = await this.find(token);
    const brand = await this.brands.get(row.brand_id);
    const user = await this.users.findByEmail(row.email);
    return { email: row.email, brandName: brand.name, role: row.role, userExists: user !== undefined };
  }

  /**
   * Takes the seat; whoever has an account proves it with its password.
   * @throws AppError expired, invalid_credentials, too_many_requests, weak_password
   */
  async accept(
    token: string,
    input: { name?: string; password: string; locale?: 'en' | 'de' },
    ip: string,
  ): Promise<{ userId: string; brandId: string }> {
    const row = await this.find(token);
    const known = await this.users.findByEmail(row.email);
    if (known !== undefined) {
      // Counted like a sign-in: whoever invites holds the link, and must not guess through it.
      await this.attempts.check({
        email: known.email,
        user: known,
        password: input.password,
        ip,
        refused: 'invitation.refused',
        message: 'You have an account with this address: enter its password.',
      });
    }
    return this.database.transaction(async () => {
      const taken = await this.database.run(
        `UPDATE invitation SET accepted_at = $3
         WHERE brand_id = $1 AND id = $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $3`,
        [row.brand_id, row.id, this.clock.now()],
      );
      if (taken === 0) throw gone();
      const user =
        known ??
        (await this.users.create({
          email: row.email,
          name: input.name ?? row.email.split('@')[0] ?? row.email,
          password: input.password,
          locale: input.locale ?? 'en',
        }));
      await this.members.join({ brandId: row.brand_id, userId: user.id, role: row.role });
      await this.audit.write({
        brandId: row.brand_id,
        action: 'member.joined',
        actorUserId: user.id,
        ip,
        details: { role: row.role },
      });
      return { userId: user.id, brandId: row.brand_id };
    });
  }

  private async revokeAllOf(brandId: string, memberId: string): Promise<void> {
    await this.database.run(
      'UPDATE invitation SET revoked_at = $3 WHERE brand_id = $1 AND invited_by = $2 AND accepted_at IS NULL AND revoked_at IS NULL',
      [brandId, memberId, this.clock.now()],
    );
  }

  private async find(token: string): Promise<InvitationRow> {
    const row = await this.database.one<InvitationRow>(
      `SELECT id, brand_id, email, role, created_at, expires_at FROM invitation -- any brand: found by its secret
       WHERE token_hash = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2`,
      [hashToken(token), this.clock.now()],
    );
    if (row === undefined) throw gone();
    return row;
  }
}

const gone = () =>
  new AppError('expired', 'This invitation has been used, taken back, or is too old. Ask for a new one.');

const present = (row: InvitationRow) => ({
  id: row.id,
  email: row.email,
  role: row.role,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  invitedBy: row.invited_by ?? '',
});
