import { Module } from '@nestjs/common';
import { AccountSource } from './account-source.js';
import { InstanceOAuth } from './instance-oauth.client.js';
import { MastodonConnector } from './mastodon.connector.js';
import { MastodonApi } from './mastodon-api.client.js';
import { MastodonModeration } from './mastodon-moderation.js';
import { MastodonSends } from './mastodon-sends.js';
import { RateBudgets } from './rate-budgets.js';

@Module({
  providers: [
    RateBudgets,
    MastodonApi,
    InstanceOAuth,
    AccountSource,
    MastodonSends,
    MastodonModeration,
    MastodonConnector,
  ],
})
export class MastodonModule {}
