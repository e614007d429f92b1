import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Medium } from '@parley/shared/brands.js';
import type {
  ReportBreakdown,
  ReportOverview,
  ReportQuiet,
  ReportResolution,
  ReportVolume,
} from '@parley/shared/reports.js';
import fc from 'fast-check';
import { InboxBench, type Signed } from '../../test/builders/inbox-bench.js';
import { reportWorld } from '../../test/builders/report-world.js';
import {
  type RefQuery,
  type RefWorld,
  referenceBreakdown,
  referenceOverview,
  referenceQuiet,
  referenceResolution,
  referenceVolume,
} from '../../test/reference/reference-reports.js';
import { CalendarsService } from '../brands/calendars.service.js';
import { TargetsService } from '../brands/targets.service.js';
import { ActsService } from '../conversations/acts/acts.service.js';
import { MergeService } from '../conversations/acts/merge.service.js';
import { SortingService } from '../conversations/acts/sorting.service.js';
import { ConversationEntries } from '../conversations/entries/conversation-entries.service.js';
import type { IntakeChannel } from '../conversations/intake/intake-channel.js';
import { AppError } from '../platform/errors/app-error.js';
import type { CallerSeat } from '../platform/http/caller.js';
import { ReportsModule } from './reports.module.js';

const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.PARLEY_RUNS ?? 8);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
});
afterAll(() => bench.close());

/** Nights in which clocks change, and one in which they do not. */
const SETTINGS = [
  { timezone: 'Europe/Berlin', start: '2026-03-27T17:00Z' },
  { timezone: 'Europe/Berlin', start: '2026-10-23T15:00Z' },
  { timezone: 'America/New_York', start: '2026-03-06T20:00Z' },
  { timezone: 'America/New_York', start: '2026-10-30T19:00Z' },
  { timezone: 'UTC', start: '2026-05-04T07:00Z' },
] as const;

