import { Global, Module } from '@nestjs/common';
import { Happenings } from './happenings.listener.js';
import { NotificationRepository } from './notification.repository.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsService } from './notifications.service.js';

/** What concerns a member: mentions, assignments, replies that did not leave, channels that need attention. */
@Global()
@Module({
  controllers: [NotificationsController],
  providers: [Happenings, NotificationRepository, NotificationsService],
  exports: [NotificationsService],
})
export class NotificationsModule {}
