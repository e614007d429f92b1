import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AuthModule } from './auth/auth.module.js';
import { BrandsModule } from './brands/brands.module.js';
import { ChannelsModule } from './channels/channels.module.js';
import { ConversationsModule } from './conversations/conversations.module.js';
import { InboxModule } from './conversations/inbox.module.js';
import { PostsModule } from './conversations/posts/posts.module.js';
import { RemoteImagesModule } from './conversations/remote-images/remote-images.module.js';
import { DemoModule } from './demo/demo.module.js';
import { IngestModule } from './ingest/ingest.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { OutboundModule } from './outbound/outbound.module.js';
import { PeopleModule } from './people/people.module.js';
import { PeoplePagesModule } from './people/people-pages.module.js';
import { ClockModule } from './platform/clock/clock.module.js';
import { Env } from './platform/config/env.js';
import { EnvModule } from './platform/config/env.module.js';
import { CryptoModule } from './platform/crypto/crypto.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { EventsModule } from './platform/events/events.module.js';
import { HttpModule } from './platform/http/http.module.js';
import { RateLimitModule } from './platform/http/rate-limit/rate-limit.module.js';
import { OutboundHttpModule } from './platform/outbound-http/outbound-http.module.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { QueueBackend } from './platform/queue/queue-backend.js';
import { StorageModule } from './platform/storage/storage.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { NowModule } from './reports/now/now.module.js';
import { ReportsModule } from './reports/reports.module.js';

/** What is connected before Nest starts, so that a failure there is one clear sentence. */
export interface Foundations {
  env: Env;
  source: DataSource;
  queue: QueueBackend;
}

@Module({})
export class AppModule {
  static on({ env, source, queue }: Foundations): DynamicModule {
    return {
      module: AppModule,
      imports: [
        EnvModule.with(env),
        DatabaseModule.with(source),
        QueueModule.with(queue),
        ClockModule,
        CryptoModule,
        EventsModule,
        RateLimitModule,
        OutboundHttpModule,
        StorageModule,
        HttpModule,
        AuthModule,
        BrandsModule,
        ChannelsModule,
        PeopleModule,
        PeoplePagesModule,
        ConversationsModule,
        InboxModule,
        PostsModule,
        RemoteImagesModule,
        IngestModule,
        OutboundModule,
        NotificationsModule,
        RealtimeModule,
        ReportsModule,
        NowModule,
        ...(env.demo ? [DemoModule] : []),
      ],
    };
  }
}
