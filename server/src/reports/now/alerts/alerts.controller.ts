import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  alertLogQuerySchema,
  alertLogSchema,
  alertSchema,
  type SaveAlert,
  saveAlertSchema,
  savedAlertSchema,
} from '@parley/shared/now.js';
import { doneSchema, idParamSchema } from '@parley/shared/page.js';
import { z } from 'zod';
import { Access, CurrentCaller } from '../../../platform/http/access.decorator.js';
import type { Member } from '../../../platform/http/caller.js';
import { AlertLogService } from './alert-log.service.js';
import { AlertsService } from './alerts.service.js';

type Id = z.infer<typeof idParamSchema>;

/** Alerts of the board of who waits now. */
@ApiTags('now')
@Controller('api/v1/now/alerts')
export class AlertsController {
  constructor(
    private readonly alerts: AlertsService,
    private readonly log: AlertLogService,
  ) {}

  @Get()
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: z.array(alertSchema) })
  list(@CurrentCaller() { seat }: Member) {
    return this.alerts.list(seat);
  }

  @Get('log')
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: alertLogSchema })
  page(
    @CurrentCaller() caller: Member,
    @Query({ schema: alertLogQuerySchema }) query: z.infer<typeof alertLogQuerySchema>,
  ) {
    return this.log.page(caller, query);
  }

  @Post()
  @Access('workflow.manage')
  @ApiCreatedResponse({ standardSchema: savedAlertSchema })
  create(@CurrentCaller() caller: Member, @Body({ schema: saveAlertSchema }) body: SaveAlert) {
    return this.alerts.create(caller, body);
  }

  @Put(':id')
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: savedAlertSchema })
  change(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: Id,
    @Body({ schema: saveAlertSchema }) body: SaveAlert,
  ) {
    return this.alerts.change(caller, id, body);
  }

  @Delete(':id')
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: doneSchema })
  async remove(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: Id) {
    await this.alerts.remove(caller, id);
    return { ok: true as const };
  }

  @Post(':id/webhook-secret')
  @HttpCode(200)
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: savedAlertSchema })
  renewSecret(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: Id) {
    return this.alerts.renewSecret(caller, id);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Access('workflow.manage')
  @ApiOkResponse({ standardSchema: doneSchema })
  async test(@CurrentCaller() caller: Member, @Param({ schema: idParamSchema }) { id }: Id) {
    await this.alerts.test(caller, id);
    return { ok: true as const };
  }
}
