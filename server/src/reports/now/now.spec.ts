import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { NowBoard } from '@parley/shared/now.js';
import type { ServerEventOf } from '@parley/shared/realtime.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { eventually } from '../../../test/harness/eventually.js';
import { SocketClient } from '../../../test/harness/socket-client.js';
import { TargetsService } from '../../brands/targets.service.js';
import { CHANNEL_VISIBILITY_CHANGED } from '../../channels/channels.events.js';
import type { IntakeChannel } from '../../conversations/intake/intake-channel.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import { READ_NOW } from './now.jobs.js';
import { NowModule } from './now.module.js';
import { NowRepository } from './now.repository.js';
import { NowReadings } from './now-readings.service.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bench: InboxBench;
let agent: Signed;
let day = Date.parse('2026-03-04T12:00:00Z');
const sockets: SocketClient[] = [];
beforeAll(async () => {
  bench = await InboxBench.open({}, [NowModule]);
});
afterAll(() => bench?.close());
beforeEach(async () => {
  await bench.database.run('TRUNCATE conversation, person CASCADE');
  bench.get(NowReadings).forget(bench.owner.brandId);
  // Noon, so that what was a few hours ago was today; another day each time, since clocks do not go back.
  day += 7 * 24 * HOUR;
  bench.clock.set(day);
  agent = await bench.member('agent', 'Ada');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  // Who was there is seen to be gone before the next one looks.
  await eventually('everybody to have left', async () => (await board()).online === 0);
  bench.queue.jobs.length = 0;
});

const board = async (who = bench.owner) => {
  bench.get(NowReadings).forget(who.brandId);
  return who.client.get<NowBoard>('/api/v1/now');
};
const names = async (query: string) =>
  (await bench.owner.client.get<{ items: ConversationRow[] }>(`/api/v1/conversations?${query}`)).items.map(
    ({ person }) => person.name,
  );
const channelOf = (shown: NowBoard, { id }: IntakeChannel) => shown.channels.find((one) => one.id === id);
const ago = (ms: number) => new Date(bench.clock.nowMs() - ms).toISOString();
const act = (id: string, what: string, body: unknown = {}) =>
  bench.owner.client.post(`/api/v1/conversations/${id}/${what}`, body);

describe('the board', () => {
  it('counts what is ours, overdue, due soon, nobody’s, put off, and what was answered today', async () => {
    const targets = { chat: 4 * MINUTE, dm: HOUR, comment: 2 * HOUR, email: 8 * HOUR };
    await bench.get(TargetsService).replace(bench.owner.brandId, bench.owner.memberId, targets);
    bench.clock.advance(3 * HOUR);
    bench.clock.stop();
    const late = await bench.received({ at: ago(90 * MINUTE), person: 'late' });
    await bench.received({ at: ago(50 * MINUTE), person: 'soon' });
    const fresh = await bench.received({ at: ago(44 * MINUTE), person: 'fresh' });
    await act(fresh.conversationId, 'assign', { memberId: agent.memberId });
    const put = await bench.received({ at: ago(2 * HOUR), person: 'put off' });
    await act(put.conversationId, 'snooze', { until: new Date(bench.clock.nowMs() + HOUR).toISOString() });
    const answered = await bench.received({ at: ago(MINUTE), person: 'answered', thread: 'answered' });
    await bench.apply(bench.message({ thread: 'answered', person: 'answered', direction: 'out' }));
    const closed = await bench.received({ person: 'closed' });
    await act(closed.conversationId, 'close');
    expect(answered.conversationId).not.toBe(closed.conversationId);
    const shown = await board();
    const figures = { ours: 3, overdue: 1, dueSoon: 1, unassigned: 2, snoozed: 1, answeredToday: 1 };
    expect(shown.total).toEqual(figures);
    expect(channelOf(shown, bench.channel)).toMatchObject({ figures, media: ['dm'] });
    expect(shown.waits.map(({ person, assigned }) => [person.name, assigned])).toEqual([
      ['late', false],
      ['soon', false],
      ['fresh', true],
    ]);
    expect(shown.waits[0]).toMatchObject({
      conversationId: late.conversationId,
      lastWords: 'Hello?',
      waitingSince: ago(90 * MINUTE),
      answerBy: ago(30 * MINUTE),
      targetMs: HOUR,
    });
    expect(JSON.stringify(shown)).not.toContain('Ada');
    // Each figure leads to exactly those it counts.
    expect(await names('view=ours')).toEqual(['late', 'soon', 'fresh']);
    expect(await names('view=ours&waits=overdue')).toEqual(['late']);
    expect(await names('view=ours&waits=due_soon')).toEqual(['soon']);
    expect(await names('view=unassigned')).toEqual(['late', 'soon']);
    const theirs = await bench.received({ at: ago(MINUTE), person: 'theirs', thread: 'theirs' });
    await bench.apply(bench.message({ thread: 'theirs', person: 'theirs', direction: 'out' }));
    const until = new Date(bench.clock.nowMs() + HOUR).toISOString();
    await act(theirs.conversationId, 'snooze', { until });
    expect((await names('view=snoozed')).sort()).toEqual(['put off', 'theirs']);
    expect(await names('view=snoozed&waits=any')).toEqual(['put off']);
    bench.clock.run();
    // Yesterday's answers are not today's.
    bench.clock.advance(24 * HOUR);
    expect((await board()).total.answeredToday).toBe(0);
  });

  it('names who has waited longest in each channel, and shows channels where nobody waits', async () => {
    const quiet = await bench.aChannel({ name: 'Quiet' });
    const busy = await bench.aChannel({ name: 'Busy' });
    for (const minutes of [3, 9, 1, 7, 5, 8, 2]) {
      await bench.received({ at: ago(minutes * MINUTE), person: `${minutes}` }, busy);
    }
    await bench.received({ at: ago(4 * MINUTE), person: 'alone' });
    const shown = await board();
    const people = (waits: NowBoard['waits'] = []) => waits.map(({ person }) => person.name);
    expect(people(channelOf(shown, busy)?.waits)).toEqual(['9', '8', '7', '5', '3']);
    expect(people(channelOf(shown, bench.channel)?.waits)).toEqual(['alone']);
    expect(people(shown.waits)).toEqual(['9', '8', '7', '5', 'alone']);
    expect(channelOf(shown, quiet)).toMatchObject({ figures: { ours: 0 }, waits: [] });
  });

  it('holds nothing of a channel hidden from whoever asks', async () => {
    const hidden = await bench.aChannel({ name: 'Hidden', only: [agent.memberId] });
    await bench.received({ person: 'secret' }, hidden);
    const out = await bench.member('manager', 'Out');
    expect((await board(agent)).total.ours).toBe(1);
    const shown = await board(out);
    expect(shown.total.ours).toBe(0);
    expect(JSON.stringify(shown)).not.toMatch(/Hidden|secret/);
  });
});

