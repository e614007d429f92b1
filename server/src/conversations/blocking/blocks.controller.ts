import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { blockSchema, conversationDetailSchema } from '@parley/shared/conversations.js';
import { idParamSchema } from '@parley/shared/page.js';
import type { z } from 'zod';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { Blocks } from './blocks.service.js';

const blockBody = blockSchema.default({ reason: '' });

/** Keeps the person of a conversation from writing on its channel, and lets them again. */
@ApiTags('conversations')
@Controller('api/v1/conversations/:id')
export class BlocksController {
  constructor(private readonly blocks: Blocks) {}

  @Post('block')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  block(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: blockBody }) { reason }: z.infer<typeof blockSchema>,
  ) {
    return this.blocks.block(caller, id, reason);
  }

  @Post('unblock')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  unblock(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    return this.blocks.unblock(caller, id);
  }
}
