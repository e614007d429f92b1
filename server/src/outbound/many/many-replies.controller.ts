import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { idParamSchema } from '@parley/shared/page.js';
import {
  type BulkReplies,
  type BulkUndo,
  bulkMessagesResultSchema,
  bulkRepliesSchema,
  bulkUndoSchema,
} from '@parley/shared/posts.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { ManyReplies } from './many-replies.service.js';

@ApiTags('posts')
@Controller('api/v1')
export class ManyRepliesController {
  constructor(private readonly replies: ManyReplies) {}

  @Post('posts/:id/replies')
  @HttpCode(200)
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: bulkMessagesResultSchema })
  send(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: bulkRepliesSchema }) body: BulkReplies,
  ) {
    return this.replies.send(caller, id, body);
  }

  @Post('messages/undo')
  @HttpCode(200)
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: bulkMessagesResultSchema })
  undo(@CurrentCaller() caller: Member, @Body({ schema: bulkUndoSchema }) { messageIds }: BulkUndo) {
    return this.replies.undo(caller, messageIds);
  }
}