const watch = async (who: Signed) => {
  const socket = await SocketClient.connect(who.client);
  sockets.push(socket);
  expect(await socket.say({ type: 'now.join' })).toEqual({ ok: true });
  return socket;
};
const isBoard =
  (fits: (shown: NowBoard) => boolean) =>
  (event: { type: string; board?: NowBoard }): boolean =>
    event.type === 'now.changed' && event.board !== undefined && fits(event.board);
const told = (socket: SocketClient, fits: (shown: NowBoard) => boolean, after = 0) =>
  socket.waitFor<ServerEventOf<'now.changed'>>('the board', isBoard(fits), { after });
/** Only readings: everything else that waits is let go. */
const readNow = async () => {
  const { jobs } = bench.queue;
  jobs.splice(0, jobs.length, ...jobs.filter(({ name }) => name === READ_NOW.name));
  const asked = jobs.length;
  await bench.queue.run();
  return asked;
};
const asked = () =>
  eventually('a reading to be asked for', () => bench.queue.jobs.some(({ name }) => name === READ_NOW.name));

describe('whoever looks', () => {
  it('is told at once how it stands, and whenever it changes', async () => {
    const socket = await watch(agent);
    await told(socket, ({ total }) => total.ours === 0);
    const { conversationId } = await bench.received({ person: 'berta' });
    await asked();
    await readNow();
    await told(socket, ({ total, waits }) => total.ours === 1 && waits[0]?.person.name === 'berta');
    const after = socket.mark();
    await act(conversationId, 'close');
    await asked();
    await readNow();
    await told(socket, ({ total }) => total.ours === 0, after);
    // Who comes later gets the last one without a reading.
    bench.queue.jobs.length = 0;
    await told(await watch(bench.owner), ({ total }) => total.ours === 0);
    expect(bench.queue.jobs.filter(({ name }) => name === READ_NOW.name)).toEqual([]);
  });

  it('is told when time alone makes an answer overdue', async () => {
    await bench.received({ person: 'berta' });
    const socket = await watch(agent);
    await told(socket, ({ total }) => total.overdue === 0 && total.ours === 1);
    bench.clock.advance(2 * HOUR);
    await asked();
    await readNow();
    await told(socket, ({ total }) => total.overdue === 1);
  });

  it('is told how many members are there, each once, programs not at all', async () => {
    const socket = await watch(agent);
    await told(socket, ({ online }) => online === 1);
    for (const who of [bench.owner, bench.owner]) sockets.push(await SocketClient.connect(who.client));
    await told(socket, ({ online }) => online === 2);
    expect((await board(agent)).online).toBe(2);
  });

  it('sees no more of a channel from the moment it is hidden', async () => {
    const channel = await bench.aChannel({ name: 'Soon hidden' });
    await bench.received({ person: 'secret' }, channel);
    const socket = await watch(agent);
    await told(socket, ({ total }) => total.ours === 1);
    await bench.database.run('UPDATE channel SET restricted = true WHERE brand_id = $1 AND id = $2', [
      channel.brandId,
      channel.id,
    ]);
    const { brandId, id: channelId } = channel;
    await bench.get(DomainEvents).publish(CHANNEL_VISIBILITY_CHANGED, { brandId, channelId });
    const again = await watch(agent);
    const { board: shown } = await told(again, () => true);
    expect(shown.total.ours).toBe(0);
    expect(JSON.stringify(again.events.filter(({ type }) => type === 'now.changed'))).not.toContain('secret');
  });

  it('costs the database nothing: one looks or fifty, it is asked the same', async () => {
    const counted = async () => {
      await bench.received({ person: 'berta' });
      await asked();
      // What other pushes ask for is over before it is counted.
      await bench.queue.run();
      await bench.received({ person: 'berta' });
      await asked();
      const database = bench.get(Database) as unknown as {
        execute: (...given: unknown[]) => Promise<unknown>;
      };
      await new Promise((resolve) => setTimeout(resolve, 100));
      const real = database.execute;
      const statements: unknown[] = [];
      database.execute = function (this: unknown, ...given) {
        statements.push(given[0]);
        return real.apply(this, given);
      };
      try {
        expect(await readNow()).toBe(1);
      } finally {
        database.execute = real;
      }
      return statements.length;
    };
    const first = await watch(agent);
    const one = await counted();
    const others = [];
    for (let index = 0; index < 49; index += 1)
      others.push(await watch(index % 2 === 0 ? agent : bench.owner));
    const fifty = await counted();
    // The zone, the counting, and the rules of alerts.
    expect(one).toBe(3);
    expect(fifty).toBe(one);
    for (const socket of [first, ...others]) await told(socket, ({ total }) => total.ours === 4);
  }, 30_000);
});

