import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { InboxBench } from '../../../test/builders/inbox-bench.js';
import { CalendarsService } from '../../brands/calendars.service.js';
import type { IntakeChannel } from '../intake/intake-channel.js';
import { AnswerTimesService } from './answer-times.service.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

let bench: InboxBench;
let channel: IntakeChannel;
let someoneThere = false;
beforeAll(async () => {
  bench = await InboxBench.open();
});
afterAll(() => bench.close());
beforeEach(async () => {
  channel = await bench.aChannel();
  someoneThere = false;
});

/** Asked anew each time: the figure is kept for a minute otherwise. */
const times = () =>
  new AnswerTimesService(
    bench.database,
    bench.get(CalendarsService),
    { isAnyoneAt: async () => someoneThere },
    bench.clock,
  ).of(channel);

/** Somebody asks, and is answered after so long; null: not yet. @returns the conversation */
async function turn(askedAgo: number, waitMs: number | null): Promise<string> {
  const asked = bench.clock.nowMs() - askedAgo;
  const at = (ms: number) => new Date(ms).toISOString();
  const { conversationId, thread } = await bench.received({ medium: 'chat', at: at(asked) }, channel);
  if (waitMs !== null)
    await bench.received({ thread, medium: 'chat', direction: 'out', at: at(asked + waitMs) }, channel);
  return conversationId;
}

it('is what three of four waited at most, by hand', async () => {
  // 10 s, 20 s, … 90 s: too few can tell.
  for (let index = 1; index <= 9; index += 1) await turn(index * DAY, index * 10 * SECOND);
  expect((await times()).usualMs).toBeNull();
  // Of ten the nearest rank is the eighth, of twelve the ninth.
  await turn(DAY, 100 * SECOND);
  expect((await times()).usualMs).toBe(80 * SECOND);
  await turn(DAY, 110 * SECOND);
  await turn(DAY, 120 * SECOND);
  expect((await times()).usualMs).toBe(90 * SECOND);
});

it('counts who still waits with what they have waited, and who never got an answer as that', async () => {
  for (let index = 1; index <= 9; index += 1) await turn(DAY, index * 10 * SECOND);
  bench.clock.stop();
  await turn(45 * SECOND, null);
  // 10 20 30 40 45 50 60 70 80 90: the eighth.
  expect((await times()).usualMs).toBe(70 * SECOND);
  for (let index = 0; index < 2; index += 1) {
    const conversationId = await turn(DAY, null);
    await bench.owner.client.post(`/api/v1/conversations/${conversationId}/close`, {});
  }
  // Twelve, two of them without end: the ninth.
  expect((await times()).usualMs).toBe(80 * SECOND);
  for (let index = 0; index < 2; index += 1) {
    const conversationId = await turn(DAY, null);
    await bench.owner.client.post(`/api/v1/conversations/${conversationId}/close`, {});
  }
  // Of fourteen the eleventh is one that never ended: nothing can be promised.
  expect((await times()).usualMs).toBeNull();
  bench.clock.run();
});

it('leaves out what is old, needed no answer, or was asked elsewhere', async () => {
  for (let index = 1; index <= 10; index += 1) await turn(DAY, 10 * SECOND);
  for (let index = 0; index < 10; index += 1) await turn(29 * DAY, 3 * DAY);
  for (let index = 0; index < 10; index += 1) {
    const conversationId = await turn(2 * DAY, null);
    await bench.owner.client.post(`/api/v1/conversations/${conversationId}/no-answer-needed`, {});
  }
  const own = channel;
  channel = await bench.aChannel();
  for (let index = 0; index < 10; index += 1) await turn(DAY, DAY / 2);
  channel = own;
  expect((await times()).usualMs).toBe(10 * SECOND);
});

it('says that somebody can answer soon when the brand is open, and somebody there or usually quick', async () => {
  expect(await times()).toEqual({ usualMs: null, soon: false, opensAt: null });
  someoneThere = true;
  expect(await times()).toEqual({ usualMs: null, soon: true, opensAt: null });
  someoneThere = false;
  for (let index = 1; index <= 10; index += 1) await turn(DAY, 2 * MINUTE);
  expect(await times()).toEqual({ usualMs: 2 * MINUTE, soon: true, opensAt: null });
  channel = await bench.aChannel();
  for (let index = 1; index <= 10; index += 1) await turn(DAY, 20 * MINUTE);
  expect(await times()).toEqual({ usualMs: 20 * MINUTE, soon: false, opensAt: null });

  // Closed the whole day, open tomorrow at nine.
  someoneThere = true;
  const { brandId, memberId } = bench.owner;
  const tomorrow = new Date(bench.clock.nowMs() + DAY);
  const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
  const hours = (day: string) => (day === days[tomorrow.getUTCDay()] ? [{ from: '09:00', to: '17:00' }] : []);
  const week = Object.fromEntries(days.map((day) => [day, hours(day)])) as never;
  await bench.get(CalendarsService).replace(brandId, memberId, { timezone: 'UTC', week, holidays: [] });
  const opens = new Date(`${tomorrow.toISOString().slice(0, 10)}T09:00:00.000Z`);
  expect(await times()).toEqual({ usualMs: 20 * MINUTE, soon: false, opensAt: opens });
});