const nine = [{ from: '09:00', to: '17:30' }];
const night = [{ from: '22:00', to: '06:00' }];
const HOURS = [
  null,
  { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: [], sun: [] },
  { mon: night, tue: [], wed: night, thu: night, fri: night, sat: night, sun: nine },
  { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
];

const step = fc.record({
  minutes: fc.constantFrom(1, 2, 5, 20, 45, 90, 200, 500, 900),
  thread: fc.nat(2),
  person: fc.constantFrom('anna', 'ben'),
  late: fc.constantFrom(0, 0, 0, 0, 7, 300),
  what: fc.constantFrom(
    ...([
      'in',
      'in',
      'in',
      'in',
      'in',
      'autoIn',
      'native',
      'reply',
      'reply',
      'reply',
      'rule',
      'bounced',
      'deletion',
    ] as const),
    ...([
      'close',
      'close',
      'reopen',
      'snooze',
      'noAnswerNeeded',
      'markAsOurs',
      'needsAnswer',
      'assign',
      'assign',
    ] as const),
    ...(['hours', 'targets', 'merge'] as const),
  ),
  number: fc.nat(100),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const script = fc.record({
  setting: fc.constantFrom(...SETTINGS),
  hours: fc.nat(HOURS.length - 1),
  steps: fc.array(step, { minLength: 8, maxLength: 22 }),
  /** What passes before somebody reads the report. */
  after: fc.constantFrom(3 * HOUR, 2 * DAY, 16 * DAY),
});

const MEDIA: Medium[] = ['dm', 'email', 'chat'];

/** One brand in which all of it happens. */
class Story {
  merged = false;
  private readonly ids = new Map<number, string>();
  private readonly said: string[] = [];
  private readonly tag = randomUUID();

  private constructor(
    readonly owner: Signed,
    readonly colleague: Signed,
    private readonly seat: CallerSeat,
    private readonly channels: IntakeChannel[],
    private readonly zone: string,
  ) {}

  static async begin(timezone: string): Promise<Story> {
    const owner = await bench.brandWithOwner('Olga');
    await owner.client.patch('/api/v1/brand', { timezone });
    await owner.client.put('/api/v1/reports/settings', { perMember: true });
    const colleague = await bench.member('agent', 'Ada', owner.brandId);
    const seat = { brandId: owner.brandId, memberId: owner.memberId, role: 'owner' as const };
    const channels = [
      await bench.aChannel({ brandId: owner.brandId }),
      await bench.aChannel({ brandId: owner.brandId }),
    ];
    return new Story(owner, colleague, seat, channels, timezone);
  }

  async take(one: Step): Promise<void> {
    const { thread, what, number } = one;
    const id = this.ids.get(thread);
    const members = [this.owner.memberId, this.colleague.memberId];
    try {
      if (what === 'in' || what === 'autoIn') await this.says(one, 'in', what === 'autoIn');
      else if (what === 'hours') await this.hours(number % HOURS.length);
      else if (what === 'targets') await this.targets(number);
      else if (what === 'deletion') await this.deletes(number);
      else if (id === undefined) return;
      else if (what === 'native' || what === 'rule') await this.says(one, 'out', what === 'rule');
      else if (what === 'reply' || what === 'bounced') {
        const messageId = await this.says(one, 'out', false);
        await this.credit(messageId, members[number % 2] ?? '', what === 'bounced');
      } else if (what === 'merge') await this.merge(id, this.ids.get((thread + 1) % 3));
      else if (what === 'assign')
        await bench.get(SortingService).assign(this.seat, id, members[number % 2] ?? null);
      else if (what === 'snooze') await bench.get(ActsService).snooze(this.seat, id, null);
      else if (what === 'reopen') await bench.get(ActsService).reopen(this.seat, id);
      else await bench.get(ActsService)[what](this.seat, id, undefined);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'not_possible_now')) throw error;
    }
  }

  async hours(index: number): Promise<void> {
    const { brandId, memberId } = this.owner;
    const input = { timezone: this.zone, week: HOURS[index] ?? null, holidays: [] };
    await bench.get(CalendarsService).replace(brandId, memberId, input);
  }

  /** Some conversations get tags and priorities, straight into the tables. */
  async sort(): Promise<string> {
    const { brandId } = this.owner;
    await bench.database.run('INSERT INTO tag (id, brand_id, name) VALUES ($1::uuid, $2, $1::text)', [
      this.tag,
      brandId,
    ]);
    await bench.database.run(
      `INSERT INTO conversation_tag (conversation_id, tag_id, brand_id)
       SELECT id, $2, $1 FROM conversation WHERE brand_id = $1 AND medium <> 'dm'`,
      [brandId, this.tag],
    );
    await bench.database.run(
      `UPDATE conversation SET priority = 'high' WHERE brand_id = $1 AND medium = 'email'`,
      [brandId],
    );
    return this.tag;
  }

  private async targets(number: number): Promise<void> {
    const minutes = (some: number) => (some + number) * MINUTE;
    await bench.get(TargetsService).replace(this.owner.brandId, this.owner.memberId, {
      chat: minutes(2),
      dm: minutes(30),
      comment: minutes(60),
      email: minutes(200),
    });
  }

  private async says(one: Step, direction: 'in' | 'out', automatic: boolean): Promise<string> {
    const { thread, person, late } = one;
    const event = bench.message({
      externalId: randomUUID(),
      thread: `thread ${thread}`,
      medium: MEDIA[thread] ?? 'dm',
      person: `${person} of ${this.owner.brandId}`,
      direction,
      automatic: automatic ? 'auto_reply' : null,
      at: new Date(bench.clock.nowMs() - late * MINUTE).toISOString(),
    });
    const { conversationId, messageId } = await bench.received(event, this.channel(thread));
    this.ids.set(thread, conversationId);
    if (direction === 'in') this.said.push(event.externalId);
    return messageId;
  }

  private channel(thread: number): IntakeChannel {
    const channel = this.channels[thread === 0 ? 0 : 1];
    if (channel === undefined) throw new Error('there is no such channel');
    return channel;
  }

  private async credit(messageId: string, memberId: string, bounced: boolean): Promise<void> {
    const { brandId } = this.owner;
    await bench.database.transaction(async () => {
      const row = await bench.database.one<{ conversation_id: string }>(
        `UPDATE message SET member_id = $3, state = CASE WHEN $4 THEN 'failed' ELSE 'sent' END, sent_at = $5,
           failure_arrival = CASE WHEN $4 THEN nextval('arrival_seq') END
         WHERE brand_id = $1 AND id = $2 RETURNING conversation_id`,
        [brandId, messageId, memberId, bounced, bench.clock.now()],
      );
      const entries = bench.get(ConversationEntries);
      await entries.advance(await entries.lock(brandId, row?.conversation_id ?? ''), { refold: true });
    });
  }

  private async deletes(number: number): Promise<void> {
    const externalId = this.said[number % Math.max(1, this.said.length)];
    if (externalId === undefined) return;
    const row = await bench.database.one<{ channel_id: string }>(
      'SELECT channel_id FROM message WHERE brand_id = $1 AND external_id = $2 AND deleted_at IS NULL',
      [this.owner.brandId, externalId],
    );
    const channel = this.channels.find(({ id }) => id === row?.channel_id);
    if (channel === undefined) return;
    const at = bench.clock.now().toISOString();
    await bench.apply({ type: 'delete', key: randomUUID(), account: 'test', externalId, at }, channel);
  }

  private async merge(id: string, other: string | undefined): Promise<void> {
    if (other === undefined || other === id) return;
    const { id: remaining } = await bench.get(MergeService).merge(this.seat, id, other);
    for (const [thread, known] of this.ids)
      if (known === id || known === other) this.ids.set(thread, remaining);
    this.merged = true;
  }
}

const params = (query: RefQuery) =>
  new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

async function checkOverview(story: Story, world: RefWorld, query: RefQuery): Promise<number> {
  const expected = referenceOverview(world, query);
  if (query.memberId !== undefined && expected.counts.opened < 10) return 0;
  const report = await story.owner.client.get<ReportOverview>(
    `/api/v1/reports/overview?${params(query)}&granularity=day`,
  );
  const { leftOut, ...counts } = report.counts;
  expect({ query, counts }).toEqual({ query, counts: expected.counts });
  expect(leftOut).toEqual(expected.leftOut);
  for (const name of ['median', 'p75', 'p90', 'p95', 'withinTarget', 'coverage', 'noAnswerNeeded'] as const) {
    expect({ name, query, ...report.figures[name] }).toMatchObject({ name, query, ...expected[name] });
  }
  expect(report.series.points.filter(({ opened }) => opened > 0)).toEqual(expected.days);
  expect(report.heat).toEqual(expected.heat);
  expect(report.distribution.never).toBe(expected.never);
  const inBar = (from: number, to: number | null, open: boolean) =>
    expected.waits.filter((wait) => wait.open === open && wait.ms >= from && (to === null || wait.ms < to))
      .length;
  for (const { fromMs, toMs, answered, open } of report.distribution.bars) {
    expect({ fromMs, answered, open }).toEqual({
      fromMs,
      answered: inBar(fromMs, toMs, false),
      open: inBar(fromMs, toMs, true),
    });
  }
  return report.counts.opened;
}

async function checkBreakdowns(story: Story, world: RefWorld, query: RefQuery): Promise<void> {
  for (const by of ['medium', 'priority', 'channel', 'tag', 'member'] as const) {
    const expected = referenceBreakdown(world, query, by);
    const { rows } = await story.owner.client.get<ReportBreakdown>(
      `/api/v1/reports/breakdown?${params(query)}&by=${by}`,
    );
    expect(new Set(rows.map(({ key }) => key))).toEqual(new Set(expected.keys()));
    for (const row of rows) {
      const figures = expected.get(row.key);
      if (figures === undefined) throw new Error(`there is no row for ${row.key}`);
      const { counts, median, withinTarget, coverage } = figures;
      if (by === 'member' && counts.opened < 10)
        expect(row).toMatchObject({ withheld: true, counts: { opened: 0 } });
      else expect(row).toMatchObject({ withheld: false, counts, median, withinTarget, coverage });
    }
  }
}

async function checkTheRest(story: Story, world: RefWorld, query: RefQuery): Promise<void> {
  const get = <T>(name: string) =>
    story.owner.client.get<T>(`/api/v1/reports/${name}?from=${query.from}&to=${query.to}`);
  const volume = await get<ReportVolume>('volume');
  expect(volume.totals).toEqual(referenceVolume(world, query));
  const quiet = await get<ReportQuiet>('quiet');
  for (const [name, late] of [['late', true] as const, ['inTime', false] as const]) {
    const { tooYoung, ...expected } = referenceQuiet(world, query, late);
    expect(quiet[name]).toMatchObject(expected);
    expect(quiet[name].leftOut).toEqual(tooYoung === 0 ? [] : [{ reason: 'too_young', count: tooYoung }]);
  }
  if (story.merged) return;
  const { counts, ...figures } = referenceResolution(world, query);
  const resolution = await get<ReportResolution>('resolution');
  expect(resolution.counts).toEqual(counts);
  for (const [name, figure] of Object.entries(figures))
    expect({ name, ...resolution.figures[name as keyof typeof figures] }).toMatchObject({ name, ...figure });
}

test(`every figure is what the slow and obvious reports say (seed ${seed})`, async () => {
  let turns = 0;
  await fc.assert(
    fc.asyncProperty(script, async ({ setting, hours, steps, after }) => {
      bench.clock.set(new Date(setting.start));
      const story = await Story.begin(setting.timezone);
      await story.hours(hours);
      const first: Step = { minutes: 1, thread: 0, person: 'anna', late: 0, what: 'in', number: 0 };
      for (const one of [first, { ...first, thread: 1 }, ...steps]) {
        bench.clock.advance(one.minutes * MINUTE);
        await story.take(one);
      }
      const tagId = await story.sort();
      bench.clock.advance(after);
      const world = await reportWorld(bench, story.owner.brandId);
      const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
      const start = Date.parse(setting.start);
      const period = { from: date(start - DAY), to: date(start + 25 * DAY) };
      const all = { ...period, turns: 'all', clock: 'wall' } as const;
      turns += await checkOverview(story, world, all);
      await checkOverview(story, world, { ...all, clock: 'business' });
      await checkOverview(story, world, { ...all, from: date(start + DAY), to: date(start + DAY) });
      await checkOverview(story, world, { ...all, tagId, clock: 'business' });
      await checkOverview(story, world, { ...all, medium: 'dm', priority: 'normal' });
      await checkOverview(story, world, { ...all, memberId: story.owner.memberId });
      if (!story.merged) await checkOverview(story, world, { ...all, turns: 'first' });
      await checkBreakdowns(story, world, all);
      await checkTheRest(story, world, all);
    }),
    { seed, numRuns, endOnFailure: true },
  );
  expect(turns).toBeGreaterThan(numRuns);
}, 240_000);
