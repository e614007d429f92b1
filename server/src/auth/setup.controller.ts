import { Body, Controller, Get, HttpCode, Ip, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type SessionView, sessionViewSchema, setupSchema, setupStateSchema } from '@parley/shared/auth.js';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Env } from '../platform/config/env.js';
import { AccessPublic } from '../platform/http/access.decorator.js';
import { UserAgent } from '../platform/http/user-agent.decorator.js';
import { setSessionCookie } from './session-cookie.js';
import { SessionToken } from './session-token.decorator.js';
import { SetupService } from './setup.service.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('setup')
@Controller('api/v1/setup')
export class SetupController {
  constructor(
    private readonly setup: SetupService,
    private readonly signIns: SignInService,
    private readonly env: Env,
  ) {}

  @Get()
  @AccessPublic('the console asks whether there is anybody yet')
  @ApiOkResponse({ standardSchema: setupStateSchema })
  async state() {
    return { needed: await this.setup.needed() };
  }

  @Post()
  @HttpCode(200)
  @AccessPublic('behind a one-time link')
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  async complete(
    @Body({ schema: setupSchema }) body: z.infer<typeof setupSchema>,
    @Ip() ip: string,
    @UserAgent() userAgent: string | null,
    @SessionToken() replaces: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const userId = await this.setup.complete(body, ip);
    const token = await this.signIns.open(userId, { ip, userAgent, replaces });
    setSessionCookie(reply, token, this.env);
    return this.signIns.viewFor({ userId, brandId: null });
  }
}
