import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type MarkNotifications,
  markNotificationsSchema,
  type NotificationQuery,
  type NotificationSettings,
  notificationPageSchema,
  notificationQuerySchema,
  notificationSettingsSchema,
  unreadSchema,
} from '@parley/shared/notifications.js';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { NotificationsService } from './notifications.service.js';

/** Everything here is the caller's own. */
@ApiTags('notifications')
@Controller('api/v1/notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Get()
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: notificationPageSchema })
  page(
    @CurrentCaller() caller: Member,
    @Query({ schema: notificationQuerySchema }) query: NotificationQuery,
  ) {
    return this.notifications.page(caller, query);
  }

  @Get('unread')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: unreadSchema })
  unread(@CurrentCaller() caller: Member) {
    return this.notifications.unread(caller);
  }

  @Post('read')
  @HttpCode(200)
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: unreadSchema })
  markRead(
    @CurrentCaller() caller: Member,
    @Body({ schema: markNotificationsSchema }) body: MarkNotifications,
  ) {
    return this.notifications.markRead(caller, body);
  }

  @Get('settings')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: notificationSettingsSchema })
  settings(@CurrentCaller() { seat }: Member) {
    return this.notifications.settings(seat);
  }

  @Put('settings')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: notificationSettingsSchema })
  saveSettings(
    @CurrentCaller() { seat }: Member,
    @Body({ schema: notificationSettingsSchema }) body: NotificationSettings,
  ) {
    return this.notifications.saveSettings(seat, body);
  }
}
