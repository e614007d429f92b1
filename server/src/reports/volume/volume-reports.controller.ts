import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type PlainReportQuery,
  plainReportQuerySchema,
  type ReportVolumeBreakdownQuery,
  reportVolumeBreakdownQuerySchema,
  reportVolumeBreakdownSchema,
  reportVolumeSchema,
} from '@parley/shared/reports.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { VolumeReports } from './volume-reports.service.js';

@ApiTags('reports')
@Controller('api/v1/reports/volume')
export class VolumeReportsController {
  constructor(private readonly reports: VolumeReports) {}

  @Get()
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportVolumeSchema })
  volume(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: plainReportQuerySchema }) query: PlainReportQuery,
  ) {
    return this.reports.of(seat, query);
  }

  @Get('breakdown')
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportVolumeBreakdownSchema })
  breakdown(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportVolumeBreakdownQuerySchema }) query: ReportVolumeBreakdownQuery,
  ) {
    return this.reports.breakdown(seat, query);
  }
}
