import { Body, Controller, Delete, Get, HttpCode, Ip, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  acceptInvitationSchema,
  invitationCreatedSchema,
  invitationPreviewSchema,
  invitationSchema,
  inviteSchema,
  type SessionView,
  sessionViewSchema,
  tokenParamSchema,
} from '@parley/shared/auth.js';
import { doneSchema, idParamSchema } from '@parley/shared/page.js';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Env } from '../platform/config/env.js';
import { Access, AccessPublic, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { UserAgent } from '../platform/http/user-agent.decorator.js';
import { InvitationsService } from './invitations.service.js';
import { setSessionCookie } from './session-cookie.js';
import { SessionToken } from './session-token.decorator.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('members')
@Controller('api/v1/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly signIns: SignInService,
    private readonly env: Env,
  ) {}

  @Get()
  @Access('members.manage')
  @ApiOkResponse({ standardSchema: z.array(invitationSchema) })
  list(@CurrentCaller() { seat }: Member) {
    return this.invitations.list(seat.brandId);
  }

  @Post()
  @Access('members.manage')
  @ApiCreatedResponse({ standardSchema: invitationCreatedSchema })
  create(
    @CurrentCaller() caller: Member,
    @Body({ schema: inviteSchema }) body: z.infer<typeof inviteSchema>,
  ) {
    return this.invitations.create(caller, body);
  }

  @Delete(':id')
  @Access('members.manage')
  @ApiOkResponse({ standardSchema: doneSchema })
  async revoke(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    await this.invitations.revoke(caller, id);
    return { ok: true as const };
  }

  @Get('by-token/:token')
  @AccessPublic('whoever holds the link was invited')
  @ApiOkResponse({ standardSchema: invitationPreviewSchema })
  preview(@Param({ schema: tokenParamSchema }) { token }: { token: string }) {
    return this.invitations.preview(token);
  }

  @Post('by-token/:token/accept')
  @HttpCode(200)
  @AccessPublic('whoever holds the link was invited')
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  async accept(
    @Param({ schema: tokenParamSchema }) { token }: { token: string },
    @Body({ schema: acceptInvitationSchema }) body: z.infer<typeof acceptInvitationSchema>,
    @Ip() ip: string,
    @UserAgent() userAgent: string | null,
    @SessionToken() replaces: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const { userId, brandId } = await this.invitations.accept(token, body, ip);
    const session = await this.signIns.open(userId, { ip, userAgent, replaces, brandId });
    setSessionCookie(reply, session, this.env);
    return this.signIns.viewFor({ userId, brandId });
  }
}
