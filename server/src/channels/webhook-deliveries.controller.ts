import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { webhookDeliverySchema } from '@parley/shared/channels.js';
import { idParamSchema, idSchema, pageOf, pageQuerySchema } from '@parley/shared/page.js';
import type { z } from 'zod';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';

const deliveryParamSchema = idParamSchema.extend({ deliveryId: idSchema });

@ApiTags('channels')
@Controller('api/v1/channels/:id/webhook-deliveries')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: WebhookDeliveries) {}

  @Get()
  @Access('events.read')
  @ApiOkResponse({ standardSchema: pageOf(webhookDeliverySchema) })
  page(
    @CurrentCaller() caller: Member,
    @Param({ schema: idParamSchema }) { id }: z.infer<typeof idParamSchema>,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ) {
    return this.deliveries.page(caller, id, query);
  }

  @Post(':deliveryId/send-again')
  @HttpCode(200)
  @Access('events.process')
  @ApiOkResponse({ standardSchema: webhookDeliverySchema })
  sendAgain(
    @CurrentCaller() caller: Member,
    @Param({ schema: deliveryParamSchema }) { id, deliveryId }: z.infer<typeof deliveryParamSchema>,
  ) {
    return this.deliveries.sendAgain(caller, id, deliveryId);
  }
}
