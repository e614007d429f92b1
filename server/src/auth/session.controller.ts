import { Body, Controller, Delete, Get, HttpCode, Ip, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type SessionView, sessionViewSchema, signInSchema, switchBrandSchema } from '@parley/shared/auth.js';
import { doneSchema } from '@parley/shared/page.js';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Env } from '../platform/config/env.js';
import { AccessPublic, AccessSignedIn, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Caller } from '../platform/http/caller.js';
import { UserAgent } from '../platform/http/user-agent.decorator.js';
import { clearSessionCookie, setSessionCookie } from './session-cookie.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('session')
@Controller('api/v1/session')
export class SessionController {
  private readonly secure: boolean;

  constructor(
    private readonly signIns: SignInService,
    env: Env,
  ) {
    this.secure = env.publicUrl.startsWith('https:');
  }

  @Post()
  @HttpCode(200)
  @AccessPublic('this is where one signs in')
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  async signIn(
    @Body({ schema: signInSchema }) body: z.infer<typeof signInSchema>,
    @Ip() ip: string,
    @UserAgent() userAgent: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const { token, view } = await this.signIns.signIn({ ...body, ip, userAgent });
    setSessionCookie(reply, token, this.secure);
    return view;
  }

  @Get()
  @AccessSignedIn()
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  async current(@CurrentCaller() caller: Caller): Promise<SessionView> {
    const view = await this.signIns.viewFor({ userId: caller.userId, brandId: caller.seat?.brandId ?? null });
    return { ...view, permissions: [...caller.permissions] };
  }

  @Delete()
  @AccessSignedIn()
  @ApiOkResponse({ standardSchema: doneSchema })
  async signOut(@CurrentCaller() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.signIns.signOut(caller);
    clearSessionCookie(reply, this.secure);
    return { ok: true as const };
  }

  @Post('brand')
  @HttpCode(200)
  @AccessSignedIn()
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  switchBrand(
    @CurrentCaller() caller: Caller,
    @Body({ schema: switchBrandSchema }) body: z.infer<typeof switchBrandSchema>,
  ): Promise<SessionView> {
    return this.signIns.switchBrand(caller, body.brandId);
  }
}
