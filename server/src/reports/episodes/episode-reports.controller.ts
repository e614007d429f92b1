import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type PlainReportQuery,
  plainReportQuerySchema,
  reportQuietSchema,
  reportVolumeSchema,
} from '@parley/shared/reports.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { EpisodeReports } from './episode-reports.service.js';

@ApiTags('reports')
@Controller('api/v1/reports')
export class EpisodeReportsController {
  constructor(private readonly reports: EpisodeReports) {}

  @Get('volume')
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportVolumeSchema })
  volume(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: plainReportQuerySchema }) query: PlainReportQuery,
  ) {
    return this.reports.volume(seat, query);
  }

  @Get('quiet')
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportQuietSchema })
  quiet(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: plainReportQuerySchema }) query: PlainReportQuery,
  ) {
    return this.reports.quiet(seat, query);
  }
}
