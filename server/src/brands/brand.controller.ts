import { Body, Controller, Get, Patch, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  brandSchema,
  calendarInputSchema,
  calendarSchema,
  targetsSchema,
  updateBrandSchema,
} from '@parley/shared/brands.js';
import type { z } from 'zod';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { BrandsService } from './brands.service.js';
import { type CalendarInput, type CalendarRow, CalendarsService } from './calendars.service.js';
import { type Targets, TargetsService } from './targets.service.js';

@ApiTags('brand')
@Controller('api/v1/brand')
export class BrandController {
  constructor(
    private readonly brands: BrandsService,
    private readonly calendars: CalendarsService,
    private readonly targets: TargetsService,
  ) {}

  @Get()
  @Access('brand.read')
  @ApiOkResponse({ standardSchema: brandSchema })
  brand(@CurrentCaller() { seat }: Member) {
    return this.brands.get(seat.brandId);
  }

  @Patch()
  @Access('brand.manage')
  @ApiOkResponse({ standardSchema: brandSchema })
  update(
    @CurrentCaller() { seat }: Member,
    @Body({ schema: updateBrandSchema }) body: z.infer<typeof updateBrandSchema>,
  ) {
    return this.brands.update(seat.brandId, body);
  }

  @Get('calendar')
  @Access('workflow.read')
  @ApiOkResponse({ standardSchema: calendarSchema })
  async calendar(@CurrentCaller() { seat }: Member) {
    return present(await this.calendars.current(seat.brandId));
  }

  @Put('calendar')
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: calendarSchema })
  async setCalendar(
    @CurrentCaller() { seat }: Member,
    @Body({ schema: calendarInputSchema }) body: CalendarInput,
  ) {
    return present(await this.calendars.replace(seat.brandId, seat.memberId, body));
  }

  @Get('targets')
  @Access('workflow.read')
  @ApiOkResponse({ standardSchema: targetsSchema })
  currentTargets(@CurrentCaller() { seat }: Member) {
    return this.targets.current(seat.brandId);
  }

  @Put('targets')
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: targetsSchema })
  setTargets(@CurrentCaller() { seat }: Member, @Body({ schema: targetsSchema }) body: Targets) {
    return this.targets.replace(seat.brandId, seat.memberId, body);
  }
}

const present = ({ valid_from, ...row }: CalendarRow) => ({ ...row, validFrom: valid_from.toISOString() });
