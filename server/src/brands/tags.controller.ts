import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { saveTagSchema, tagSchema } from '@parley/shared/brands.js';
import { doneSchema, idParamSchema } from '@parley/shared/page.js';
import { z } from 'zod';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { TagsService } from './tags.service.js';

type SaveTag = z.infer<typeof saveTagSchema>;

@ApiTags('tags')
@Controller('api/v1/tags')
export class TagsController {
  constructor(private readonly tags: TagsService) {}

  @Get()
  @Access('brand.read')
  @ApiOkResponse({ standardSchema: z.array(tagSchema) })
  list(@CurrentCaller() { seat }: Member) {
    return this.tags.list(seat.brandId);
  }

  @Post()
  @Access('workflow.manage')
  @ApiCreatedResponse({ standardSchema: tagSchema })
  create(@CurrentCaller() { seat }: Member, @Body({ schema: saveTagSchema }) body: SaveTag) {
    return this.tags.create(seat.brandId, body);
  }

  @Put(':id')
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: tagSchema })
  update(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: saveTagSchema }) body: SaveTag,
  ) {
    return this.tags.update(seat.brandId, id, body);
  }

  @Delete(':id')
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: doneSchema })
  async remove(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    await this.tags.remove(seat.brandId, id);
    return { ok: true as const };
  }
}
