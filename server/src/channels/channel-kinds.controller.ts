import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { channelManifestSchema } from '@parley/shared/channel-manifest.js';
import {
  suggestedSettingsSchema,
  suggestSettingsSchema,
  testChannelSchema,
  testResultSchema,
} from '@parley/shared/channels.js';
import { z } from 'zod';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { ChannelKindsService } from './channel-kinds.service.js';

@ApiTags('channels')
@Controller('api/v1/channel-kinds')
export class ChannelKindsController {
  constructor(private readonly kinds: ChannelKindsService) {}

  @Get()
  @Access('channels.read')
  @ApiOkResponse({ standardSchema: z.array(channelManifestSchema) })
  list() {
    return this.kinds.list();
  }

  @Post('test')
  @HttpCode(200)
  @Access('channels.manage')
  @ApiOkResponse({ standardSchema: testResultSchema })
  test(
    @CurrentCaller() { seat }: Member,
    @Body({ schema: testChannelSchema }) body: z.infer<typeof testChannelSchema>,
  ) {
    return this.kinds.test(seat.brandId, body);
  }

  @Post('suggest')
  @HttpCode(200)
  @Access('channels.manage')
  @ApiOkResponse({ standardSchema: suggestedSettingsSchema })
  suggest(@Body({ schema: suggestSettingsSchema }) body: z.infer<typeof suggestSettingsSchema>) {
    return this.kinds.suggest(body);
  }
}
