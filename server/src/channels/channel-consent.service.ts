import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { startConsentSchema } from '@parley/shared/channels.js';
import type { z } from 'zod';
import { Env } from '../platform/config/env.js';
import { SecretBox } from '../platform/crypto/secret-box.js';
import { constantTimeEqual, randomToken } from '../platform/crypto/tokens.js';
import { AppError } from '../platform/errors/app-error.js';
import type { Member } from '../platform/http/caller.js';
import { checkSettings } from './channel.settings.js';
import { ChannelDirectory } from './channel-directory.service.js';
import { ChannelSecrets } from './channel-secrets.service.js';
import { ChannelsService } from './channels.service.js';
import { ChannelError } from './core/channel-error.js';
import type { Consents, Settings } from './core/connector.js';
import { ConnectorRegistry } from './core/connector-registry.js';

/** What the browser carries through the provider's pages: sealed, so it can neither be read nor changed there. */
interface PendingConsent {
  state: string;
  codeVerifier: string;
  userId: string;
  brandId: string;
  kind: string;
  name: string;
  settings: Settings;
  secrets: Settings;
  channelId: string | null;
  /** ms since the epoch, by the machine's clock. */
  expiresAt: number;
}

export const CONSENT_MINUTES = 15;
export const CONSENT_PATH = '/api/v1/channel-kinds/consent';
const CONTEXT = 'channel-consent';

/** Connecting a channel by consent in the browser, for the member who began it and nobody else. */
@Injectable()
export class ChannelConsents {
  constructor(
    private readonly connectors: ConnectorRegistry,
    private readonly channels: ChannelsService,
    private readonly directory: ChannelDirectory,
    private readonly secrets: ChannelSecrets,
    private readonly box: SecretBox,
    private readonly env: Env,
  ) {}

  /** @returns where to send the browser, and what it keeps meanwhile */
  async begin(caller: Member, input: z.infer<typeof startConsentSchema>) {
    const { manifest, connects } = this.connectors.get(input.kind);
    const stored =
      input.channelId === undefined ? undefined : await this.stored(caller, input.channelId, input.kind);
    const checked = checkSettings(manifest, input.settings, stored);
    const state = randomToken();
    const codeVerifier = randomBytes(48).toString('base64url');
    let begun: { url: string; secrets: Settings } | null;
    try {
      const found = await connects.consents?.authorizationUrl(checked.settings, checked.secrets, {
        redirectUri: this.redirectUri,
        state,
        codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      });
      begun = typeof found === 'string' ? { url: found, secrets: {} } : (found ?? null);
    } catch (error) {
      if (error instanceof ChannelError)
        throw new AppError('not_possible_now', error.message, { cause: error });
      throw error;
    }
    if (begun === null) throw new AppError('not_possible_now', 'These settings need no consent.');
    const pending: PendingConsent = {
      state,
      codeVerifier,
      userId: caller.userId,
      brandId: caller.seat.brandId,
      kind: input.kind,
      name: input.name,
      settings: checked.settings,
      secrets: { ...checked.secrets, ...begun.secrets },
      channelId: input.channelId ?? null,
      expiresAt: Date.now() + CONSENT_MINUTES * 60_000,
    };
    return { url: begun.url, kept: this.box.seal(pending, CONTEXT) };
  }

  /**
   * @param answer what the provider sent the browser back with
   * @returns the id of the channel
   * @throws AppError forbidden, expired, channel_failed; what `ChannelsService.add` throws
   */
  async finish(
    caller: Member,
    kept: string | undefined,
    answer: Record<string, string | undefined>,
  ): Promise<string> {
    const pending = this.open(kept);
    if (pending === null || Date.now() > pending.expiresAt) {
      throw new AppError('expired', 'This sign-in was begun too long ago: begin anew.');
    }
    const same = pending.userId === caller.userId && pending.brandId === caller.seat.brandId;
    if (!same || !constantTimeEqual(answer.state ?? '', pending.state)) {
      throw new AppError('forbidden', 'This sign-in was not begun here.');
    }
    const { consents } = this.connectors.get(pending.kind).connects;
    const code = consents?.codeOf === undefined ? answer.code : consents.codeOf(answer);
    if (code === undefined) throw new AppError('channel_failed', 'The consent was not given.');
    const { secrets, expiresAt } = await this.redeem(consents, pending, code);
    if (pending.channelId !== null) {
      const channel = await this.directory.get(caller.seat.brandId, pending.channelId);
      await this.channels.reconnect(caller, channel, {
        settings: pending.settings,
        secrets,
        tokenExpiresAt: expiresAt,
        name: pending.name,
        changedSecrets: ['consent'],
      });
      return channel.id;
    }
    const { kind, name, settings } = pending;
    const added = await this.channels.add(caller, {
      kind,
      name,
      settings,
      secrets,
      tokenExpiresAt: expiresAt,
    });
    return added.channel.id;
  }

  private async redeem(consents: Consents | undefined, pending: PendingConsent, code: string) {
    if (consents === undefined) {
      throw new AppError('not_possible_now', 'This kind of channel connects without consent.');
    }
    try {
      return await consents.redeem(pending.settings, pending.secrets, {
        code,
        codeVerifier: pending.codeVerifier,
        redirectUri: this.redirectUri,
      });
    } catch (error) {
      if (error instanceof ChannelError)
        throw new AppError('channel_failed', error.message, { cause: error });
      throw error;
    }
  }

  private get redirectUri(): string {
    return `${this.env.publicUrl}${CONSENT_PATH}/callback`;
  }

  private open(kept: string | undefined): PendingConsent | null {
    if (kept === undefined) return null;
    try {
      return this.box.open(kept, CONTEXT) as PendingConsent;
    } catch {
      return null;
    }
  }

  private async stored({ seat }: Member, channelId: string, kind: string) {
    const channel = await this.directory.get(seat.brandId, channelId);
    if (channel.kind !== kind) {
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['channelId'], message: 'this channel is of another kind' }],
      });
    }
    return { settings: channel.settings, secrets: await this.secrets.open(channelId) };
  }
}
