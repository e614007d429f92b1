import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerBench } from '../../test/builders/ledger-bench.js';
import { Database } from '../platform/database/database.js';
import type { Member } from '../platform/http/caller.js';
import { ChannelAccess } from './channel-access.service.js';
import { ChannelCursors } from './channel-cursors.service.js';
import { ChannelDirectory } from './channel-directory.service.js';
import { ChannelLeases, LeaseLostError } from './channel-leases.service.js';
import { ChannelSecrets } from './channel-secrets.service.js';
import { ChannelStatuses } from './channel-status.service.js';
import { ChannelsService } from './channels.service.js';
import { ConnectorRegistry } from './core/connector-registry.js';

const TEXT = { en: '', de: '' };

let bench: LedgerBench;
let channels: ChannelsService;
let statuses: ChannelStatuses;
let channelId: string;

beforeAll(async () => {
  bench = await LedgerBench.open();
  channels = bench.get(ChannelsService);
  statuses = bench.get(ChannelStatuses);
}, 60_000);
afterAll(async () => {
  await bench?.close();
});
beforeEach(async () => {
  channelId = (await bench.connectApi({ webhookUrl: 'https://shop.test/hook' })).channel.id;
});

const detail = (caller = bench.owner) => channels.detail(caller, channelId);
const refused = (code: string) => expect.objectContaining({ code });

describe('connecting', () => {
  it('shows the secret once, keeps it sealed and writes down who did it', async () => {
    const { channel, endpointSecret } = await channels.connect(bench.owner, {
      kind: 'api',
      name: 'Shop',
      settings: {},
    });
    expect(endpointSecret).toMatch(/^whsec_/);
    expect(channel).toMatchObject({
      status: 'connected',
      secretsSet: [],
      endpointUrl: expect.stringMatching(/^http:\/\/parley\.test\/hooks\/api\/[0-9a-f-]{36}$/),
    });
    const [endpoint] = await bench.database.query<{ secret: Buffer }>(
      'SELECT secret FROM endpoint ORDER BY id DESC LIMIT 1',
    );
    expect(endpoint?.secret.toString()).not.toContain(endpointSecret?.slice(6));
    const audit = await bench.rows<{ action: string; actor_user_id: string }>('audit_entry');
    expect(audit.at(-1)).toMatchObject({
      action: 'channel.connected',
      actor_user_id: bench.owner.userId,
    });
  });

  it('names the settings that do not fit', async () => {
    const connecting = channels.connect(bench.owner, {
      kind: 'api',
      name: 'Shop',
      settings: { webhookUrl: 'ftp://x', nonsense: 1 },
    });
    await expect(connecting).rejects.toMatchObject({
      code: 'invalid_request',
      issues: [{ path: ['settings', 'nonsense'] }, { path: ['settings', 'webhookUrl'] }],
    });
    const unknown = channels.connect(bench.owner, { kind: 'fax', name: 'Fax', settings: {} });
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps the settings a change leaves out', async () => {
    const changed = await channels.update(bench.owner, channelId, {
      settings: { receiverDeduplicates: false },
    });
    expect(changed.settings).toEqual({ webhookUrl: 'https://shop.test/hook', receiverDeduplicates: false });
    expect((await channels.update(bench.owner, channelId, { name: 'Store' })).name).toBe('Store');
  });

  it('removed, it is gone with its endpoint and its credentials', async () => {
    await channels.remove(bench.owner, channelId);
    await expect(detail()).rejects.toMatchObject({ code: 'not_found' });
    const gone = await bench.get(ChannelDirectory).find(channelId);
    expect(gone?.removedAt).toBeInstanceOf(Date);
    expect(await bench.get(ChannelSecrets).open(channelId)).toEqual({});
  });

  it('of a kind that tells its platform about us shows no secret, and takes back what it told when it is removed', async () => {
    const told: unknown[] = [];
    bench.get(ConnectorRegistry).register({
      manifest: {
        ...bench.get(ConnectorRegistry).get('api').manifest,
        kind: 'telling',
        capabilities: ['receives_webhooks', 'registers_webhooks'],
        settings: [
          { name: 'token', type: 'password', label: TEXT, required: true, secret: true, advanced: false },
        ],
      },
      connects: {
        identify: async (settings) => ({ account: null, settings }),
        disconnect: async (_settings, secrets) => {
          told.push(secrets);
          throw new Error('the platform is away');
        },
      },
    });
    const made = await channels.connect(bench.owner, {
      kind: 'telling',
      name: 'Bot',
      settings: { token: 'abc' },
    });
    expect(made).toMatchObject({ endpointSecret: null, channel: { endpointUrl: null } });
    const before = await bench.get(ChannelDirectory).find(made.channel.id);
    expect((await channels.rotateSecret(bench.owner, made.channel.id)).endpointSecret).toMatch(/^whsec_/);
    const after = await bench.get(ChannelDirectory).find(made.channel.id);
    expect(after?.settingsVersion).toBe((before?.settingsVersion ?? 0) + 1);
    await expect(channels.remove(await bench.stranger(), made.channel.id)).rejects.toEqual(
      refused('not_found'),
    );
    expect(told).toEqual([]);
    await channels.remove(bench.owner, made.channel.id);
    expect(told).toEqual([{ token: 'abc' }]);
    await expect(channels.detail(bench.owner, made.channel.id)).rejects.toEqual(refused('not_found'));
  });

  it('of another brand does not exist', async () => {
    const stranger = await bench.stranger();
    await expect(channels.detail(stranger, channelId)).rejects.toEqual(refused('not_found'));
    await expect(channels.pause(stranger, channelId)).rejects.toEqual(refused('not_found'));
    await expect(channels.remove(stranger, channelId)).rejects.toEqual(refused('not_found'));
    await expect(
      channels.setMembers(stranger, channelId, { restricted: true, memberIds: [] }),
    ).rejects.toEqual(refused('not_found'));
    await expect(channels.rotateSecret(stranger, channelId)).rejects.toEqual(refused('not_found'));
    expect(await channels.list(stranger)).toEqual([]);
  });
});

