import { Injectable } from '@nestjs/common';
import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import type {
  suggestedSettingsSchema,
  suggestSettingsSchema,
  testChannelSchema,
  testResultSchema,
} from '@parley/shared/channels.js';
import type { z } from 'zod';
import { AppError } from '../platform/errors/app-error.js';
import { checkSettings } from './channel.settings.js';
import { ChannelDirectory } from './channel-directory.service.js';
import { ChannelSecrets } from './channel-secrets.service.js';
import { ConnectorRegistry } from './core/connector-registry.js';

/** What kinds of channel there are, and trying out settings before an account is connected. */
@Injectable()
export class ChannelKindsService {
  constructor(
    private readonly connectors: ConnectorRegistry,
    private readonly directory: ChannelDirectory,
    private readonly secrets: ChannelSecrets,
  ) {}

  list(): ChannelManifest[] {
    return this.connectors.all().map((connector) => connector.manifest);
  }

  async test(
    brandId: string,
    input: z.infer<typeof testChannelSchema>,
  ): Promise<z.infer<typeof testResultSchema>> {
    const { manifest, connects } = this.connectors.get(input.kind);
    if (connects.testConnection === undefined) {
      throw new AppError('not_possible_now', 'There is nothing to test on this kind of channel.');
    }
    const stored = input.channelId === undefined ? undefined : await this.stored(brandId, input.channelId);
    if (stored !== undefined && stored.kind !== input.kind) {
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['channelId'], message: 'this channel is of another kind' }],
      });
    }
    const checked = checkSettings(manifest, input.settings, stored);
    const identified = await connects.identify(checked.settings, checked.secrets);
    const checks = await connects.testConnection(identified.settings, checked.secrets);
    return { ok: checks.every((check) => check.ok), checks };
  }

  async suggest(
    input: z.infer<typeof suggestSettingsSchema>,
  ): Promise<z.infer<typeof suggestedSettingsSchema>> {
    const { connects } = this.connectors.get(input.kind);
    return (await connects.suggestSettings?.(input.address)) ?? { provider: null, settings: {}, notes: [] };
  }

  private async stored(brandId: string, channelId: string) {
    const channel = await this.directory.get(brandId, channelId);
    return {
      kind: channel.kind,
      settings: channel.settings,
      secrets: await this.secrets.open(channelId),
    };
  }
}
