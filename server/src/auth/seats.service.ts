import { Injectable } from '@nestjs/common';
import type { createBrandSchema } from '@parley/shared/brands.js';
import type { Role } from '@parley/shared/permissions.js';
import type { z } from 'zod';
import { BrandsService } from '../brands/brands.service.js';
import { type MemberRow, MembersService } from '../brands/members.service.js';
import { Database } from '../platform/database/database.js';
import type { Member } from '../platform/http/caller.js';
import { Audit } from './audit.service.js';
import { requireMayGrant } from './role-grants.js';

@Injectable()
export class SeatsService {
  constructor(
    private readonly members: MembersService,
    private readonly brands: BrandsService,
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  changeRole(caller: Member, memberId: string, role: Role): Promise<MemberRow> {
    requireMayGrant(caller, role);
    return this.audited(caller, 'member.role_changed', { memberId, role }, () =>
      this.members.changeRole(caller.seat.brandId, memberId, role),
    );
  }

  remove(caller: Member, memberId: string): Promise<MemberRow> {
    return this.audited(caller, 'member.removed', { memberId }, () =>
      this.members.remove(caller.seat.brandId, memberId),
    );
  }

  /** A further brand, with the caller as its owner. */
  async createBrand(caller: Member, input: z.infer<typeof createBrandSchema>) {
    return this.audited(caller, 'brand.created', { name: input.name }, async () => {
      const { brandId } = await this.brands.create({ ...input, ownerId: caller.userId });
      const seat = (await this.members.seatsOf(caller.userId)).find((one) => one.brandId === brandId);
      if (seat === undefined) throw new Error('the new brand has no seat for its owner');
      await this.audit.write({
        brandId,
        action: 'brand.created',
        actorUserId: caller.userId,
        ip: caller.ip,
        details: { name: input.name },
      });
      return seat;
    });
  }

  private audited<T>(
    caller: Member,
    action: string,
    details: Record<string, unknown>,
    work: () => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async () => {
      const result = await work();
      await this.audit.write({
        brandId: caller.seat.brandId,
        action,
        actorUserId: caller.userId,
        ip: caller.ip,
        details,
      });
      return result;
    });
  }
}
