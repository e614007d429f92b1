import { beforeEach, expect, it } from '@jest/globals';
import type { ChannelDirectory } from '../channels/channel-directory.service.js';
import type { Connector } from '../channels/core/connector.js';
import { ConnectorRegistry } from '../channels/core/connector-registry.js';
import type { SharedThreadsService } from '../conversations/shared-threads/shared-threads.service.js';
import { PlatformTyping } from './platform-typing.service.js';

let shown: string[];
let asked: number;
let channel: { kind: string; status: string; removedAt: Date | null };
let typing: PlatformTyping;
beforeEach(() => {
  shown = [];
  asked = 0;
  channel = { kind: 'shows', status: 'connected', removedAt: null };
  const registry = new ConnectorRegistry();
  const kind = (name: string, parts: Partial<Connector>) =>
    registry.register({ manifest: { kind: name }, ...parts } as Connector);
  kind('silent', {});
  kind('shows', {
    typing: {
      lastsMs: 60_000,
      showTyping: async (_channel, thread) => {
        shown.push(thread);
        if (thread === 'thread of bad') throw new Error('refused');
      },
    },
  });
  typing = new PlatformTyping(
    {
      conversation: async (_brandId: string, id: string) => {
        asked += 1;
        return id === 'unknown' ? undefined : { channelId: 'c', externalId: `thread of ${id}` };
      },
    } as unknown as SharedThreadsService,
    { recall: async () => channel, open: async () => ({}) } as unknown as ChannelDirectory,
    registry,
  );
});

it('tells the platform, and again only when it no longer shows', async () => {
  await typing.show('brand', 'one');
  await typing.show('brand', 'one');
  await typing.show('brand', 'two');
  expect(shown).toEqual(['thread of one', 'thread of two']);
  expect(asked).toBe(2);
});

it.each([
  ['of a kind that cannot show it', { kind: 'silent' }],
  ['that is paused', { status: 'paused' }],
  ['that was removed', { removedAt: new Date() }],
])('tells nobody on a channel %s', async (_name, change) => {
  Object.assign(channel, change);
  await typing.show('brand', 'one');
  expect(shown).toEqual([]);
});

it('lets go of what fails', async () => {
  await typing.show('brand', 'bad');
  await typing.show('brand', 'unknown');
  expect(shown).toEqual(['thread of bad']);
});
