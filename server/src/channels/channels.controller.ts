import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  channelConnectedSchema,
  channelDetailSchema,
  channelMembersSchema,
  channelSummarySchema,
  connectChannelSchema,
  startBackfillSchema,
  updateChannelSchema,
} from '@parley/shared/channels.js';
import { doneSchema, idParamSchema } from '@parley/shared/page.js';
import { z } from 'zod';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { ChannelsService } from './channels.service.js';

type IdParam = z.infer<typeof idParamSchema>;

@ApiTags('channels')
@Controller('api/v1/channels')
export class ChannelsController {
  constructor(private readonly channels: ChannelsService) {}

  @Get()
  @Access('channels.read')
  @ApiOkResponse({ standardSchema: z.array(channelSummarySchema) })
  list(@CurrentCaller() caller: Member) {
    return this.channels.list(caller);
  }

  @Post()
  @Access('channels.manage')
  @ApiCreatedResponse({ standardSchema: channelConnectedSchema })
  connect(
    @CurrentCaller() caller: Member,
    @Body({ schema: connectChannelSchema }) body: z.infer<typeof connectChannelSchema>,
  ) {
    return this.channels.connect(caller, body);
  }

  @Get(':id')
  @Access('channels.read')
  @ApiOkResponse({ standardSchema: channelDetailSchema })
  detail(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: IdParam) {
    return this.channels.detail(caller, id);
  }

  @Patch(':id')
  @Access('channels.manage')
  @ApiOkResponse({ standardSchema: channelDetailSchema })
  update(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: IdParam,
    @Body({ schema: updateChannelSchema }) body: z.infer<typeof updateChannelSchema>,
  ) {
    return this.channels.update(caller, id, body);
  }

  @Delete(':id')
  @Access('channels.manage')
  @ApiOkResponse({ standardSchema: doneSchema })
  async remove(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: IdParam) {
    await this.channels.remove(caller, id);
    return { ok: true as const };
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Access('channels.manage')
  @ApiOkResponse({ standardSchema: channelDetailSchema })
  pause(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: IdParam) {
    return this.channels.pause(caller, id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Access('channels.manage')
  @ApiOkResponse({ standardSchema: channelDetailSchema })
  resume(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: IdParam) {
    return this.channels.resume(caller, id);
  }

  @Post(':id/check')
  @HttpCode(200)
  @Access('channels.manage')
  @ApiOkResponse({ standardSchema: channelDetailSchema })
  check(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: IdParam) {
    return this.channels.check(caller, id);
  }

  @Post(':id/backfill')
  @HttpCode(200)
  @Access('channels.manage')
  @ApiOkResponse({ standardSchema: channelDetailSchema })
  backfill(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: IdParam,
    @Body({ schema: startBackfillSchema }) body: z.infer<typeof startBackfillSchema>,
  ) {
    return this.channels.startBackfill(caller, id, body);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @Access('channels.manage')
  @ApiOkResponse({ standardSchema: channelConnectedSchema })
  rotateSecret(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: IdParam) {
    return this.channels.rotateSecret(caller, id);
  }

  @Put(':id/members')
  @Access('channels.manage')
  @ApiOkResponse({ standardSchema: channelDetailSchema })
  setMembers(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: IdParam,
    @Body({ schema: channelMembersSchema }) body: z.infer<typeof channelMembersSchema>,
  ) {
    return this.channels.setMembers(caller, id, body);
  }
}