describe('who may see a restricted channel', () => {
  let agent: Member;
  let manager: Member;
  beforeAll(async () => {
    agent = await bench.member('agent');
    manager = await bench.member('manager');
  });

  it('is decided in one place: owners, and those listed', async () => {
    const access = bench.get(ChannelAccess);
    expect(await access.visibleChannelIds(agent.seat)).toBe('all');
    await channels.setMembers(bench.owner, channelId, {
      restricted: true,
      memberIds: [agent.seat.memberId],
    });
    expect(await access.visibleChannelIds(bench.owner.seat)).toBe('all');
    expect(await access.visibleChannelIds(agent.seat)).toBe('all');
    const others = await access.visibleChannelIds(manager.seat);
    expect(others).not.toContain(channelId);
    expect(others).not.toBe('all');
    expect((await channels.list(manager)).map(({ id }) => id)).not.toContain(channelId);
    await expect(detail(manager)).rejects.toEqual(refused('not_found'));
    expect((await detail(agent)).memberIds).toEqual([agent.seat.memberId]);
    const viewers = await access.viewers(bench.owner.seat.brandId, channelId);
    expect([...viewers].sort()).toEqual([agent.seat.memberId, bench.owner.seat.memberId].sort());
    await channels.setMembers(bench.owner, channelId, { restricted: false, memberIds: [] });
    expect((await detail(manager)).id).toBe(channelId);
  });

  it('takes members of the brand only', async () => {
    const stranger = await bench.stranger();
    await expect(
      channels.setMembers(bench.owner, channelId, {
        restricted: true,
        memberIds: [agent.seat.memberId, stranger.seat.memberId],
      }),
    ).rejects.toMatchObject({ code: 'invalid_request', issues: [{ path: ['memberIds', 1] }] });
  });
});

