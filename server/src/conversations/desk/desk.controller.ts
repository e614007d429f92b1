import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Draft, draftSchema, draftViewSchema, markReadSchema } from '@parley/shared/conversations.js';
import { doneSchema, idParamSchema } from '@parley/shared/page.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { DraftsService } from './drafts.service.js';
import { ReadsService } from './reads.service.js';

const done = { ok: true as const };

/** A member's own things about a conversation: how far they have read, what they have begun to write. */
@ApiTags('conversations')
@Controller('api/v1/conversations/:id')
export class DeskController {
  constructor(
    private readonly reads: ReadsService,
    private readonly drafts: DraftsService,
  ) {}

  @Post('read')
  @HttpCode(200)
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: doneSchema })
  async read(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: markReadSchema }) { seq }: { seq: number },
  ) {
    await this.reads.markRead(seat, id, seq);
    return done;
  }

  @Post('unread')
  @HttpCode(200)
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: doneSchema })
  async unread(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    await this.reads.markUnread(seat, id);
    return done;
  }

  @Get('draft')
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: draftViewSchema })
  draft(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    return this.drafts.get(seat, id);
  }

  @Put('draft')
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: draftViewSchema })
  saveDraft(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: draftSchema }) draft: Draft,
  ) {
    return this.drafts.save(seat, id, draft);
  }

  @Delete('draft')
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: doneSchema })
  async discardDraft(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
  ) {
    await this.drafts.discard(seat, id);
    return done;
  }
}
