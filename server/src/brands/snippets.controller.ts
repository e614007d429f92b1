import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type SaveSnippet, saveSnippetSchema, snippetSchema } from '@parley/shared/brands.js';
import { doneSchema, idParamSchema } from '@parley/shared/page.js';
import { z } from 'zod';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { SnippetsService } from './snippets.service.js';

/** One's own need the right to reply; the shared ones `workflow.manage`, which the service asks for. */
@ApiTags('snippets')
@Controller('api/v1/snippets')
export class SnippetsController {
  constructor(private readonly snippets: SnippetsService) {}

  @Get()
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: z.array(snippetSchema) })
  list(@CurrentCaller() { seat }: Member) {
    return this.snippets.list(seat);
  }

  @Post()
  @Access('conversations.reply')
  @ApiCreatedResponse({ standardSchema: snippetSchema })
  create(@CurrentCaller() caller: Member, @Body({ schema: saveSnippetSchema }) body: SaveSnippet) {
    return this.snippets.create(caller, body);
  }

  @Put(':id')
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: snippetSchema })
  update(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: saveSnippetSchema }) body: SaveSnippet,
  ) {
    return this.snippets.update(caller, id, body);
  }

  @Delete(':id')
  @Access('conversations.reply')
  @ApiOkResponse({ standardSchema: doneSchema })
  async remove(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    await this.snippets.remove(caller, id);
    return { ok: true as const };
  }
}
