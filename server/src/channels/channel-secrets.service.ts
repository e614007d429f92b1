import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '../platform/crypto/secret-box.js';
import { AppError } from '../platform/errors/app-error.js';
import { ChannelRepository } from './channel.repository.js';
import { ChannelLeases } from './channel-leases.service.js';
import type { RenewSecrets, SettingsValue } from './core/connector.js';

export type Secrets = Record<string, SettingsValue>;

/** A renewal is a call or two to a token endpoint. */
const LEASE_MS = 60_000;
const LOOK_AGAIN_MS = 150;

/** A channel's credentials: sealed in its row, opened for its connector only. */
@Injectable()
export class ChannelSecrets {
  constructor(
    private readonly channels: ChannelRepository,
    private readonly leases: ChannelLeases,
    private readonly box: SecretBox,
  ) {}

  seal(channelId: string, secrets: Secrets): Buffer {
    return Buffer.from(this.box.seal(secrets, context(channelId)), 'utf8');
  }

  async open(channelId: string): Promise<Secrets> {
    const sealed = await this.channels.secrets(channelId);
    return sealed === null ? {} : (this.box.open(sealed.toString('utf8'), context(channelId)) as Secrets);
  }

  async save(channelId: string, secrets: Secrets, expiresAt: Date | null): Promise<void> {
    await this.channels.saveSecrets(channelId, this.seal(channelId, secrets), expiresAt);
  }

  /** The port `RenewSecrets` of one channel. @throws AppError unavailable when the lease stays taken */
  renewal(channelId: string): RenewSecrets {
    return async (seen, renew) => {
      const before = JSON.stringify(sorted(seen));
      const patience = Date.now() + LEASE_MS;
      for (;;) {
        const current = await this.open(channelId);
        if (JSON.stringify(sorted(current)) !== before) return current;
        const lease = await this.leases.acquire(channelId, 'credential', LEASE_MS);
        if (lease !== null) {
          try {
            const latest = await this.open(channelId);
            if (JSON.stringify(sorted(latest)) !== before) return latest;
            const renewed = await renew(latest);
            await this.save(channelId, renewed.secrets, renewed.expiresAt);
            return renewed.secrets;
          } finally {
            await this.leases.release(lease);
          }
        }
        if (Date.now() > patience) {
          throw new AppError('unavailable', 'The credentials of this channel are being renewed. Try again.');
        }
        await pause(LOOK_AGAIN_MS);
      }
    };
  }
}

const context = (channelId: string) => `channel:${channelId}:secrets`;

const sorted = (secrets: Secrets) => Object.entries(secrets).sort(([a], [b]) => (a < b ? -1 : 1));
