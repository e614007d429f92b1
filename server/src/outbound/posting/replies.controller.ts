import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { conversationDetailSchema } from '@parley/shared/conversations.js';
import {
  messageSchema,
  resolveUnconfirmedSchema,
  type SendMessage,
  sendAgainSchema,
  sendMessageSchema,
  startConversationSchema,
} from '@parley/shared/messages.js';
import { idParamSchema } from '@parley/shared/page.js';
import type { z } from 'zod';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { NewConversations } from './new-conversations.service.js';
import { RepliesService } from './replies.service.js';
import { ReplyActs } from './reply-acts.service.js';

@ApiTags('replies')
@Controller('api/v1')
export class RepliesController {
  constructor(
    private readonly replies: RepliesService,
    private readonly conversations: NewConversations,
    private readonly acts: ReplyActs,
  ) {}

  @Post('conversations/:id/messages')
  @Access('conversations.reply')
  @ApiCreatedResponse({ standardSchema: messageSchema })
  post(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: sendMessageSchema }) body: SendMessage,
  ) {
    return this.replies.post(caller, id, body);
  }

  @Post('conversations')
  @Access('conversations.reply')
  @ApiCreatedResponse({ standardSchema: conversationDetailSchema })
  start(
    @CurrentCaller() caller: Member,
    @Body({ schema: startConversationSchema }) body: z.infer<typeof startConversationSchema>,
  ) {
    return this.conversations.start(caller, body);
  }

  @Post('messages/:id/undo')
  @HttpCode(200)
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: messageSchema })
  undo(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    return this.acts.undo(caller, id);
  }

  @Post('messages/:id/resolve')
  @HttpCode(200)
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: messageSchema })
  resolve(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: resolveUnconfirmedSchema }) { outcome }: z.infer<typeof resolveUnconfirmedSchema>,
  ) {
    return this.acts.resolve(caller, id, outcome);
  }

  @Post('messages/:id/send-again')
  @HttpCode(200)
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: messageSchema })
  sendAgain(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: sendAgainSchema }) { seenSeq }: z.infer<typeof sendAgainSchema>,
  ) {
    return this.acts.sendAgain(caller, id, seenSeq);
  }
}
