import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import type { Connector, Connects, Receives, Settings } from '../core/connector.js';
import { ConnectorRegistry } from '../core/connector-registry.js';
import { lookAtInstance, missingOf, reasonOf, testAccount, whoseToken } from './account-check.js';
import { AccountSource } from './account-source.js';
import { parseDelivery } from './delivery.parse.js';
import { limitsOf, streamingUrl } from './instance.js';
import { InstanceOAuth } from './instance-oauth.client.js';
import { mastodonManifest } from './mastodon.manifest.js';
import {
  accountName,
  fieldError,
  type InstanceSettings,
  readInstance,
  tokenOf,
} from './mastodon.settings.js';
import { MastodonApi, MastodonApiError } from './mastodon-api.client.js';
import { MastodonModeration } from './mastodon-moderation.js';
import { MastodonSends } from './mastodon-sends.js';

/** Accounts on Mastodon, and on what speaks its API: mentions, comments under posts, and direct messages. */
@Injectable()
export class MastodonConnector implements Connector, OnModuleInit {
  readonly manifest = mastodonManifest;
  readonly receives: Receives = { parse: parseDelivery };
  readonly connects: Connects;

  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly api: MastodonApi,
    oauth: InstanceOAuth,
    readonly polls: AccountSource,
    readonly sends: MastodonSends,
    readonly moderates: MastodonModeration,
  ) {
    this.connects = {
      consents: {
        authorizationUrl: async (settings, secrets, request) => {
          const instance = readInstance(settings);
          if (instance.login === 'token') return null;
          const { url } = await this.instanceAt(instance);
          return oauth.authorizationUrl({ ...instance, url }, secrets, request);
        },
        redeem: async (settings, secrets, grant) => {
          const instance = readInstance(settings);
          const { url } = await this.instanceAt(instance);
          return oauth.redeem({ ...instance, url }, secrets, grant);
        },
      },
      identify: (settings, secrets) => this.identify(settings, secrets),
      testConnection: (settings, secrets) => testAccount(api, readInstance(settings), secrets),
      disconnect: (settings, secrets, signal) => oauth.revoke(readInstance(settings), secrets, signal),
    };
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  private async identify(settings: Settings, secrets: Settings) {
    const typed = readInstance(settings);
    const { instance, url } = await this.instanceAt(typed);
    const { host } = new URL(url);
    const token = tokenOf(typed, secrets);
    if (token === null) throw fieldError('login', 'sign in on the instance first, or use an access token');
    const access = { url, token };
    const account = await asking(typed.login === 'token' ? 'accessToken' : 'login', () =>
      whoseToken(this.api, access),
    );
    const missing = await missingOf(this.api, access, secrets);
    return {
      account: accountName(account.id, host),
      settings: {
        instance: url.replace(/^https:\/\//, ''),
        login: typed.login,
        accountId: account.id,
        acct: account.acct,
        streamingUrl: streamingUrl(instance, url),
        imageBytes: instance.media.image_size_limit ?? null,
        descriptionLength: instance.media.description_limit ?? null,
      },
      limits: limitsOf(instance),
      ...(missing === null ? {} : { missingPermissions: missing }),
    };
  }

  private instanceAt({ url, username }: InstanceSettings) {
    return asking('instance', () => lookAtInstance(this.api, url, username));
  }
}

/** @throws AppError naming the field that is to blame */
async function asking<T>(field: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (!(error instanceof MastodonApiError || error instanceof OutboundError)) throw error;
    throw fieldError(field, reasonOf(error).message);
  }
}
