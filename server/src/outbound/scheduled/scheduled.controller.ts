import { Body, Controller, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { messageSchema } from '@parley/shared/messages.js';
import { idParamSchema } from '@parley/shared/page.js';
import {
  type EditScheduled,
  editScheduledSchema,
  rescheduleSchema,
  type ScheduledQuery,
  scheduledPageSchema,
  scheduledQuerySchema,
  sendScheduledNowSchema,
} from '@parley/shared/scheduled.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { ScheduledReplies } from './scheduled-replies.service.js';

@ApiTags('scheduled replies')
@Controller('api/v1/scheduled-replies')
export class ScheduledController {
  constructor(private readonly scheduled: ScheduledReplies) {}

  @Get()
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: scheduledPageSchema })
  page(@CurrentCaller() caller: Member, @Query({ schema: scheduledQuerySchema }) query: ScheduledQuery) {
    return this.scheduled.page(caller, query);
  }

  @Put(':id')
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: messageSchema })
  edit(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: editScheduledSchema }) body: EditScheduled,
  ) {
    return this.scheduled.edit(caller, id, body);
  }

  @Patch(':id')
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: messageSchema })
  reschedule(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: rescheduleSchema }) { sendAt }: { sendAt: string },
  ) {
    return this.scheduled.reschedule(caller, id, sendAt);
  }

  @Post(':id/send-now')
  @HttpCode(200)
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: messageSchema })
  sendNow(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: sendScheduledNowSchema }) { seenSeq }: { seenSeq: number },
  ) {
    return this.scheduled.sendNow(caller, id, seenSeq);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: messageSchema })
  cancel(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    return this.scheduled.cancel(caller, id);
  }
}
