import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import { LedgerBench } from '../../test/builders/ledger-bench.js';
import { eventually } from '../../test/harness/eventually.js';
import { ChannelCursors } from '../channels/channel-cursors.service.js';
import { ChannelDirectory } from '../channels/channel-directory.service.js';
import { ChannelLeases } from '../channels/channel-leases.service.js';
import { ChannelsService } from '../channels/channels.service.js';
import { ChannelError } from '../channels/core/channel-error.js';
import type { Connector, PollSession } from '../channels/core/connector.js';
import { ConnectorRegistry } from '../channels/core/connector-registry.js';
import { PollSupervisor } from './poll-supervisor.service.js';

const manifest: ChannelManifest = {
  kind: 'polled',
  name: { en: 'Polled', de: 'Polled' },
  summary: { en: '', de: '' },
  icon: 'x',
  media: ['dm'],
  capabilities: ['polls', 'backfill'],
  limits: { textLength: null, attachments: 0, attachmentBytes: 0, totalBytes: 0, attachmentTypes: null },
  replyWindowMs: null,
  settings: [
    {
      name: 'account',
      type: 'text',
      label: { en: '', de: '' },
      required: true,
      secret: false,
      advanced: false,
    },
    {
      name: 'password',
      type: 'password',
      label: { en: '', de: '' },
      required: false,
      secret: true,
      advanced: false,
    },
  ],
};

/** What a session of the invented kind does; every test says. */
let poll: (session: PollSession) => Promise<void>;
const sessions: PollSession[] = [];

const connector: Connector = {
  manifest,
  connects: { identify: async (settings) => ({ account: String(settings.account), settings }) },
  receives: {
    parse: async (delivery) => {
      const { id, text } = JSON.parse((await delivery.body()).toString()) as { id: string; text: string };
      return [
        {
          type: 'message',
          key: id,
          account: delivery.channel?.account ?? '',
          at: null,
          conversation: { externalId: 'thread', medium: 'dm' },
          externalId: id,
          direction: 'in',
          visibility: 'private',
          author: { namespace: 'polled', externalId: 'anna', name: 'Anna' },
          others: [],
          text,
          attachments: [],
        },
      ];
    },
  },
  polls: {
    poll: (session) => {
      sessions.push(session);
      return poll(session);
    },
  },
};

const untilEnded = ({ signal }: PollSession) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
const found = (id: string) => ({ body: Buffer.from(JSON.stringify({ id, text: `text ${id}` })), meta: {} });

let bench: LedgerBench;
let channels: ChannelsService;
let supervisor: PollSupervisor;
let channelId: string;
let count = 0;

beforeAll(async () => {
  bench = await LedgerBench.open();
  bench.get(ConnectorRegistry).register(connector);
  channels = bench.get(ChannelsService);
  supervisor = bench.get(PollSupervisor);
}, 60_000);
afterAll(async () => {
  await bench?.close();
});
beforeEach(async () => {
  count += 1;
  sessions.length = 0;
  poll = untilEnded;
  const { channel } = await channels.connect(bench.owner, {
    kind: 'polled',
    name: 'Polled',
    settings: { account: `account-${count}`, password: 'first' },
  });
  channelId = channel.id;
});
afterEach(async () => {
  await channels.remove(bench.owner, channelId);
  await supervisor.look();
  await eventually('the session to end', () => sessions.every(({ signal }) => signal.aborted));
});

const detail = () => channels.detail(bench.owner, channelId);
const started = (n: number) => eventually(`session ${n}`, () => sessions.length >= n);
/** Lets the next try come now instead of after its wait. */
const noWait = () => {
  const { troubles } = supervisor as unknown as { troubles: Map<string, { notBefore: number }> };
  for (const trouble of troubles.values()) trouble.notBefore = 0;
};
const lookUntil = (what: string, probe: () => boolean | Promise<boolean>) =>
  eventually(what, async () => {
    noWait();
    await supervisor.look();
    return probe();
  });

