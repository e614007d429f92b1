import { Injectable } from '@nestjs/common';
import type { Role } from '@parley/shared/permissions.js';
import { Clock } from '../platform/clock/clock.js';
import { Database, isUniqueViolation } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import { BRAND_CHANGED, MEMBER_JOINED, MEMBER_REMOVED, MEMBER_ROLE_CHANGED } from './brands.events.js';

export interface Seat {
  memberId: string;
  brandId: string;
  brandName: string;
  brandColor: string;
  role: Role;
}

export interface MemberRow {
  id: string;
  user_id: string;
  name: string;
  email: string;
  role: Role;
  signature: string;
  created_at: Date;
}

const COLUMNS = 'm.id, m.user_id, u.name, u.email, m.role, m.signature, m.created_at';

@Injectable()
export class MembersService {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** Where a user sits, oldest seat first. */
  seatsOf(userId: string): Promise<Seat[]> {
    return this.database.query<Seat>(
      `SELECT m.id AS "memberId", m.brand_id AS "brandId", b.name AS "brandName", b.color AS "brandColor", m.role
       FROM member m JOIN brand b ON b.id = m.brand_id
       WHERE m.user_id = $1 AND m.removed_at IS NULL ORDER BY m.created_at, m.id`,
      [userId],
    );
  }

  list(brandId: string): Promise<MemberRow[]> {
    return this.database.query<MemberRow>(
      `SELECT ${COLUMNS} FROM member m JOIN app_user u ON u.id = m.user_id
       WHERE m.brand_id = $1 AND m.removed_at IS NULL ORDER BY lower(u.name), m.id`,
      [brandId],
    );
  }

  /** @throws AppError not_found when the seat is gone or another brand's */
  async get(brandId: string, memberId: string): Promise<MemberRow> {
    const row = await this.database.one<MemberRow>(
      `SELECT ${COLUMNS} FROM member m JOIN app_user u ON u.id = m.user_id
       WHERE m.brand_id = $1 AND m.id = $2 AND m.removed_at IS NULL`,
      [brandId, memberId],
    );
    if (row === undefined) throw notFound('The member');
    return row;
  }

  /** @throws AppError already_exists when the user has a seat here */
  async join(input: { brandId: string; userId: string; role: Role }): Promise<string> {
    const id = newId();
    try {
      await this.database.run(
        'INSERT INTO member (id, brand_id, user_id, role, created_at) VALUES ($1, $2, $3, $4, $5)',
        [id, input.brandId, input.userId, input.role, this.clock.now()],
      );
    } catch (error) {
      if (isUniqueViolation(error))
        throw new AppError('already_exists', 'This person already sits in this brand.');
      throw error;
    }
    await this.events.publish(MEMBER_JOINED, { brandId: input.brandId, memberId: id, userId: input.userId });
    await this.events.publish(BRAND_CHANGED, { brandId: input.brandId, what: 'members' });
    return id;
  }

  /** @throws AppError conflict when the last owner would step down */
  async changeRole(brandId: string, memberId: string, role: Role): Promise<MemberRow> {
    return this.database.transaction(async () => {
      const member = await this.lock(brandId, memberId);
      if (member.role === 'owner' && role !== 'owner') await this.requireAnotherOwner(brandId, memberId);
      await this.database.run('UPDATE member SET role = $3 WHERE brand_id = $1 AND id = $2', [
        brandId,
        memberId,
        role,
      ]);
      await this.events.publish(MEMBER_ROLE_CHANGED, { brandId, memberId, userId: member.user_id, role });
      await this.events.publish(BRAND_CHANGED, { brandId, what: 'members' });
      return this.get(brandId, memberId);
    });
  }

  /** Removes the seat. What the member wrote stays, under their name. */
  async remove(brandId: string, memberId: string): Promise<MemberRow> {
    return this.database.transaction(async () => {
      const member = await this.lock(brandId, memberId);
      if (member.role === 'owner') await this.requireAnotherOwner(brandId, memberId);
      await this.database.run('UPDATE member SET removed_at = $3 WHERE brand_id = $1 AND id = $2', [
        brandId,
        memberId,
        this.clock.now(),
      ]);
      await this.events.publish(MEMBER_REMOVED, { brandId, memberId, userId: member.user_id });
      await this.events.publish(BRAND_CHANGED, { brandId, what: 'members' });
      return member;
    });
  }

  async setSignature(brandId: string, memberId: string, signature: string): Promise<void> {
    await this.database.run('UPDATE member SET signature = $3 WHERE brand_id = $1 AND id = $2', [
      brandId,
      memberId,
      signature,
    ]);
  }

  private async lock(brandId: string, memberId: string): Promise<MemberRow> {
    // All owners' rows, so that two of them stepping down at once cannot leave a brand without one.
    await this.database.query(
      `SELECT id FROM member WHERE brand_id = $1 AND removed_at IS NULL AND (role = 'owner' OR id = $2) ORDER BY id FOR UPDATE`,
      [brandId, memberId],
    );
    return this.get(brandId, memberId);
  }

  private async requireAnotherOwner(brandId: string, memberId: string): Promise<void> {
    const other = await this.database.one(
      `SELECT 1 FROM member WHERE brand_id = $1 AND role = 'owner' AND id <> $2 AND removed_at IS NULL LIMIT 1`,
      [brandId, memberId],
    );
    if (other === undefined)
      throw new AppError('conflict', 'A brand needs an owner: make someone else owner first.');
  }
}
