import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type {
  ReportBreakdown,
  ReportOverview,
  ReportResolution,
  ReportTurnPage,
  ReportVolume,
} from '@parley/shared/reports.js';
import { InboxBench, type Signed } from '../../test/builders/inbox-bench.js';
import { ReportsModule } from './reports.module.js';

const MINUTE = 60_000;
const DATE = '2026-03-10';
const DAY = `from=${DATE}&to=${DATE}`;

let bench: InboxBench;
let manager: Signed;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  manager = await bench.member('manager', 'Mara');
  bench.clock.stop();
  bench.clock.set(new Date(`${DATE}T18:00:00Z`));
  // Asked at 8:00, 9:00, …; answered after 10, 30 and 90 minutes; one withdrawn late, one that needs none, one open, one given up.
  await turn(8, 10);
  await turn(9, 30);
  await turn(10, 90);
  await turn(11, null);
  const thanks = await turn(12, null);
  await bench.owner.client.post(`/api/v1/conversations/${thanks}/no-answer-needed`, {});
  const gone = await turn(13, null);
  await bench.owner.client.post(`/api/v1/conversations/${gone}/close`, {});
  const hidden = await bench.aChannel({ only: [] });
  await turn(14, 600, hidden);
});
afterAll(() => bench.close());

/** A DM at that hour, answered after so many minutes. @returns its conversation */
async function turn(hour: number, minutes: number | null, channel = bench.channel): Promise<string> {
  const asked = Date.parse(`${DATE}T00:00:00Z`) + hour * 60 * MINUTE;
  const at = (ms: number) => new Date(ms).toISOString();
  const { conversationId, thread } = await bench.received({ at: at(asked) }, channel);
  if (minutes !== null)
    await bench.received({ thread, direction: 'out', at: at(asked + minutes * MINUTE) }, channel);
  return conversationId;
}

const get = <T>(path: string, who = manager): Promise<T> => who.client.get<T>(`/api/v1/reports/${path}`);

test('the overview counts open and given up ones, and says what it leaves out', async () => {
  const report = await get<ReportOverview>(`overview?${DAY}&compare=previous`);
  expect(report.counts).toEqual({
    opened: 6,
    answered: 3,
    answeredLate: 1,
    open: 1,
    openOverdue: 1,
    closedUnanswered: 1,
    withdrawn: 0,
    withdrawnLate: 0,
    noAnswerNeeded: 1,
    outsideHours: 0,
    leftOut: [],
  });
  // 10 30 90 min, 7 h and counting, never: the third of five.
  expect(report.figures.median).toEqual({
    value: 90 * MINUTE,
    atLeast: false,
    never: false,
    n: 5,
    leftOut: [{ reason: 'no_answer_needed', count: 1 }],
    precision: 'exact',
    compared: { value: null, atLeast: false, never: false, n: 0 },
  });
  expect(report.figures.p75).toMatchObject({ value: 7 * 60 * MINUTE, atLeast: true });
  expect(report.figures.p95).toMatchObject({ value: null, never: true });
  expect(report.figures.withinTarget).toMatchObject({ value: 2 / 5, n: 5 });
  expect(report.figures.coverage).toMatchObject({ value: 3 / 5, n: 5 });
  const targets = [{ ms: 60 * MINUTE, media: ['dm'] }];
  expect(report.distribution).toMatchObject({ targetMs: 60 * MINUTE, targets, never: 1 });
  // Of each bar, how many were late: the turn that took 90 minutes, not the one that took 30.
  const answered = report.distribution.bars.filter((bar) => bar.answered > 0);
  expect(answered.map(({ fromMs, late }) => [fromMs / MINUTE, late])).toEqual([
    [10, 0],
    [30, 0],
    [60, 1],
  ]);
  expect(report.heat.filter(({ opened }) => opened > 0).map(({ weekday, hour }) => [weekday, hour])).toEqual(
    [8, 9, 10, 11, 12, 13].map((hour) => [2, hour]),
  );
});

test('a restricted channel is counted for those who may see it only', async () => {
  const all = await get<ReportOverview>(`overview?${DAY}`, bench.owner);
  expect(all.counts.opened).toBe(7);
  const rows = await get<ReportBreakdown>(`breakdown?${DAY}&by=channel`);
  expect(rows.rows.map(({ name, counts }) => [name, counts.opened])).toEqual([['Test', 6]]);
  for (const [who, people] of [[manager, 6] as const, [bench.owner, 7] as const]) {
    expect((await get<ReportResolution>(`resolution?${DAY}`, who)).counts.opened).toBe(people);
    expect((await get<ReportVolume>(`volume?${DAY}`, who)).totals.in).toBe(people);
  }
});

test('the turns behind a figure, a page at a time', async () => {
  const first = await get<ReportTurnPage>(`turns?${DAY}&behind=response&limit=3`);
  expect(first.items.map(({ openedAt }) => openedAt.slice(11, 13))).toEqual(['13', '11', '10']);
  const rest = await get<ReportTurnPage>(`turns?${DAY}&behind=response&limit=3&cursor=${first.nextCursor}`);
  expect(rest.items.map(({ waitMs }) => waitMs)).toEqual([30 * MINUTE, 10 * MINUTE]);
  expect(rest.nextCursor).toBeNull();
  const bar = await get<ReportTurnPage>(
    `turns?${DAY}&behind=response&waitFromMs=${30 * MINUTE}&waitToMs=${60 * MINUTE}`,
  );
  expect(bar.items.map(({ openedAt }) => openedAt.slice(11, 13))).toEqual(['09']);
});

test('the same figures as files', async () => {
  const files = {
    'figures.csv': [
      'figure,median',
      `volume,in,2026`,
      'coverage by channel,Test',
      'resolution,handOvers',
      'resolution reopened by medium,dm',
      'quiet,late',
    ],
    'turns.csv': ['closed_unanswered'],
    'conversations.csv': ['Test,dm'],
  };
  for (const [file, lines] of Object.entries(files)) {
    const answer = await fetch(`${bench.baseUrl}/api/v1/reports/${file}?${DAY}`, {
      headers: { cookie: manager.client.cookie },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    for (const line of lines) expect(bytes.toString('utf8')).toContain(line);
  }
});
