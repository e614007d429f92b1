import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { inboundEventQuerySchema, inboundEventSchema } from '@parley/shared/channels.js';
import { doneSchema, idParamSchema, pageOf } from '@parley/shared/page.js';
import { z } from 'zod';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { LedgerService } from './ledger.service.js';

type IdParam = z.infer<typeof idParamSchema>;
const retriedSchema = z.object({ retried: z.number().int() }).meta({ id: 'RetriedEvents' });

@ApiTags('ledger')
@Controller('api/v1')
export class InboundEventsController {
  constructor(private readonly ledger: LedgerService) {}

  @Get('inbound-events')
  @Access('events.read')
  @ApiOkResponse({ standardSchema: pageOf(inboundEventSchema) })
  page(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: inboundEventQuerySchema }) query: z.infer<typeof inboundEventQuerySchema>,
  ) {
    return this.ledger.page(seat, query);
  }

  @Post('inbound-events/:id/process')
  @HttpCode(200)
  @Access('events.process')
  @ApiOkResponse({ standardSchema: doneSchema })
  async process(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: IdParam) {
    await this.ledger.process(seat, id);
    return { ok: true as const };
  }

  @Post('channels/:id/process-failed')
  @HttpCode(200)
  @Access('events.process')
  @ApiOkResponse({ standardSchema: retriedSchema })
  async processFailed(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: IdParam) {
    return { retried: await this.ledger.processFailed(seat, id) };
  }
}
