import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { auditEntrySchema, seatSchema } from '@parley/shared/auth.js';
import { createBrandSchema, memberSchema, updateMemberSchema } from '@parley/shared/brands.js';
import { doneSchema, idParamSchema, pageOf, pageQuerySchema } from '@parley/shared/page.js';
import { z } from 'zod';
import { type MemberRow, MembersService } from '../brands/members.service.js';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { AuditTrail } from './audit-trail.service.js';
import { SeatsService } from './seats.service.js';

/** Members' seats and brands: acts that touch security and so leave an audit entry. */
@ApiTags('members')
@Controller('api/v1')
export class SeatsController {
  constructor(
    private readonly seats: SeatsService,
    private readonly members: MembersService,
    private readonly trail: AuditTrail,
  ) {}

  @Get('members')
  @Access('members.read')
  @ApiOkResponse({ standardSchema: z.array(memberSchema) })
  async list(@CurrentCaller() { seat }: Member) {
    return (await this.members.list(seat.brandId)).map(present);
  }

  @Patch('members/:id')
  @Access('members.manage')
  @ApiOkResponse({ standardSchema: memberSchema })
  async changeRole(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: updateMemberSchema }) body: z.infer<typeof updateMemberSchema>,
  ) {
    return present(await this.seats.changeRole(caller, id, body.role));
  }

  @Delete('members/:id')
  @Access('members.manage')
  @ApiOkResponse({ standardSchema: doneSchema })
  async remove(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    await this.seats.remove(caller, id);
    return { ok: true as const };
  }

  @Post('brands')
  @Access('brand.manage', { tokens: false })
  @ApiCreatedResponse({ standardSchema: seatSchema })
  createBrand(
    @CurrentCaller() caller: Member,
    @Body({ schema: createBrandSchema }) body: z.infer<typeof createBrandSchema>,
  ) {
    return this.seats.createBrand(caller, body);
  }

  @Get('audit-entries')
  @Access('audit.read')
  @ApiOkResponse({ standardSchema: pageOf(auditEntrySchema) })
  audit(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ) {
    return this.trail.page(seat.brandId, query);
  }
}

const present = (row: MemberRow) => ({
  id: row.id,
  userId: row.user_id,
  name: row.name,
  email: row.email,
  role: row.role,
  createdAt: row.created_at.toISOString(),
});
