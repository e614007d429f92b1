import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { idParamSchema, pageOf } from '@parley/shared/page.js';
import {
  peopleQuerySchema,
  personDetailSchema,
  personSummarySchema,
  updatePersonSchema,
} from '@parley/shared/people.js';
import type { z } from 'zod';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { PeopleService } from './people.service.js';

@ApiTags('people')
@Controller('api/v1/people')
export class PeopleController {
  constructor(private readonly people: PeopleService) {}

  @Get()
  @Access('people.read')
  @ApiOkResponse({ standardSchema: pageOf(personSummarySchema) })
  page(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: peopleQuerySchema }) query: z.infer<typeof peopleQuerySchema>,
  ) {
    return this.people.page(seat, query);
  }

  @Get(':id')
  @Access('people.read')
  @ApiOkResponse({ standardSchema: personDetailSchema })
  person(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    return this.people.get(seat, id);
  }

  @Patch(':id')
  @Access('people.edit')
  @ApiOkResponse({ standardSchema: personDetailSchema })
  update(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Body({ schema: updatePersonSchema }) body: z.infer<typeof updatePersonSchema>,
  ) {
    return this.people.update(seat, id, body);
  }
}
