import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ChannelError } from '../core/channel-error.js';
import type { Settings } from '../core/connector.js';
import type { InstanceSettings } from './mastodon.settings.js';
import { type Access, MastodonApi, MastodonApiError, NOT_MASTODON } from './mastodon-api.client.js';
import { readErrorOf } from './refusal.js';
import { SCOPES } from './scopes.js';

const appSchema = z.object({ client_id: z.string().min(1), client_secret: z.string().min(1) });
const tokenSchema = z.object({ access_token: z.string().min(1), scope: z.string().default('') });

interface App {
  clientId: string;
  clientSecret: string;
}

/**
 * Consent on any instance (https://docs.joinmastodon.org/methods/oauth/): each gets an app of its own, made when it is first
 * needed and kept with the channel's secrets.
 */
@Injectable()
export class InstanceOAuth {
  /** Somebody who begins twice needs no second app. */
  private readonly made = new Map<string, Promise<App>>();

  constructor(private readonly api: MastodonApi) {}

  /** @throws ChannelError when the instance makes no app for us */
  async authorizationUrl(
    instance: InstanceSettings,
    secrets: Settings,
    request: { redirectUri: string; state: string; codeChallenge: string },
  ): Promise<{ url: string; secrets: Settings }> {
    const { clientId, clientSecret } = await this.appFor(instance, secrets, request.redirectUri);
    const url = new URL(`${instance.url}/oauth/authorize`);
    const params = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: request.redirectUri,
      scope: SCOPES.join(' '),
      state: request.state,
      // Instances before 4.3 do not look at these two.
      code_challenge: request.codeChallenge,
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    return {
      url: url.href,
      secrets: { clientId, clientSecret, clientFor: purpose(instance, request.redirectUri) },
    };
  }

  /** Trades the code of a consent for a token; tokens of Mastodon do not run out. @throws ChannelError */
  async redeem(
    instance: InstanceSettings,
    secrets: Settings,
    grant: { code: string; codeVerifier: string; redirectUri: string },
  ): Promise<{ secrets: Settings; expiresAt: null }> {
    const form = {
      grant_type: 'authorization_code',
      code: grant.code,
      client_id: String(secrets.clientId ?? ''),
      client_secret: String(secrets.clientSecret ?? ''),
      redirect_uri: grant.redirectUri,
      code_verifier: grant.codeVerifier,
      scope: SCOPES.join(' '),
    };
    try {
      const { data } = await this.api.call(
        publicly(instance),
        { method: 'POST', path: '/oauth/token', form },
        tokenSchema,
      );
      return {
        secrets: { ...secrets, grantedToken: data.access_token, grantedScope: data.scope },
        expiresAt: null,
      };
    } catch (error) {
      if (
        error instanceof MastodonApiError &&
        error.status >= 400 &&
        error.status < 500 &&
        error.status !== 429
      ) {
        throw ChannelError.authExpired(
          `${instance.host} did not accept the sign-in: ${error.description || error.status}`,
          error,
        );
      }
      throw readErrorOf(error);
    }
  }

  /** Takes a granted token back; a pasted one belongs to whoever made it. @throws ChannelError */
  async revoke(instance: InstanceSettings, secrets: Settings, signal: AbortSignal): Promise<void> {
    const { clientId, clientSecret, grantedToken } = secrets;
    if (![clientId, clientSecret, grantedToken].every((one) => typeof one === 'string')) return;
    const form = {
      client_id: String(clientId),
      client_secret: String(clientSecret),
      token: String(grantedToken),
    };
    try {
      await this.api.call(
        publicly(instance),
        { method: 'POST', path: '/oauth/revoke', form, signal },
        z.unknown(),
      );
    } catch (error) {
      throw readErrorOf(error);
    }
  }

  private appFor(instance: InstanceSettings, secrets: Settings, redirectUri: string): Promise<App> {
    const { clientId, clientSecret, clientFor } = secrets;
    const wanted = purpose(instance, redirectUri);
    if (clientFor === wanted && typeof clientId === 'string' && typeof clientSecret === 'string') {
      return Promise.resolve({ clientId, clientSecret });
    }
    const known = this.made.get(wanted);
    if (known !== undefined) return known;
    const making = this.register(instance, redirectUri);
    this.made.set(wanted, making);
    making.catch(() => this.made.delete(wanted));
    return making;
  }

  private async register(instance: InstanceSettings, redirectUri: string): Promise<App> {
    const json = { client_name: 'Parley', redirect_uris: redirectUri, scopes: SCOPES.join(' ') };
    try {
      const { data } = await this.api.call(
        publicly(instance),
        { method: 'POST', path: '/api/v1/apps', json },
        appSchema,
      );
      return { clientId: data.client_id, clientSecret: data.client_secret };
    } catch (error) {
      if (error instanceof MastodonApiError && [404, 405, NOT_MASTODON].includes(error.status)) {
        throw ChannelError.rejected(
          'not_an_instance',
          `${instance.host} is no Mastodon instance.`,
          undefined,
          error,
        );
      }
      throw readErrorOf(error);
    }
  }
}

const purpose = ({ url }: InstanceSettings, redirectUri: string) => `${url} ${redirectUri}`;
const publicly = ({ url }: InstanceSettings): Access => ({ url, token: null });
