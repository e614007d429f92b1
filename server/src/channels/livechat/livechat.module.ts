import { Module } from '@nestjs/common';
import { LivechatConnector } from './livechat.connector.js';
import { LivechatController } from './livechat.controller.js';
import { VisitorDoor } from './visitor-door.service.js';
import { VisitorLedger } from './visitor-ledger.service.js';
import { VisitorOrigins } from './visitor-origins.service.js';
import { VisitorThreadPresenter } from './visitor-thread.presenter.js';
import { VisitorVisits } from './visitor-visits.service.js';
import { VisitorsGateway } from './visitors.gateway.js';

@Module({
  controllers: [LivechatController],
  providers: [
    LivechatConnector,
    VisitorDoor,
    VisitorLedger,
    VisitorOrigins,
    VisitorsGateway,
    VisitorThreadPresenter,
    VisitorVisits,
  ],
})
export class LivechatModule {}
