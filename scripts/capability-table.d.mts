import type { ChannelManifest } from '@parley/shared/channel-manifest.js';

export function capabilityTable(manifests: readonly ChannelManifest[]): string;
export function withTable(readme: string, table: string): string;
