import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type PlainReportQuery, plainReportQuerySchema, reportQuietSchema } from '@parley/shared/reports.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { QuietReports } from './quiet-reports.service.js';

@ApiTags('reports')
@Controller('api/v1/reports/quiet')
export class QuietReportsController {
  constructor(private readonly reports: QuietReports) {}

  @Get()
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportQuietSchema })
  quiet(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: plainReportQuerySchema }) query: PlainReportQuery,
  ) {
    return this.reports.of(seat, query);
  }
}
