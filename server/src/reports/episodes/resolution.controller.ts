import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type PlainReportQuery,
  plainReportQuerySchema,
  type ReportResolutionBreakdownQuery,
  reportResolutionBreakdownQuerySchema,
  reportResolutionBreakdownSchema,
  reportResolutionSchema,
} from '@parley/shared/reports.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { ResolutionReports } from './resolution.service.js';
import { ResolutionBreakdowns } from './resolution-breakdown.service.js';

@ApiTags('reports')
@Controller('api/v1/reports/resolution')
export class ResolutionController {
  constructor(
    private readonly reports: ResolutionReports,
    private readonly breakdowns: ResolutionBreakdowns,
  ) {}

  @Get()
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportResolutionSchema })
  resolution(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: plainReportQuerySchema }) query: PlainReportQuery,
  ) {
    return this.reports.of(seat, query);
  }

  @Get('breakdown')
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportResolutionBreakdownSchema })
  breakdown(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportResolutionBreakdownQuerySchema }) query: ReportResolutionBreakdownQuery,
  ) {
    return this.breakdowns.of(seat, query);
  }
}