describe('status', () => {
  it('is cleared only by the side that reported, and never covers up that nothing can be sent', async () => {
    await statuses.report(channelId, 'poll', { code: 'slow', message: 'Slow.' });
    await statuses.clear(channelId, 'send');
    expect(await detail()).toMatchObject({ status: 'degraded', statusReason: 'Slow.' });
    await statuses.clear(channelId, 'poll');
    expect(await detail()).toMatchObject({ status: 'connected', statusReason: null });

    await statuses.pauseSending(channelId, { code: 'auth_expired', message: 'Sign in again.' }, null);
    await statuses.report(channelId, 'poll', { code: 'slow', message: 'Slow.' });
    expect((await detail()).statusReason).toBe('Sign in again.');
    expect(await statuses.sendingPause(channelId)).toEqual({ until: null });
    await channels.update(bench.owner, channelId, { settings: {} });
    expect((await detail()).status).toBe('connected');
    expect(await statuses.sendingPause(channelId)).toBeNull();
  });

  it('of a paused channel stays paused until it is resumed', async () => {
    await channels.pause(bench.owner, channelId);
    await statuses.report(channelId, 'poll', { code: 'x', message: 'X.' });
    await channels.update(bench.owner, channelId, { settings: {} });
    expect((await detail()).status).toBe('paused');
    expect(await statuses.sendingPause(channelId)).toEqual({ until: null });
    expect((await channels.resume(bench.owner, channelId)).status).toBe('connected');
  });

  it('tells when a suspension ends', async () => {
    const until = new Date(Date.now() + 3_600_000);
    await statuses.pauseSending(channelId, { code: 'suspended', message: 'Too much.' }, until);
    expect(await statuses.sendingPause(channelId)).toEqual({ until });
  });
});

describe('leases', () => {
  it('have one holder; a new one raises the epoch, and the old one can write nothing', async () => {
    const leases = bench.get(ChannelLeases);
    const database = bench.get(Database);
    const first = await leases.acquire(channelId, 'poll', 60_000);
    if (first === null) throw new Error('not acquired');
    expect(await leases.acquire(channelId, 'poll', 60_000)).toBeNull();
    expect(await leases.renew(first, 60_000)).toBe(true);
    await database.run(`UPDATE channel_lease SET expires_at = now() - interval '1 s'`);
    // Late, but nobody else has taken over: what it writes still counts.
    await database.transaction(() => leases.hold(first));
    const second = await leases.acquire(channelId, 'poll', 60_000);
    expect(second?.epoch).toBe(first.epoch + 1);
    await expect(database.transaction(() => leases.hold(first))).rejects.toBeInstanceOf(LeaseLostError);
    expect(await leases.renew(first, 60_000)).toBe(false);
    await leases.release(first);
    expect(await leases.acquire(channelId, 'poll', 60_000)).toBeNull();
    if (second !== null) await leases.release(second);
    expect(await leases.acquire(channelId, 'poll', 60_000)).not.toBeNull();
  });

  it('asked for by many at once go to one', async () => {
    const leases = bench.get(ChannelLeases);
    const got = await Promise.all(Array.from({ length: 8 }, () => leases.acquire(channelId, 'x', 60_000)));
    expect(got.filter((lease) => lease !== null)).toHaveLength(1);
  });
});

describe('cursors', () => {
  it('are set, moved and forgotten', async () => {
    const cursors = bench.get(ChannelCursors);
    await cursors.set(channelId, { inbox: { uid: 5 }, sent: 'x' });
    await cursors.set(channelId, { inbox: { uid: 6 }, sent: null });
    expect(await cursors.get(channelId, 'inbox')).toEqual({ uid: 6 });
    expect(await cursors.get(channelId, 'sent')).toBeNull();
  });
});

describe('credentials', () => {
  it('are renewed once, however many want to; the others get what was stored', async () => {
    const secrets = bench.get(ChannelSecrets);
    await secrets.save(channelId, { token: 'old' }, null);
    const seen = await secrets.open(channelId);
    let renewals = 0;
    const got = await Promise.all(
      Array.from({ length: 5 }, () =>
        secrets.renewal(channelId)(seen, async () => {
          renewals += 1;
          return { secrets: { token: 'new' }, expiresAt: new Date('2030-01-01T00:00:00Z') };
        }),
      ),
    );
    expect(renewals).toBe(1);
    expect(got).toEqual(Array(5).fill({ token: 'new' }));
    expect(await secrets.open(channelId)).toEqual({ token: 'new' });
    expect((await bench.get(ChannelDirectory).find(channelId))?.tokenExpiresAt).toEqual(
      new Date('2030-01-01T00:00:00Z'),
    );
  });

  it('whose renewal fails can be renewed by the next', async () => {
    const secrets = bench.get(ChannelSecrets);
    await secrets.save(channelId, { token: 'old' }, null);
    const renewal = secrets.renewal(channelId);
    const failing = renewal({ token: 'old' }, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    const next = await renewal({ token: 'old' }, async () => ({ secrets: { token: 'b' }, expiresAt: null }));
    expect(next).toEqual({ token: 'b' });
  });
});
