import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  apiTokenCreatedSchema,
  apiTokenSchema,
  changePasswordSchema,
  createApiTokenSchema,
  profileSchema,
  sessionRowSchema,
  updateProfileSchema,
} from '@parley/shared/auth.js';
import { doneSchema, idParamSchema } from '@parley/shared/page.js';
import { z } from 'zod';
import { Access, AccessSignedIn, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Caller, Member } from '../platform/http/caller.js';
import { type ApiTokenRow, ApiTokensService } from './api-tokens.service.js';
import { ProfileService } from './profile.service.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('profile')
@Controller('api/v1/profile')
export class ProfileController {
  constructor(
    private readonly profiles: ProfileService,
    private readonly sessions: SessionsService,
    private readonly tokens: ApiTokensService,
  ) {}

  @Get()
  @AccessSignedIn()
  @ApiOkResponse({ standardSchema: profileSchema })
  get(@CurrentCaller() caller: Caller) {
    return this.profiles.get(caller);
  }

  @Patch()
  @AccessSignedIn({ tokens: false })
  @ApiOkResponse({ standardSchema: profileSchema })
  update(
    @CurrentCaller() caller: Caller,
    @Body({ schema: updateProfileSchema }) body: z.infer<typeof updateProfileSchema>,
  ) {
    return this.profiles.update(caller, body);
  }

  @Post('password')
  @HttpCode(200)
  @AccessSignedIn({ tokens: false })
  @ApiOkResponse({ standardSchema: doneSchema })
  async changePassword(
    @CurrentCaller() caller: Caller,
    @Body({ schema: changePasswordSchema }) body: z.infer<typeof changePasswordSchema>,
  ) {
    await this.profiles.changePassword(caller, body);
    return { ok: true as const };
  }

  @Get('sessions')
  @AccessSignedIn({ tokens: false })
  @ApiOkResponse({ standardSchema: z.array(sessionRowSchema) })
  async listSessions(@CurrentCaller() caller: Caller) {
    const rows = await this.sessions.list(caller.userId);
    return rows.map((row) => ({
      id: row.id,
      createdAt: row.created_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      ip: row.ip,
      userAgent: row.user_agent,
      current: row.id === caller.sessionId,
    }));
  }

  @Delete('sessions/:id')
  @AccessSignedIn({ tokens: false })
  @ApiOkResponse({ standardSchema: doneSchema })
  async revokeSession(
    @CurrentCaller() caller: Caller,
    @Param({ schema: idParamSchema }) { id }: { id: string },
  ) {
    await this.profiles.revokeSession(caller, id);
    return { ok: true as const };
  }

  @Get('tokens')
  @Access('brand.read', { tokens: false })
  @ApiOkResponse({ standardSchema: z.array(apiTokenSchema) })
  async listTokens(@CurrentCaller() caller: Member) {
    return (await this.tokens.list(caller)).map(presentToken);
  }

  @Post('tokens')
  @Access('brand.read', { tokens: false })
  @ApiCreatedResponse({ standardSchema: apiTokenCreatedSchema })
  async createToken(
    @CurrentCaller() caller: Member,
    @Body({ schema: createApiTokenSchema }) body: z.infer<typeof createApiTokenSchema>,
  ) {
    const { row, token } = await this.tokens.create(caller, body);
    return { ...presentToken(row), token };
  }

  @Delete('tokens/:id')
  @Access('brand.read', { tokens: false })
  @ApiOkResponse({ standardSchema: doneSchema })
  async revokeToken(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
  ) {
    await this.tokens.revoke(caller, id);
    return { ok: true as const };
  }
}

const presentToken = (row: ApiTokenRow) => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  expiresAt: row.expires_at?.toISOString() ?? null,
  permissions: row.permissions,
});
