import type { Medium } from '@parley/shared/brands.js';
import type { ChannelLimits } from '@parley/shared/channel-manifest.js';
import type { ChannelStatus } from '@parley/shared/channels.js';
import type { Settings } from './core/connector.js';

/** A backfill asked for by the owner, as it is kept with its channel. */
export interface Backfill {
  state: 'running' | 'done' | 'failed';
  /** ISO 8601. */
  since: string;
  queueSince: string | null;
  done: number;
  total: number | null;
  message: string | null;
}

/** ISO 8601 times. */
export interface KeptQuota {
  used: number;
  limit: number;
  resetsAt: string | null;
  at: string;
}

/** One connected account, without its secrets. */
export interface Channel {
  id: string;
  brandId: string;
  kind: string;
  name: string;
  /** The platform's id of the account; events name it. */
  account: string;
  endpointId: string | null;
  status: ChannelStatus;
  statusCode: string | null;
  statusReason: string | null;
  settings: Settings;
  /** Milliseconds; a medium that is left out keeps the manifest's or its own default. */
  settleMs: Partial<Record<Medium, number>>;
  restricted: boolean;
  /** What is older is history. */
  connectedAt: Date;
  removedAt: Date | null;
  lastEventAt: Date | null;
  lastReplyAt: Date | null;
  lastPolledAt: Date | null;
  caughtUpAt: Date | null;
  tokenExpiresAt: Date | null;
  missingPermissions: string[];
  /** What this instance allows instead of its kind's limits. */
  limits: Partial<ChannelLimits> | null;
  /** By name. */
  quotas: Record<string, KeptQuota>;
  backfill: Backfill | null;
  settingsVersion: number;
  nudges: number;
}
