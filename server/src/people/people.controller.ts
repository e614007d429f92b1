import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { doneSchema, idParamSchema, idSchema, pageOf } from '@parley/shared/page.js';
import {
  mergePersonSchema,
  mergePreviewQuerySchema,
  mergePreviewSchema,
  mergeSuggestionSchema,
  type PeopleQuery,
  peopleQuerySchema,
  personDetailSchema,
  personRowSchema,
  type UpdatePerson,
  updatePersonSchema,
} from '@parley/shared/people.js';
import { z } from 'zod';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { MergeSuggestions } from './merge-suggestions.service.js';
import { PeopleService } from './people.service.js';

type Id = { id: string };
const mergeParams = idParamSchema.extend({ mergeId: idSchema });
const pairParams = idParamSchema.extend({ otherId: idSchema });

@ApiTags('people')
@Controller('api/v1/people')
export class PeopleController {
  constructor(
    private readonly people: PeopleService,
    private readonly suggestions: MergeSuggestions,
  ) {}

  @Get()
  @Access('people.read')
  @ApiOkResponse({ standardSchema: pageOf(personRowSchema) })
  page(@CurrentCaller() { seat }: Member, @Query({ schema: peopleQuerySchema }) query: PeopleQuery) {
    return this.people.page(seat, query);
  }

  @Get(':id')
  @Access('people.read')
  @ApiOkResponse({ standardSchema: personDetailSchema })
  person(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: Id) {
    return this.people.get(seat, id);
  }

  @Patch(':id')
  @Access('people.edit')
  @ApiOkResponse({ standardSchema: personDetailSchema })
  update(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: updatePersonSchema }) body: UpdatePerson,
  ) {
    return this.people.update(seat, id, body);
  }

  @Get(':id/merge-preview')
  @Access('people.edit')
  @ApiOkResponse({ standardSchema: mergePreviewSchema })
  mergePreview(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Query({ schema: mergePreviewQuerySchema }) { fromId }: z.infer<typeof mergePreviewQuerySchema>,
  ) {
    return this.people.mergePreview(seat, id, fromId);
  }

  @Post(':id/merge')
  @HttpCode(200)
  @Access('people.edit')
  @ApiOkResponse({ standardSchema: personDetailSchema })
  merge(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: mergePersonSchema }) body: z.infer<typeof mergePersonSchema>,
  ) {
    return this.people.merge(seat, id, body);
  }

  @Post(':id/merges/:mergeId/undo')
  @HttpCode(200)
  @Access('people.edit')
  @ApiOkResponse({ standardSchema: personDetailSchema })
  undoMerge(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: mergeParams }) { id, mergeId }: z.infer<typeof mergeParams>,
  ) {
    return this.people.undoMerge(seat, id, mergeId);
  }

  @Get(':id/merge-suggestions')
  @Access('people.read')
  @ApiOkResponse({ standardSchema: z.array(mergeSuggestionSchema) })
  mergeSuggestions(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: Id) {
    return this.suggestions.list(seat, id);
  }

  @Post(':id/merge-suggestions/:otherId/dismiss')
  @HttpCode(200)
  @Access('people.edit')
  @ApiOkResponse({ standardSchema: doneSchema })
  async dismiss(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: pairParams }) { id, otherId }: z.infer<typeof pairParams>,
  ) {
    await this.suggestions.dismiss(seat, id, otherId);
    return { ok: true as const };
  }
}
