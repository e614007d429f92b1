import type { ChannelLimits } from '@parley/shared/channel-manifest.js';
import type { ChannelTells, Quota } from '../src/channels/core/connector.js';

/** Keeps what a connector tells of its channel. */
export class HeardTells implements ChannelTells {
  readonly quotas = new Map<string, Quota>();
  missing: readonly string[] = [];
  own: Partial<ChannelLimits> = {};

  quota(quota: Quota): void {
    this.quotas.set(quota.name, quota);
  }
  async missingPermissions(names: readonly string[]): Promise<void> {
    this.missing = names;
  }
  async limits(own: Partial<ChannelLimits>): Promise<void> {
    this.own = own;
  }
}
