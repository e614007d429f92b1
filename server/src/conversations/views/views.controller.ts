import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { doneSchema, idParamSchema } from '@parley/shared/page.js';
import { orderViewsSchema, type SaveView, savedViewSchema, saveViewSchema } from '@parley/shared/views.js';
import { z } from 'zod';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { ViewsService } from './views.service.js';

/** Everyone keeps views of their own; sharing one needs more, which the service asks for. */
@ApiTags('views')
@Controller('api/v1/views')
export class ViewsController {
  constructor(private readonly views: ViewsService) {}

  @Get()
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: z.array(savedViewSchema) })
  list(@CurrentCaller() { seat }: Member) {
    return this.views.list(seat);
  }

  @Post()
  @Access('conversations.read')
  @ApiCreatedResponse({ standardSchema: savedViewSchema })
  create(@CurrentCaller() caller: Member, @Body({ schema: saveViewSchema }) body: SaveView) {
    return this.views.create(caller, body);
  }

  @Put('order')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: z.array(savedViewSchema) })
  order(
    @CurrentCaller() caller: Member,
    @Body({ schema: orderViewsSchema }) { ids }: z.infer<typeof orderViewsSchema>,
  ) {
    return this.views.order(caller, ids);
  }

  @Put(':id')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: savedViewSchema })
  update(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: saveViewSchema }) body: SaveView,
  ) {
    return this.views.update(caller, id, body);
  }

  @Delete(':id')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: doneSchema })
  async remove(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    await this.views.remove(caller, id);
    return { ok: true as const };
  }
}