it('nobody is read for when nobody looks', async () => {
  await bench.received();
  const socket = await watch(agent);
  await told(socket, ({ total }) => total.ours === 1);
  await socket.say({ type: 'now.leave' });
  bench.queue.jobs.length = 0;
  await bench.received();
  bench.clock.advance(2 * HOUR);
  // A round of the clock's own looking.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(bench.queue.jobs.filter(({ name }) => name === READ_NOW.name)).toEqual([]);
});

describe('the day of the board', () => {
  it.each(['America/Vancouver', 'Africa/Cairo', 'Asia/Kathmandu', 'Pacific/Apia'])(
    'begins a day as the wall clock of %s does, and so do its answers',
    async (timezone) => {
      const { database, owner } = bench;
      const [before] = await database.query<{ timezone: string }>(
        'SELECT timezone FROM brand WHERE id = $1',
        [owner.brandId],
      );
      await database.run('UPDATE brand SET timezone = $2 WHERE id = $1', [owner.brandId, timezone]);
      try {
        const clock = new Intl.DateTimeFormat('en-GB', {
          timeZone: timezone,
          hour: '2-digit',
          minute: '2-digit',
        });
        const { changesAt } = await bench
          .get(NowRepository)
          .read(owner.brandId, new Date(bench.clock.nowMs()));
        expect(clock.format(changesAt)).toBe('00:00');
        expect(changesAt - bench.clock.nowMs()).toBeLessThanOrEqual(25 * HOUR);
        bench.clock.stop();
        bench.clock.set(changesAt - HOUR);
        await bench.received({ at: ago(MINUTE), person: 'berta', thread: 'berta' });
        await bench.apply(bench.message({ thread: 'berta', person: 'berta', direction: 'out' }));
        bench.clock.set(changesAt - 1);
        expect((await board()).total.answeredToday).toBe(1);
        bench.clock.set(changesAt);
        expect((await board()).total.answeredToday).toBe(0);
      } finally {
        bench.clock.run();
        await database.run('UPDATE brand SET timezone = $2 WHERE id = $1', [owner.brandId, before?.timezone]);
      }
    },
  );
});
