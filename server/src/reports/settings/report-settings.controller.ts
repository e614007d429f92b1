import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type ReportSettings, reportSettingsSchema } from '@parley/shared/reports.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { ReportSettingsService } from './report-settings.service.js';

@ApiTags('reports')
@Controller('api/v1/reports/settings')
export class ReportSettingsController {
  constructor(private readonly settings: ReportSettingsService) {}

  /** Every member may know whether there are figures about them. */
  @Get()
  @Access('reports.own')
  @ApiOkResponse({ standardSchema: reportSettingsSchema })
  get(@CurrentCaller() { seat }: Member) {
    return this.settings.get(seat.brandId);
  }

  @Put()
  @Access('brand.manage')
  @ApiOkResponse({ standardSchema: reportSettingsSchema })
  save(@CurrentCaller() caller: Member, @Body({ schema: reportSettingsSchema }) body: ReportSettings) {
    return this.settings.save(caller, body);
  }
}
