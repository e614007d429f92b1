import { Module } from '@nestjs/common';
import { AlertRepository } from './alerts/alert.repository.js';
import { AlertLogService } from './alerts/alert-log.service.js';
import { AlertPosts } from './alerts/alert-posts.service.js';
import { AlertTelling } from './alerts/alert-telling.service.js';
import { AlertWatch } from './alerts/alert-watch.service.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { AlertsService } from './alerts/alerts.service.js';
import { NowController } from './now.controller.js';
import { NowRepository } from './now.repository.js';
import { NowBoards } from './now-boards.service.js';
import { NowPush } from './now-push.service.js';
import { NowReadings } from './now-readings.service.js';

/** Who waits at this moment, live, and alerts when it is too much. */
@Module({
  controllers: [NowController, AlertsController],
  providers: [
    AlertLogService,
    AlertPosts,
    AlertRepository,
    AlertTelling,
    AlertWatch,
    AlertsService,
    NowBoards,
    NowPush,
    NowReadings,
    NowRepository,
  ],
})
export class NowModule {}
