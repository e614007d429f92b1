import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import { capabilityTable, withTable } from '../../scripts/capability-table.mjs';

const root = join(import.meta.dirname, '../..');
const channels = join(root, 'server/src/channels');
const isManifest = (value: unknown): value is ChannelManifest =>
  typeof (value as ChannelManifest | null)?.kind === 'string' &&
  Array.isArray((value as ChannelManifest).capabilities);

async function manifests(): Promise<ChannelManifest[]> {
  const files = readdirSync(channels, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.manifest.ts'),
  );
  const modules = await Promise.all(
    files.map((file) => import(join(channels, file)) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((one) => Object.values(one).filter(isManifest));
}

describe('what the README says of the channels', () => {
  it('is what their manifests say (npm run capabilities writes it anew)', async () => {
    const found = await manifests();
    expect(found.length).toBeGreaterThanOrEqual(4);
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(withTable(readme, capabilityTable(found))).toBe(readme);
  });

  it('would notice a capability more', async () => {
    const [first, ...others] = await manifests();
    if (first === undefined) throw new Error('there is no manifest');
    const more = { ...first, capabilities: [...first.capabilities, 'blocks' as const, 'hides' as const] };
    expect(capabilityTable([more, ...others])).not.toBe(capabilityTable([first, ...others]));
  });

  it('is in every folder of a kind: its own README', async () => {
    for (const { kind } of await manifests()) {
      const page = readFileSync(join(channels, kind, 'README.md'), 'utf8');
      for (const heading of ['## What it can do', '## How to test']) {
        expect([kind, page.includes(heading)]).toEqual([kind, true]);
      }
    }
  });
});
