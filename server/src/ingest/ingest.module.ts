import { Global, Module } from '@nestjs/common';
import { EndpointLedger } from '../channels/core/endpoint-door.js';
import { DeliveryRepository } from './delivery.repository.js';
import { DeliveryWriter } from './delivery-writer.service.js';
import { EndpointLedgerService } from './endpoint-ledger.service.js';
import { EventRepository } from './event.repository.js';
import { EventApplier } from './event-applier.service.js';
import { HooksController } from './hooks.controller.js';
import { HooksService } from './hooks.service.js';
import { InboundEventsController } from './inbound-events.controller.js';
import { LedgerService } from './ledger.service.js';
import { LedgerProcessor } from './ledger-processor.service.js';
import { LedgerWaker } from './ledger-waker.service.js';
import { PollSupervisor } from './poll-supervisor.service.js';
import { ReleasedObjects } from './released-objects.service.js';
import { LedgerRetention } from './retention.service.js';

@Global()
@Module({
  controllers: [HooksController, InboundEventsController],
  providers: [
    DeliveryRepository,
    DeliveryWriter,
    { provide: EndpointLedger, useClass: EndpointLedgerService },
    EventApplier,
    EventRepository,
    HooksService,
    LedgerProcessor,
    LedgerRetention,
    LedgerService,
    LedgerWaker,
    PollSupervisor,
    ReleasedObjects,
  ],
  exports: [EndpointLedger],
})
export class IngestModule {}
