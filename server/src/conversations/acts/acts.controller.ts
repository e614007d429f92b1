import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  assignSchema,
  closeSchema,
  conversationDetailSchema,
  mergeSchema,
  setPrioritySchema,
  setTagsSchema,
  snoozeSchema,
  splitSchema,
  turnActSchema,
} from '@parley/shared/conversations.js';
import { idParamSchema } from '@parley/shared/page.js';
import type { z } from 'zod';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { ActsService } from './acts.service.js';
import { MergeService } from './merge.service.js';
import { SortingService } from './sorting.service.js';
import { SplitService } from './split.service.js';
import { UnmergeService } from './unmerge.service.js';

type Id = { id: string };
/** Where nothing needs to be said, the body may be missing altogether. */
const closeBody = closeSchema.default({});
const turnActBody = turnActSchema.default({});
type TurnAct = z.infer<typeof turnActSchema>;

/** What members do to conversations; each answers what the conversation is then. */
@ApiTags('conversations')
@Controller('api/v1/conversations/:id')
export class ActsController {
  constructor(
    private readonly acts: ActsService,
    private readonly sorting: SortingService,
    private readonly merging: MergeService,
    private readonly unmerging: UnmergeService,
    private readonly splitting: SplitService,
  ) {}

  @Post('close')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  close(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: closeBody }) body: z.infer<typeof closeSchema>,
  ) {
    return this.acts.close(seat, id, body.seenSeq, body.reason);
  }

  @Post('reopen')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  reopen(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: Id) {
    return this.acts.reopen(seat, id);
  }

  @Post('snooze')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  snooze(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: snoozeSchema }) body: z.infer<typeof snoozeSchema>,
  ) {
    return this.acts.snooze(seat, id, body.until);
  }

  @Post('unsnooze')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  unsnooze(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: Id) {
    return this.acts.unsnooze(seat, id);
  }

  @Post('assign')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  assign(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: assignSchema }) body: z.infer<typeof assignSchema>,
  ) {
    return this.sorting.assign(seat, id, body.memberId);
  }

  @Post('priority')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  priority(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: setPrioritySchema }) body: z.infer<typeof setPrioritySchema>,
  ) {
    return this.sorting.setPriority(seat, id, body.priority);
  }

  @Put('tags')
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  tags(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: setTagsSchema }) body: z.infer<typeof setTagsSchema>,
  ) {
    return this.sorting.setTags(seat, id, body.tagIds);
  }

  @Post('no-answer-needed')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  noAnswerNeeded(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: turnActBody }) body: TurnAct,
  ) {
    return this.acts.noAnswerNeeded(seat, id, body.personId);
  }

  @Post('ours')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  ours(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: turnActBody }) body: TurnAct,
  ) {
    return this.acts.markAsOurs(seat, id, body.personId);
  }

  @Post('needs-answer')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  needsAnswer(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: turnActBody }) body: TurnAct,
  ) {
    return this.acts.needsAnswer(seat, id, body.personId);
  }

  @Post('merge')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  merge(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: mergeSchema }) body: z.infer<typeof mergeSchema>,
  ) {
    return this.merging.merge(seat, id, body.intoId);
  }

  @Post('unmerge')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  unmerge(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: Id) {
    return this.unmerging.unmerge(seat, id);
  }

  @Post('split')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: conversationDetailSchema })
  split(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: splitSchema }) body: z.infer<typeof splitSchema>,
  ) {
    return this.splitting.split(seat, id, body);
  }
}
