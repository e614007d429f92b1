import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type CreateRecomputation,
  createRecomputationSchema,
  recomputationListSchema,
  recomputationSchema,
} from '@parley/shared/reports.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { Recomputations } from './recomputations.service.js';

@ApiTags('reports')
@Controller('api/v1/reports/recomputations')
export class RecomputationsController {
  constructor(private readonly recomputations: Recomputations) {}

  @Get()
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: recomputationListSchema })
  list(@CurrentCaller() { seat }: Member) {
    return this.recomputations.list(seat.brandId);
  }

  @Post()
  @Access('workflow.manage')
  @ApiCreatedResponse({ standardSchema: recomputationSchema })
  request(
    @CurrentCaller() caller: Member,
    @Body({ schema: createRecomputationSchema }) body: CreateRecomputation,
  ) {
    return this.recomputations.request(caller, body);
  }
}
