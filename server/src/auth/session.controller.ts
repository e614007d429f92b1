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
import { SessionToken } from './session-token.decorator.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('session')
@Controller('api/v1/session')
export class SessionController {
  constructor(
    private readonly signIns: SignInService,
    private readonly env: Env,
  ) {}

  @Post()
  @HttpCode(200)
  @AccessPublic('this is where one signs in')
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  async signIn(
    @Body({ schema: signInSchema }) body: z.infer<typeof signInSchema>,
    @Ip() ip: string,
    @UserAgent() userAgent: string | null,
    @SessionToken() replaces: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const { token, view } = await this.signIns.signIn({ ...body, ip, userAgent, replaces });
    setSessionCookie(reply, token, this.env);
    return view;
  }

  @Get()
  @AccessSignedIn()
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  current(
    @CurrentCaller() caller: Caller,
    @SessionToken() token: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    // The cookie lives on with the session, which every use prolongs.
    if (caller.sessionId !== null && token !== null) setSessionCookie(reply, token, this.env);
    return this.signIns.viewOf(caller);
  }

  @Delete()
  @AccessSignedIn({ tokens: false })
  @ApiOkResponse({ standardSchema: doneSchema })
  async signOut(@CurrentCaller() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.signIns.signOut(caller);
    clearSessionCookie(reply, this.env);
    return { ok: true as const };
  }

  @Post('brand')
  @HttpCode(200)
  @AccessSignedIn({ tokens: false })
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  switchBrand(
    @CurrentCaller() caller: Caller,
    @Body({ schema: switchBrandSchema }) body: z.infer<typeof switchBrandSchema>,
  ): Promise<SessionView> {
    return this.signIns.switchBrand(caller, body.brandId);
  }
}
