import { Injectable } from '@nestjs/common';
import { EndpointLedger } from '../channels/core/endpoint-door.js';
import type { TypingSignal } from '../channels/core/inbound-event.js';
import { newId } from '../platform/database/id.js';
import { DomainEvents } from '../platform/events/events.js';
import { DeliveryRepository } from './delivery.repository.js';
import { DeliveryWriter } from './delivery-writer.service.js';
import { PERSON_TYPING } from './ingest.events.js';

/** What kinds have checked themselves at further routes of their endpoints. */
@Injectable()
export class EndpointLedgerService extends EndpointLedger {
  constructor(
    private readonly writer: DeliveryWriter,
    private readonly deliveries: DeliveryRepository,
    private readonly events: DomainEvents,
  ) {
    super();
  }

  store(
    endpoint: { id: string; kind: string; channel: { id: string; brandId: string } },
    delivery: { body: Buffer; meta: Record<string, unknown>; receivedAt: Date },
  ): Promise<void> {
    return this.writer.write({
      id: newId(),
      kind: endpoint.kind,
      endpointId: endpoint.id,
      channelId: endpoint.channel.id,
      brandId: endpoint.channel.brandId,
      source: 'webhook',
      headers: {},
      meta: delivery.meta,
      body: delivery.body,
      bodyKey: null,
      bodyHash: null,
      receivedAt: delivery.receivedAt,
    });
  }

  isUnderWay(
    channel: { id: string; brandId: string },
    meta: Record<string, unknown>,
    since: Date,
  ): Promise<boolean> {
    return this.deliveries.isUnderWay({ brandId: channel.brandId, channelId: channel.id, meta, since });
  }

  typing(
    channel: { id: string; brandId: string },
    { account: _account, ...signal }: TypingSignal,
  ): Promise<void> {
    return this.events.publish(PERSON_TYPING, { brandId: channel.brandId, channelId: channel.id, ...signal });
  }
}
