import type { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import { ChannelError } from '../core/channel-error.js';
import type { Consents, Settings } from '../core/connector.js';
import { discoverSite } from './discover-site.js';
import type { SiteApi } from './site.client.js';
import { siteCandidates } from './site-address.js';
import { isByConsent, readSite } from './wordpress.settings.js';

/** Tells the site that it is always the same program that asks. */
const APP_ID = '8f0b5f0e-6c1c-4c39-9d0e-5b7c3a1f2d64';

/**
 * Approval on the site itself: its page makes an application password and brings it back.
 * @see https://make.wordpress.org/core/2020/11/05/application-passwords-integration-guide/
 */
export class SiteConsent implements Consents {
  constructor(private readonly net: { http: OutboundHttp; api: SiteApi }) {}

  async authorizationUrl(
    settings: Settings,
    secrets: Settings,
    { redirectUri, state }: { redirectUri: string; state: string },
  ): Promise<{ url: string; secrets: Settings } | null> {
    if (!isByConsent(settings)) return null;
    if (!redirectUri.startsWith('https://')) {
      throw ChannelError.rejected(
        'https_needed',
        'WordPress brings its answer back to https addresses only, and this installation has none. Use an application password.',
      );
    }
    const found = await discoverSite(this.net, readSite(settings, secrets).siteUrl);
    if (found.kind === 'not_found') throw ChannelError.rejected(found.code, `The address: ${found.message}.`);
    const { authorizeUrl } = found.site;
    if (authorizeUrl === null || !/^https?:\/\//i.test(authorizeUrl) || !URL.canParse(authorizeUrl)) {
      throw ChannelError.rejected('no_application_passwords', NOT_OFFERED);
    }
    const url = new URL(authorizeUrl);
    const back = new URL(redirectUri);
    back.searchParams.set('state', state);
    const refused = new URL(back);
    refused.searchParams.set('error', 'rejected');
    url.searchParams.set('app_name', 'Parley');
    url.searchParams.set('app_id', APP_ID);
    url.searchParams.set('success_url', back.href);
    url.searchParams.set('reject_url', refused.href);
    return { url: url.href, secrets: {} };
  }

  /** WordPress answers with the password itself instead of a code for it. */
  codeOf(answer: Record<string, string | undefined>): string | undefined {
    const { site_url, user_login, password } = answer;
    if (user_login === undefined || password === undefined) return undefined;
    return JSON.stringify({ site_url, user_login, password });
  }

  async redeem(settings: Settings, _secrets: Settings, { code }: { code: string }) {
    const given = JSON.parse(code) as { site_url?: string; user_login: string; password: string };
    const hosts = new Set((siteCandidates(readSite(settings, {}).siteUrl) ?? []).map(hostOf));
    if (given.site_url !== undefined && URL.canParse(given.site_url)) {
      if (!hosts.has(hostOf(new URL(given.site_url)))) {
        throw ChannelError.rejected('other_site', 'The answer came from another site than the one asked.');
      }
    }
    return {
      secrets: { consentLogin: given.user_login, consentPassword: given.password },
      expiresAt: null,
    };
  }
}

export const NOT_OFFERED =
  'The site offers no application passwords. It needs https, and no plugin that switches them off.';

const hostOf = ({ host }: URL) => host.replace(/^www\./, '');
