import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { doneSchema, idParamSchema, pageOf } from '@parley/shared/page.js';
import {
  type CreateWordRule,
  createWordRuleSchema,
  setWordRuleSchema,
  undoneWordHitsSchema,
  undoWordHitsSchema,
  type WordRuleInput,
  wordHitSchema,
  wordHitsQuerySchema,
  wordPreviewSchema,
  wordRuleSchema,
  wordRulesQuerySchema,
  wordRuleViewSchema,
} from '@parley/shared/word-rules.js';
import { z } from 'zod';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { WordHits } from './word-hits.service.js';
import { WordRules } from './word-rules.service.js';

@ApiTags('word-rules')
@Controller('api/v1/word-rules')
export class WordRulesController {
  constructor(
    private readonly rules: WordRules,
    private readonly found: WordHits,
  ) {}

  @Get()
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: z.array(wordRuleViewSchema) })
  list(
    @CurrentCaller() caller: Member,
    @Query({ schema: wordRulesQuerySchema }) { postId }: z.infer<typeof wordRulesQuerySchema>,
  ) {
    return this.rules.list(caller, postId);
  }

  @Post('preview')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: wordPreviewSchema })
  preview(@CurrentCaller() caller: Member, @Body({ schema: wordRuleSchema }) body: WordRuleInput) {
    return this.rules.preview(caller, body);
  }

  @Post()
  @Access('conversations.manage')
  @ApiCreatedResponse({ standardSchema: wordRuleViewSchema })
  create(@CurrentCaller() caller: Member, @Body({ schema: createWordRuleSchema }) body: CreateWordRule) {
    return this.rules.create(caller, body);
  }

  @Patch(':id')
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: wordRuleViewSchema })
  setActive(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: setWordRuleSchema }) { active }: z.infer<typeof setWordRuleSchema>,
  ) {
    return this.rules.setActive(caller, id, active);
  }

  @Delete(':id')
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: doneSchema })
  async remove(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    await this.rules.remove(caller, id);
    return { ok: true as const };
  }

  @Get(':id/hits')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: pageOf(wordHitSchema) })
  hits(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Query({ schema: wordHitsQuerySchema }) query: z.infer<typeof wordHitsQuerySchema>,
  ) {
    return this.rules.hits(seat, id, query);
  }

  @Post(':id/undo')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: undoneWordHitsSchema })
  undo(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: undoWordHitsSchema }) body: z.infer<typeof undoWordHitsSchema>,
  ) {
    return this.found.undo(caller, id, body);
  }
}
