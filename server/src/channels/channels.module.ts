import { Global, Module } from '@nestjs/common';
import { ApiChannelModule } from './api/api-channel.module.js';
import { ChannelPresenter } from './channel.presenter.js';
import { ChannelRepository } from './channel.repository.js';
import { ChannelAccess } from './channel-access.service.js';
import { ChannelActivity } from './channel-activity.service.js';
import { ChannelBackfills } from './channel-backfills.service.js';
import { ChannelBeginnings } from './channel-beginnings.service.js';
import { ChannelConsentController } from './channel-consent.controller.js';
import { ChannelConsents } from './channel-consent.service.js';
import { ChannelCursors } from './channel-cursors.service.js';
import { ChannelDirectory } from './channel-directory.service.js';
import { ChannelHealthService } from './channel-health.service.js';
import { ChannelKindsController } from './channel-kinds.controller.js';
import { ChannelKindsService } from './channel-kinds.service.js';
import { ChannelLeases } from './channel-leases.service.js';
import { ChannelSecrets } from './channel-secrets.service.js';
import { ChannelStatuses } from './channel-status.service.js';
import { ChannelTelling } from './channel-telling.service.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsService } from './channels.service.js';
import { ChannelsCoreModule } from './core/core.module.js';
import { EndpointDoor } from './core/endpoint-door.js';
import { EmailModule } from './email/email.module.js';
import { Endpoints } from './endpoints.service.js';
import { LivechatModule } from './livechat/livechat.module.js';
import { MastodonModule } from './mastodon/mastodon.module.js';
import { TelegramModule } from './telegram/telegram.module.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WordPressModule } from './wordpress/wordpress.module.js';

/** The channel kinds of this installation: the only line outside their folders that names them. */
const kinds = [
  ApiChannelModule,
  EmailModule,
  LivechatModule,
  TelegramModule,
  MastodonModule,
  WordPressModule,
];

const services = [
  ChannelAccess,
  ChannelActivity,
  ChannelBackfills,
  ChannelBeginnings,
  ChannelCursors,
  ChannelDirectory,
  ChannelLeases,
  ChannelSecrets,
  ChannelStatuses,
  ChannelTelling,
  ChannelsService,
  Endpoints,
  WebhookDeliveries,
  { provide: EndpointDoor, useExisting: Endpoints },
];

@Global()
@Module({
  imports: [ChannelsCoreModule, ...kinds],
  controllers: [
    ChannelConsentController,
    ChannelKindsController,
    ChannelsController,
    WebhookDeliveriesController,
  ],
  providers: [
    ...services,
    ChannelRepository,
    ChannelPresenter,
    ChannelHealthService,
    ChannelKindsService,
    ChannelConsents,
  ],
  exports: services,
})
export class ChannelsModule {}
