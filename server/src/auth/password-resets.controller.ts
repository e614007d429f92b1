import { Body, Controller, Get, HttpCode, Ip, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  passwordResetPreviewSchema,
  requestPasswordResetSchema,
  resetPasswordSchema,
  tokenParamSchema,
} from '@parley/shared/auth.js';
import { doneSchema } from '@parley/shared/page.js';
import type { z } from 'zod';
import { AccessPublic } from '../platform/http/access.decorator.js';
import { PasswordResetsService } from './password-resets.service.js';

@ApiTags('session')
@Controller('api/v1/password-resets')
export class PasswordResetsController {
  constructor(private readonly resets: PasswordResetsService) {}

  @Post()
  @HttpCode(202)
  @AccessPublic('whoever forgot the password cannot sign in')
  @ApiOkResponse({ standardSchema: doneSchema })
  async request(
    @Body({ schema: requestPasswordResetSchema }) body: z.infer<typeof requestPasswordResetSchema>,
    @Ip() ip: string,
  ) {
    await this.resets.request(body.email, ip);
    return { ok: true as const };
  }

  @Get(':token')
  @AccessPublic('behind a one-time link')
  @ApiOkResponse({ standardSchema: passwordResetPreviewSchema })
  preview(@Param({ schema: tokenParamSchema }) { token }: { token: string }) {
    return this.resets.preview(token);
  }

  @Post(':token')
  @HttpCode(200)
  @AccessPublic('behind a one-time link')
  @ApiOkResponse({ standardSchema: doneSchema })
  async complete(
    @Param({ schema: tokenParamSchema }) { token }: { token: string },
    @Body({ schema: resetPasswordSchema }) body: z.infer<typeof resetPasswordSchema>,
    @Ip() ip: string,
  ) {
    await this.resets.complete(token, body.password, ip);
    return { ok: true as const };
  }
}
