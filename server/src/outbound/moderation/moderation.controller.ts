import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { messageSchema, moderateSchema } from '@parley/shared/messages.js';
import { idParamSchema } from '@parley/shared/page.js';
import type { z } from 'zod';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { Moderation } from './moderation.service.js';

@ApiTags('messages')
@Controller('api/v1/messages')
export class ModerationController {
  constructor(private readonly moderation: Moderation) {}

  @Post(':id/moderation')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: messageSchema })
  moderate(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: moderateSchema }) { action }: z.infer<typeof moderateSchema>,
  ) {
    return this.moderation.ask(seat, id, action);
  }
}
