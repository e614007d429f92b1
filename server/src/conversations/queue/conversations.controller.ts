import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  conversationDetailSchema,
  conversationRowSchema,
  countsSchema,
  type QueueQuery,
  queueQuerySchema,
} from '@parley/shared/conversations.js';
import { messagePageSchema, messageQuerySchema } from '@parley/shared/messages.js';
import { idParamSchema, pageOf, pageQuerySchema } from '@parley/shared/page.js';
import type { z } from 'zod';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { DetailService } from '../detail/detail.service.js';
import { MessagesService } from '../messages/messages.service.js';
import { QueueService } from './queue.service.js';

/** What is read of conversations. */
@ApiTags('conversations')
@Controller('api/v1')
export class ConversationsController {
  constructor(
    private readonly queue: QueueService,
    private readonly details: DetailService,
    private readonly messages: MessagesService,
  ) {}

  @Get('conversations')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: pageOf(conversationRowSchema) })
  page(@CurrentCaller() caller: Member, @Query({ schema: queueQuerySchema }) query: QueueQuery) {
    return this.queue.page(caller, query);
  }

  @Get('conversations/counts')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: countsSchema })
  counts(@CurrentCaller() caller: Member) {
    return this.queue.counts(caller);
  }

  @Get('conversations/:id')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  detail(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    return this.details.get(seat, id);
  }

  @Get('conversations/:id/messages')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: messagePageSchema })
  messagePage(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Query({ schema: messageQuerySchema }) query: z.infer<typeof messageQuerySchema>,
  ) {
    return this.messages.page(seat, id, query);
  }

  @Get('people/:id/conversations')
  @Access('people.read')
  @ApiOkResponse({ standardSchema: pageOf(conversationRowSchema) })
  ofPerson(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ) {
    return this.queue.ofPerson(caller, id, query);
  }
}
