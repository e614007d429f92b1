import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import type { Connector, Connects, Receives, Settings } from '../core/connector.js';
import { ConnectorRegistry } from '../core/connector-registry.js';
import { parseDelivery } from './comment.parse.js';
import { CommentModeration } from './comment-moderation.js';
import { CommentSource } from './comment-source.js';
import { discoverSite } from './discover-site.js';
import { hookFault } from './hook.parse.js';
import { SiteApi, SiteError } from './site.client.js';
import { accountOf } from './site-address.js';
import { SiteConsent } from './site-consent.js';
import { SitePosts } from './site-posts.js';
import { MODERATES, type SiteUser, siteUser } from './site-user.js';
import { signInFaultOf, testSite } from './test-site.js';
import { wordpressManifest } from './wordpress.manifest.js';
import { isByConsent, readSite, type SiteSettings, settingRefused } from './wordpress.settings.js';
import { WordPressSends } from './wordpress-sends.js';

/** Comments of WordPress sites, through their REST API. */
@Injectable()
export class WordPressConnector implements Connector, OnModuleInit {
  readonly manifest = wordpressManifest;
  readonly connects: Connects;

  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly http: OutboundHttp,
    private readonly api: SiteApi,
    readonly polls: CommentSource,
    readonly sends: WordPressSends,
    readonly moderates: CommentModeration,
    readonly posts: SitePosts,
  ) {
    this.connects = {
      consents: new SiteConsent({ http, api }),
      identify: (settings, secrets) => this.identify(settings, secrets),
      testConnection: (settings, secrets) => testSite({ http, api }, readSite(settings, secrets)),
    };
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  readonly receives: Receives = {
    verify: ({ method, headers, body }, { secrets, now }) => {
      if (method !== 'POST') {
        return { kind: 'refuse', code: 'invalid_request', message: 'The plugin posts.' };
      }
      const fault = hookFault(headers, body, secrets, now);
      return fault === null
        ? { kind: 'accept', wakes: true }
        : { kind: 'refuse', code: 'invalid_signature', message: fault };
    },
    parse: parseDelivery,
  };

  /** The site says who it is and whom the password belongs to: without it nothing can be connected. */
  private async identify(settings: Settings, secrets: Settings) {
    const given = readSite(settings, secrets);
    if (given.username === '') throw settingRefused(field(settings, 'username'), 'this is needed');
    if (given.password === '') throw settingRefused(field(settings, 'password'), 'this is needed');
    const found = await discoverSite({ http: this.http, api: this.api }, given.siteUrl);
    if (found.kind === 'not_found') throw settingRefused('siteUrl', found.message);
    const { apiUrl, home, applicationPasswords } = found.site;
    const user = await this.user({ ...given, apiUrl }, { settings, applicationPasswords });
    return {
      account: accountOf(home),
      settings: { ...settings, apiUrl, home, userId: user.id, userName: user.name },
      missingPermissions: user.moderates ? [] : [MODERATES],
    };
  }

  private async user(
    login: SiteSettings,
    { settings, applicationPasswords }: { settings: Settings; applicationPasswords: boolean },
  ): Promise<SiteUser> {
    try {
      return await siteUser(this.api, login);
    } catch (error) {
      if (!(error instanceof SiteError || error instanceof OutboundError)) throw error;
      const { message } = signInFaultOf(error, applicationPasswords);
      throw settingRefused(field(settings, 'password'), message);
    }
  }
}

/** What the form shows of it. */
const field = (settings: Settings, name: string) => (isByConsent(settings) ? 'login' : name);
