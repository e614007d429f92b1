import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import { consentStartedSchema, startConsentSchema } from '@parley/shared/channels.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Env } from '../platform/config/env.js';
import { AppError } from '../platform/errors/app-error.js';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { ChannelConsents, CONSENT_MINUTES, CONSENT_PATH } from './channel-consent.service.js';

const COOKIE = 'parley_consent';
const callbackQuerySchema = z
  .object({
    state: z.string().max(200).optional(),
    code: z.string().max(4_000).optional(),
    error: z.string().max(200).optional(),
  })
  // Some providers answer in words of their own (`Consents.codeOf`).
  .catchall(z.string().max(4_000).optional());

@ApiTags('channels')
@Controller('api/v1/channel-kinds/consent')
export class ChannelConsentController {
  constructor(
    private readonly consents: ChannelConsents,
    private readonly env: Env,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('channels.manage')
  @ApiOkResponse({ standardSchema: consentStartedSchema })
  async begin(
    @CurrentCaller() caller: Member,
    @Body({ schema: startConsentSchema }) body: z.infer<typeof startConsentSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { url, kept } = await this.consents.begin(caller, body);
    void reply.setCookie(COOKIE, kept, {
      httpOnly: true,
      // The provider's page leads back here: with `strict` the browser would not bring it along.
      sameSite: 'lax',
      secure: this.env.publicUrl.startsWith('https:'),
      path: CONSENT_PATH,
      maxAge: CONSENT_MINUTES * 60,
    });
    return { url };
  }

  @Get('callback')
  @Access('channels.manage')
  @ApiResponse({
    status: 302,
    description: "To the channel's page; to the list with `?consent=<code>` when it failed.",
  })
  async finish(
    @CurrentCaller() caller: Member,
    @Query({ schema: callbackQuerySchema }) query: z.infer<typeof callbackQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    void reply.clearCookie(COOKIE, { path: CONSENT_PATH });
    try {
      const id = await this.consents.finish(caller, request.cookies[COOKIE], query);
      return reply.redirect(`/channels/${id}`, 302);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return reply.redirect(`/channels?consent=${error.code}`, 302);
    }
  }
}
