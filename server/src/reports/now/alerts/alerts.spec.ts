import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Notification } from '@parley/shared/notifications.js';
import type { Alert, AlertLog, NowBoard, SaveAlert, SavedAlert } from '@parley/shared/now.js';
import { Webhook } from 'standardwebhooks';
import { InboxBench, type Signed } from '../../../../test/builders/inbox-bench.js';
import { SYSTEM_MAIL_REQUESTED } from '../../../auth/auth.events.js';
import { ChannelAccess } from '../../../channels/channel-access.service.js';
import { CHANNEL_REMOVED } from '../../../channels/channels.events.js';
import { DomainEvents } from '../../../platform/events/events.js';
import { NowModule } from '../now.module.js';
import { NowReadings } from '../now-readings.service.js';
import { AlertWatch } from './alert-watch.service.js';

const MINUTE = 60_000;

let bench: InboxBench;
let manager: Signed;
let agent: Signed;
const mails: { to: string; subject: string }[] = [];
/** What the other system got, and what it answers next; 200 when nothing is said. */
const arrivals: { headers: Record<string, string>; body: string }[] = [];
const answers: number[] = [];
let receiver: Server;
let url: string;

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    arrivals.push({
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(parts).toString('utf8'),
    });
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/alerts`;
  bench = await InboxBench.open({ PARLEY_ALLOW_NETWORKS: '127.0.0.0/8' }, [NowModule]);
  bench.clock.stop();
  manager = await bench.member('manager', 'Mia');
  agent = await bench.member('agent', 'Ada');
  bench.get(DomainEvents).inTransaction(SYSTEM_MAIL_REQUESTED, async ({ to, subject }) => {
    mails.push({ to, subject });
  });
});
afterAll(async () => {
  await bench?.close();
  receiver?.closeAllConnections();
  await new Promise((resolve) => receiver?.close(resolve));
});
beforeEach(async () => {
  await bench.database.run('TRUNCATE conversation, person, now_alert, notification, task CASCADE');
  for (const list of [mails, arrivals, answers, bench.queue.jobs]) list.length = 0;
  bench.clock.advance(60 * MINUTE);
});
afterEach(() => bench.clock.advance(60 * MINUTE));

const make = (given: Partial<SaveAlert> = {}, who = bench.owner) =>
  who.client.post<SavedAlert>('/api/v1/now/alerts', { measure: 'ours', threshold: 1, ...given });
const alerts = (who = bench.owner) => who.client.get<Alert[]>('/api/v1/now/alerts');
const log = async () => (await bench.owner.client.get<AlertLog>('/api/v1/now/alerts/log')).items;
const told = async (who: Signed) =>
  (await who.client.get<{ items: Notification[] }>('/api/v1/notifications?limit=50')).items
    .map(({ kind, text }) => `${kind}: ${text}`)
    .reverse();
/** What the watch does while nobody looks, with all that follows from it. */
const look = async () => {
  bench.clock.advance(1_000);
  await bench.chore('watch-alerts');
  await bench.queue.run();
};
const arrive = async (count: number, channel = bench.channel) => {
  for (let index = 0; index < count; index += 1) {
    await bench.received({ person: `p${index}`, thread: `${channel.id}-${index}` }, channel);
  }
};
const answer = async (count: number, channel = bench.channel) => {
  bench.clock.advance(1_000);
  for (let index = 0; index < count; index += 1) {
    await bench.apply(
      bench.message({ person: `p${index}`, thread: `${channel.id}-${index}`, direction: 'out' }),
      channel,
    );
  }
};

describe('an alert', () => {
  it('is raised once and cleared once, and all managers and owners are told', async () => {
    await make({ threshold: 2, byMail: true });
    await arrive(2);
    await look();
    expect(await told(bench.owner)).toEqual([]);
    await bench.received({ person: 'one more' });
    await look();
    await look();
    const raised = 'alert_raised: All channels: 3 conversations wait for us (limit 2)';
    const cleared = 'alert_cleared: All channels: over: at most 2 conversations wait for us';
    expect([await told(bench.owner), await told(manager), await told(agent)]).toEqual([
      [raised],
      [raised],
      [],
    ]);
    expect((await alerts())[0]?.raisedAt).not.toBeNull();
    await answer(1);
    await look();
    expect((await alerts())[0]?.raisedAt).not.toBeNull(); // two are no more than two, but one would be clearly fewer
    await answer(2);
    await look();
    await look();
    expect(await told(bench.owner)).toEqual([raised, cleared]);
    expect((await alerts())[0]?.raisedAt).toBeNull();
    expect(mails).toHaveLength(4);
    expect(mails[0]?.subject).toBe('Brand of Olga: All channels: 3 conversations wait for us (limit 2)');
    expect(await log()).toMatchObject([
      { measure: 'ours', threshold: 2, value: 3, channelName: null, posts: [] },
    ]);
    expect((await log())[0]?.clearedAt).not.toBeNull();
  });

  it('is raised once though two workers look at the same moment, or one looks again after a restart', async () => {
    await make();
    await arrive(3);
    bench.clock.advance(1_000);
    const reading = await bench.get(NowReadings).read(bench.owner.brandId, []);
    const watch = bench.get(AlertWatch);
    const seen = await Promise.all([
      watch.consider(reading),
      watch.consider(reading),
      watch.consider(reading),
    ]);
    expect(seen.map((raised) => raised.length)).toEqual([1, 1, 1]);
    await look();
    expect(await told(bench.owner)).toHaveLength(1);
    expect(await log()).toHaveLength(1);
    // A reading from before it was raised clears nothing.
    await watch.consider({ ...reading, parts: [] });
    expect((await alerts())[0]?.raisedAt).not.toBeNull();
  });

  it('stays over, whatever a worker that was slow has read before', async () => {
    await make({ quietMs: 0 });
    await arrive(3);
    await look();
    bench.clock.advance(1_000);
    const late = await bench.get(NowReadings).read(bench.owner.brandId, []);
    await answer(3);
    await look();
    expect(await told(bench.owner)).toHaveLength(2);
    await bench.get(AlertWatch).consider(late);
    expect(await log()).toHaveLength(1);
    expect(await told(bench.owner)).toHaveLength(2);
    // Who waits after that is news again.
    await bench.received({ person: 'one' });
    await bench.received({ person: 'another' });
    await look();
    expect(await log()).toHaveLength(2);
  });

  it('is raised as a whole or not at all', async () => {
    await make();
    await arrive(3);
    const access = bench.get(ChannelAccess);
    const { id } = (await make({ channelId: bench.channel.id })).alert;
    const real = access.viewers;
    access.viewers = () => Promise.reject(new Error('the disk is full'));
    try {
      await look();
    } finally {
      access.viewers = real;
    }
    expect(await log()).toEqual([]);
    expect(await told(bench.owner)).toEqual([]);
    await look();
    expect((await log()).map(({ alertId }) => alertId)).toContain(id);
    expect(await told(bench.owner)).toHaveLength(2);
  });

  it('tells those who were chosen; when none of them is left, managers and owners', async () => {
    const leaving = await bench.member('agent', 'Leo');
    await make({ memberIds: [leaving.memberId] });
    await arrive(2);
    await look();
    expect([await told(leaving), await told(bench.owner)].map((list) => list.length)).toEqual([1, 0]);
    await bench.owner.client.delete(`/api/v1/members/${leaving.memberId}`);
    await answer(2);
    await look();
    expect(await told(bench.owner)).toHaveLength(1);
  });

  it('about a channel hidden from somebody is none of theirs', async () => {
    const hidden = await bench.aChannel({ name: 'Hidden', only: [] });
    await make({ channelId: hidden.id, threshold: 0 });
    await make({ threshold: 0 });
    await arrive(1, hidden);
    await look();
    // Everybody's alert does not count what not everybody may see.
    expect(await told(bench.owner)).toEqual(['alert_raised: Hidden: 1 conversation waits for us (limit 0)']);
    expect(await told(manager)).toEqual([]);
    expect(await alerts(manager)).toHaveLength(1);
    expect((await manager.client.get<AlertLog>('/api/v1/now/alerts/log')).items).toEqual([]);
    const raised = async (who: Signed) => (await who.client.get<NowBoard>('/api/v1/now')).raised.length;
    expect([await raised(bench.owner), await raised(manager)]).toEqual([1, 0]);
  });

  it('that is switched off, or looks at something else now, is over without a word', async () => {
    const { alert } = await make({ threshold: 1 });
    await arrive(2);
    await look();
    const { id, raisedAt: _, channelName: __, lastPost: ___, ...settings } = alert;
    await bench.owner.client.put(`/api/v1/now/alerts/${id}`, { ...settings, enabled: false });
    await look();
    expect((await log())[0]?.clearedAt).not.toBeNull();
    expect(await told(bench.owner)).toHaveLength(1);
    await bench.owner.client.put(`/api/v1/now/alerts/${id}`, {
      ...settings,
      measure: 'overdue',
      threshold: 5,
    });
    await look();
    expect((await alerts())[0]).toMatchObject({ measure: 'overdue', raisedAt: null });
  });

  it('goes with its channel, and is audited', async () => {
    const { alert } = await make({ threshold: 3 });
    await bench.owner.client.delete(`/api/v1/now/alerts/${alert.id}`);
    type Entry = { action: string; details: Record<string, unknown> };
    const { items } = await bench.owner.client.get<{ items: Entry[] }>('/api/v1/audit-entries');
    expect(items.slice(0, 2).map(({ action, details }) => [action, details.alertId])).toEqual([
      ['alert.removed', alert.id],
      ['alert.created', alert.id],
    ]);
    const { id: channelId, brandId } = await bench.aChannel({ name: 'Short' });
    await make({ channelId });
    expect(await alerts()).toHaveLength(1);
    await bench.get(DomainEvents).publish(CHANNEL_REMOVED, { brandId, channelId });
    expect(await alerts()).toEqual([]);
  });

  it.each([
    [{ threshold: -1 }, 400],
    [{ measure: 'longest_wait', threshold: 5_000 }, 400],
    [{ webhookUrl: 'ftp://example.test' }, 400],
    [{ channelId: '01890000-0000-7000-8000-000000000000' }, 404],
    [{ memberIds: ['01890000-0000-7000-8000-000000000000'] }, 404],
  ] as const)('cannot be %j', async (given, status) => {
    const body = { measure: 'ours', threshold: 1, ...given };
    expect((await bench.owner.client.request('POST', '/api/v1/now/alerts', { body })).status).toBe(status);
  });
});

describe('a webhook', () => {
  it('says it signed, once when it is raised and once when it is cleared', async () => {
    const { alert, webhookSecret } = await make({ webhookUrl: url, inConsole: false });
    await arrive(2);
    await look();
    await answer(2);
    await look();
    const known = new Webhook(webhookSecret ?? '');
    const said = arrivals.map(({ headers, body }) => {
      // The signature covers the bench's own clock: only the digest is looked at.
      const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
      expect(headers['webhook-signature']).toBe(known.sign(headers['webhook-id'] ?? '', at, body));
      return JSON.parse(body) as { type: string; data: Record<string, unknown> };
    });
    expect(said.map(({ type }) => type)).toEqual(['alert.raised', 'alert.cleared']);
    expect(said[0]?.data).toMatchObject({
      alertId: alert.id,
      measure: 'ours',
      threshold: 1,
      value: 2,
      channel: null,
    });
    expect(said[0]?.data.crossingId).toBe(said[1]?.data.crossingId);
    expect((await log())[0]?.posts).toMatchObject([
      { event: 'alert.raised', state: 'delivered', attempts: 1, lastStatus: 200 },
      { event: 'alert.cleared', state: 'delivered' },
    ]);
    expect(await told(bench.owner)).toEqual([]);
    expect(JSON.stringify(await alerts())).not.toContain('whsec_');
  });

  it('is tried again with the same id and the same bytes until it is taken', async () => {
    await make({ webhookUrl: url });
    answers.push(503, 503);
    await arrive(2);
    await look();
    for (let round = 0; round < 2; round += 1) {
      bench.clock.advance(10 * MINUTE);
      await bench.chore('wake-due-tasks');
      await bench.queue.run();
    }
    expect(arrivals).toHaveLength(3);
    expect(new Set(arrivals.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(arrivals.map(({ body }) => body)).size).toBe(1);
    expect((await log())[0]?.posts).toMatchObject([{ state: 'delivered', attempts: 3, lastError: null }]);
  });

  it('that is refused is not tried again, and says why', async () => {
    const { alert } = await make({ webhookUrl: url, threshold: 99 });
    answers.push(404);
    await bench.owner.client.post(`/api/v1/now/alerts/${alert.id}/test`, {});
    await bench.queue.run();
    bench.clock.advance(60 * MINUTE);
    await bench.chore('wake-due-tasks');
    await bench.queue.run();
    expect(arrivals).toHaveLength(1);
    expect((await alerts())[0]?.lastPost).toMatchObject({
      ...{ event: 'alert.test', state: 'failed', lastStatus: 404 },
      lastError: 'The address answered with 404.',
    });
  });

  it('goes to no address of our own network', async () => {
    const { alert } = await make({ webhookUrl: 'http://10.0.0.1/alerts', threshold: 99 });
    await bench.owner.client.post(`/api/v1/now/alerts/${alert.id}/test`, {});
    await bench.queue.run();
    expect((await alerts())[0]?.lastPost).toMatchObject({ state: 'failed', lastStatus: null });
  });

  it('has a new secret when it has a new address, or when somebody asks for one', async () => {
    const { alert, webhookSecret } = await make({ webhookUrl: url });
    const { id, raisedAt: _, channelName: __, lastPost: ___, ...settings } = alert;
    const path = `/api/v1/now/alerts/${id}`;
    const change = (given: Partial<SaveAlert>) =>
      bench.owner.client.put<SavedAlert>(path, { ...settings, ...given });
    expect((await change({ threshold: 7 })).webhookSecret).toBeNull();
    const moved = (await change({ webhookUrl: `${url}/2` })).webhookSecret;
    const renewed = (await bench.owner.client.post<SavedAlert>(`${path}/webhook-secret`, {})).webhookSecret;
    expect(new Set([webhookSecret, moved, renewed, null]).size).toBe(4);
  });
});

describe('an alert of business hours', () => {
  const nine = [{ from: '09:00', to: '17:00' }];
  const week = { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: nine, sun: nine };
  const keep = (
    holidays: { date: string; hours: { from: string; to: string }[] }[],
    days: object | null = week,
  ) => bench.owner.client.put('/api/v1/brand/calendar', { timezone: 'Europe/Berlin', week: days, holidays });
  const lookAt = async (iso: string) => {
    bench.clock.set(Date.parse(iso) - 1_000);
    await look();
  };
  const noon = [{ from: '12:00', to: '14:00' }];

  // Each comes after the one before: a calendar holds from when it was saved.
  it.each([
    ['the morning', '2025-01-08T07:59:59Z', '2025-01-08T08:00:00Z', []],
    [
      'the end of a holiday',
      '2025-01-15T10:00:00Z',
      '2025-01-16T08:00:00Z',
      [{ date: '2025-01-15', hours: [] }],
    ],
    [
      'a holiday’s own hours',
      '2025-01-22T10:59:59Z',
      '2025-01-22T11:00:00Z',
      [{ date: '2025-01-22', hours: noon }],
    ],
    ['the morning after clocks went forward', '2025-03-30T06:59:59Z', '2025-03-30T07:00:00Z', []],
    ['the morning after clocks went back', '2025-10-26T07:59:59Z', '2025-10-26T08:00:00Z', []],
  ])('raised while the brand is closed is told with %s', async (_, before, after, holidays) => {
    bench.clock.set(Date.parse(before) - 60 * MINUTE);
    await keep(holidays);
    await make({ onlyInHours: true, byMail: true });
    await arrive(2);
    await lookAt(before);
    expect([await told(bench.owner), mails.length]).toEqual([[], 0]);
    expect(await log()).toMatchObject([{ silence: 'hours', toldAt: null, clearedAt: null }]);
    // Whoever looks sees it all the same.
    bench.get(NowReadings).forget(bench.owner.brandId);
    expect((await bench.owner.client.get<NowBoard>('/api/v1/now')).raised).toHaveLength(1);
    await lookAt(after);
    await look();
    expect(await told(bench.owner)).toEqual([
      'alert_raised: All channels: 2 conversations wait for us (limit 1)',
    ]);
    expect(mails).toHaveLength(2);
    expect(await log()).toMatchObject([{ silence: 'hours', toldAt: after.replace('Z', '.000Z') }]);
  });

  it('that is over when they have ended is said to be over when they begin, in the log from when it was', async () => {
    bench.clock.set(Date.parse('2025-11-03T15:00:00Z'));
    await keep([]);
    await make({ onlyInHours: true, webhookUrl: url });
    await arrive(2);
    await lookAt('2025-11-03T15:59:59Z');
    expect(await told(bench.owner)).toHaveLength(1);
    await answer(2);
    await lookAt('2025-11-03T20:00:00Z');
    await look();
    expect(await told(bench.owner)).toHaveLength(1);
    expect(await log()).toMatchObject([{ silence: null, clearedAt: '2025-11-03T20:00:00.000Z' }]);
    await lookAt('2025-11-04T08:00:00Z');
    await look();
    expect(await told(bench.owner)).toHaveLength(2);
    const said = arrivals.map(
      ({ body }) => JSON.parse(body) as { type: string; data: { crossingId: string } },
    );
    expect(said.map(({ type }) => type)).toEqual(['alert.raised', 'alert.cleared']);
    expect(new Set(said.map(({ data }) => data.crossingId)).size).toBe(1);
  });

  it('whose end was to be told says nothing when it is switched off meanwhile', async () => {
    bench.clock.set(Date.parse('2025-11-05T15:59:00Z'));
    const { alert } = await make({ onlyInHours: true });
    await arrive(2);
    await look();
    await answer(2);
    await lookAt('2025-11-05T20:00:00Z');
    const { id, raisedAt: _, channelName: __, lastPost: ___, ...settings } = alert;
    const put = (enabled: boolean) =>
      bench.owner.client.put(`/api/v1/now/alerts/${id}`, { ...settings, enabled });
    await put(false);
    await put(true);
    await lookAt('2025-11-06T08:00:00Z');
    expect(await told(bench.owner)).toHaveLength(1);
  });

  it('of a brand that has none is told at any time', async () => {
    bench.clock.set(Date.parse('2025-11-09T02:00:00Z'));
    await keep([], null);
    await make({ onlyInHours: true });
    await arrive(2);
    await look();
    expect(await told(bench.owner)).toHaveLength(1);
  });
});