describe('polling', () => {
  it('is done by one session, which stores what it found with its cursor', async () => {
    await supervisor.look();
    await supervisor.look();
    await started(1);
    expect(sessions).toHaveLength(1);
    const [session] = sessions;
    expect(session?.channel.secrets).toEqual({ password: 'first' });
    expect(await session?.cursor('uid')).toBeNull();
    await session?.accept([found(`${count}-1`), found(`${count}-2`)], { uid: 2 });
    await session?.caughtUp();
    expect(await session?.cursor('uid')).toBe(2);
    await bench.work();
    const texts = (await bench.rows<{ text: string }>('message', 'seq')).map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining([`text ${count}-1`, `text ${count}-2`]));
    expect((await detail()).health.lastPolledAt).not.toBeNull();
  });

  it('stores nothing for a session whose lease another has taken', async () => {
    await supervisor.look();
    await started(1);
    await bench.database.run(`UPDATE channel_lease SET expires_at = now() - interval '1 s'`);
    const other = await bench.get(ChannelLeases).acquire(channelId, 'poll', 60_000);
    expect(other).not.toBeNull();
    const before = (await bench.rows('inbound_delivery')).length;
    await expect(sessions[0]?.accept([found('late')], { uid: 9 })).rejects.toThrow('lost');
    expect(await bench.rows('inbound_delivery')).toHaveLength(before);
    expect(await bench.get(ChannelCursors).get(channelId, 'uid')).toBeNull();
  });

  it('begins anew when the settings change, and ends when the channel is paused', async () => {
    await supervisor.look();
    await started(1);
    await channels.update(bench.owner, channelId, { settings: { password: 'second' } });
    await lookUntil('a session with the new password', () => sessions.length >= 2);
    expect(sessions[0]?.signal.aborted).toBe(true);
    expect(sessions[1]?.channel.secrets).toEqual({ password: 'second' });
    await channels.pause(bench.owner, channelId);
    await supervisor.look();
    expect(sessions[1]?.signal.aborted).toBe(true);
    await supervisor.look();
    expect(sessions).toHaveLength(2);
  });

  it('hears of a nudge and of a backfill', async () => {
    await supervisor.look();
    await started(1);
    const [session] = sessions;
    // Also of one that came before anybody listened.
    await bench.get(ChannelDirectory).nudge(bench.owner.seat.brandId, channelId);
    await supervisor.look();
    const early = jest.fn();
    session?.onNudge(early);
    expect(early).toHaveBeenCalledTimes(1);
    const nudged = new Promise<void>((resolve) => session?.onNudge(resolve));
    await channels.startBackfill(bench.owner, channelId, {
      since: '2026-01-01T00:00:00Z',
      queueLastDays: 3,
    });
    await supervisor.look();
    await nudged;
    expect(await session?.backfill()).toMatchObject({ since: new Date('2026-01-01T00:00:00Z'), done: 0 });
    await session?.backfillProgress({ done: 5, total: 10, finished: false });
    expect((await detail()).health.backfill).toMatchObject({ state: 'running', done: 5, total: 10 });
    const again = channels.startBackfill(bench.owner, channelId, {
      since: '2026-01-01T00:00:00Z',
      queueLastDays: null,
    });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
    await session?.backfillProgress({ done: 10, total: 10, finished: true });
    expect(await session?.backfill()).toBeNull();
    expect((await detail()).health.backfill).toMatchObject({ state: 'done' });
  });
});

describe('trouble', () => {
  it('is a hiccup at first, then shown, and over when the source is read to its end', async () => {
    poll = async () => {
      throw ChannelError.retryable('away', 'The mail server does not answer.');
    };
    await lookUntil('two failures', () => sessions.length >= 2);
    await eventually('the second session to end', () => sessions.every(({ signal }) => signal.aborted));
    expect((await detail()).status).toBe('connected');
    await lookUntil('the channel to be degraded', async () => (await detail()).status === 'degraded');
    expect((await detail()).statusReason).toBe('The mail server does not answer.');
    await lookUntil('it to be disconnected', async () => (await detail()).status === 'disconnected');
    poll = async (session) => {
      await session.caughtUp();
      await untilEnded(session);
    };
    await lookUntil('it to be connected', async () => (await detail()).status === 'connected');
  });

  it('waits longer each time', async () => {
    poll = async () => {
      throw new Error('no');
    };
    await supervisor.look();
    await eventually('the failure', () => sessions.length === 1 && sessions[0]?.signal.aborted);
    await supervisor.look();
    expect(sessions).toHaveLength(1);
  });

  it('with the credentials stops until there are others', async () => {
    poll = async () => {
      throw ChannelError.authExpired('The password is wrong.');
    };
    await supervisor.look();
    await eventually('the report', async () => (await detail()).status === 'degraded');
    await eventually('the session to end', () => sessions[0]?.signal.aborted);
    noWait();
    await supervisor.look();
    expect(sessions).toHaveLength(1);
    poll = untilEnded;
    await channels.update(bench.owner, channelId, { settings: { password: 'right' } });
    await lookUntil('a session', () => sessions.length === 2);
    expect((await detail()).status).toBe('connected');
  });
});

describe('the form of a kind with secrets', () => {
  it('keeps a secret that is left empty, and another account is another channel', async () => {
    const kept = await channels.update(bench.owner, channelId, { settings: { password: '' } });
    expect(kept.secretsSet).toEqual(['password']);
    expect(JSON.stringify(kept)).not.toContain('first');
    await expect(
      channels.update(bench.owner, channelId, { settings: { account: 'other' } }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const twice = channels.connect(bench.owner, {
      kind: 'polled',
      name: 'Again',
      settings: { account: `account-${count}` },
    });
    await expect(twice).rejects.toMatchObject({ code: 'already_exists' });
  });
});
