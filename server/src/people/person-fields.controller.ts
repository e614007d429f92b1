import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { doneSchema, idParamSchema } from '@parley/shared/page.js';
import {
  createPersonFieldSchema,
  orderPersonFieldsSchema,
  personFieldSchema,
  savePersonFieldSchema,
} from '@parley/shared/people.js';
import { z } from 'zod';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { PersonFields } from './person-fields.service.js';

@ApiTags('people')
@Controller('api/v1/person-fields')
export class PersonFieldsController {
  constructor(private readonly fields: PersonFields) {}

  @Get()
  @Access('people.read')
  @ApiOkResponse({ standardSchema: z.array(personFieldSchema) })
  list(@CurrentCaller() { seat }: Member) {
    return this.fields.list(seat.brandId);
  }

  @Post()
  @Access('workflow.manage')
  @ApiCreatedResponse({ standardSchema: personFieldSchema })
  create(
    @CurrentCaller() { seat }: Member,
    @Body({ schema: createPersonFieldSchema }) body: z.infer<typeof createPersonFieldSchema>,
  ) {
    return this.fields.create(seat.brandId, body);
  }

  @Put('order')
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: z.array(personFieldSchema) })
  order(
    @CurrentCaller() { seat }: Member,
    @Body({ schema: orderPersonFieldsSchema }) body: z.infer<typeof orderPersonFieldsSchema>,
  ) {
    return this.fields.order(seat.brandId, body.ids);
  }

  @Put(':id')
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: personFieldSchema })
  update(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: savePersonFieldSchema }) body: z.infer<typeof savePersonFieldSchema>,
  ) {
    return this.fields.update(seat.brandId, id, body);
  }

  @Delete(':id')
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: doneSchema })
  async remove(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    await this.fields.remove(seat.brandId, id);
    return { ok: true as const };
  }
}
