import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type {
  Figure,
  ReportBreakdown,
  ReportOverview,
  ReportQuiet,
  ReportResolution,
  ReportResolutionBreakdown,
  ReportVolume,
  ReportVolumeBreakdown,
} from '@parley/shared/reports.js';
import { InboxBench } from '../../../test/builders/inbox-bench.js';
import { ReportsModule } from '../reports.module.js';

const DATE = '2026-03-10';
const DAY = `from=${DATE}&to=${DATE}&compare=previous`;
const PLAIN = ['channel', 'medium', 'tag', 'post', 'priority'];

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
  bench.clock.set(new Date(`${DATE}T18:00:00Z`));
  await bench.owner.client.put('/api/v1/reports/settings', { perMember: true });
  const shop = await bench.aChannel({ name: 'Shop, "new"' });
  await asks({ minutes: 10, date: '2026-03-09' });
  for (let n = 0; n < 10; n += 1) await asks({ minutes: 30 + n }, shop);
  const closed = await asks({ minutes: 95 }, shop);
  await bench.owner.client.post(`/api/v1/conversations/${closed}/close`, {});
  await bench.owner.client.post(`/api/v1/conversations/${await asks({})}/close`, {});
  await asks({}, shop);
  await asks({ imported: true });
  // What the owner has sent: enough by mail; by chat, too, but it would tell how little else there is.
  for (let n = 0; n < 12; n += 1) await asks({ minutes: 20 + n, medium: 'email', own: true });
  for (let n = 0; n < 11; n += 1) await asks({ minutes: 40 + n, medium: 'chat', own: true });
  for (let n = 0; n < 2; n += 1) await asks({ minutes: 5, own: true }, shop);
});
afterAll(() => bench.close());

interface Asked {
  minutes?: number;
  date?: string;
  medium?: 'dm' | 'email' | 'chat';
  imported?: boolean;
  own?: boolean;
}

/** Somebody asks at nine, and is answered after so many minutes. @returns the conversation */
async function asks({ minutes, date = DATE, medium = 'dm', ...more }: Asked, channel = bench.channel) {
  const asked = { medium, at: `${date}T09:00:00Z` };
  const { conversationId, thread } = await bench.received(asked, channel);
  if (minutes !== undefined) {
    const at = new Date(Date.parse(asked.at) + minutes * 60_000).toISOString();
    await bench.received({ thread, medium, direction: 'out', at }, channel);
  }
  const { brandId, memberId } = bench.owner;
  const of = [brandId, conversationId];
  if (more.imported)
    await bench.database.run(
      `UPDATE turn SET in_figures = false, out_of_figures = 'imported' WHERE brand_id = $1 AND conversation_id = $2`,
      of,
    );
  if (more.own)
    await bench.database.run(
      'UPDATE turn SET answered_by_member_id = $3 WHERE brand_id = $1 AND conversation_id = $2',
      [...of, memberId],
    );
  return conversationId;
}

const get = <T>(path: string) => bench.owner.client.get<T>(`/api/v1/reports/${path}`);

/** Lines by what they are called and of when; the file has no comma or quote but in names of channels. */
async function fileOf(query: string): Promise<Map<string, string>> {
  const answer = await fetch(`${bench.baseUrl}/api/v1/reports/figures.csv?${query}`, {
    headers: { cookie: bench.owner.client.cookie },
  });
  expect(answer.status).toBe(200);
  const [header, ...lines] = (await answer.text()).trimEnd().split('\r\n');
  expect(header).toBe(
    'section,name,from,to,value,at_least,never,n,compared_value,compared_at_least,compared_n',
  );
  const found = new Map<string, string>();
  for (const line of lines) {
    const cells = line.replace('"Shop, ""new"""', 'Shop').split(',');
    expect(cells).toHaveLength(11);
    const name = cells.slice(0, 4).join();
    expect(found.has(name) ? line : '').toBe('');
    found.set(name, cells.slice(4).join());
  }
  return found;
}

type Value = Omit<Figure, 'leftOut' | 'precision' | 'compared'>;
/** What the API answers, as lines of the file. */
class Lines {
  readonly all = new Map<string, string>();

  figure(name: string, { value, atLeast, never, n }: Value, then: Value | null | undefined): void {
    const before = then ? [then.value, then.atLeast, then.n] : [null, null, null];
    this.add(name, [value, atLeast, never, n, ...before]);
  }

  count(name: string, count: number, then?: number): void {
    this.add(name, [count, null, null, null, then ?? null, null, null]);
  }

  private add(name: string, cells: unknown[]): void {
    const [section, what, ...range] = name.split('|');
    const [from, to] = range.length === 0 ? [DATE, DATE] : range;
    this.all.set([section, what === 'Shop, "new"' ? 'Shop' : what, from, to].join(), cells.join());
  }
}

test('every line of the file is what the routes answer, and nothing they answer is missing', async () => {
  const lines = new Lines();
  const overview = await get<ReportOverview>(`overview?${DAY}`);
  for (const [name, one] of Object.entries(overview.figures))
    lines.figure(`figure|${name}`, one, one.compared);
  const { leftOut, ...counts } = overview.counts;
  for (const [name, count] of Object.entries(counts))
    lines.count(`count|${name}`, count, overview.comparedCounts?.[name as keyof typeof counts]);
  for (const { reason, count } of leftOut) lines.count(`left_out|${reason}`, count);
  for (const bar of overview.distribution.bars) {
    const range = `|${bar.fromMs}|${bar.toMs ?? ''}`;
    lines.count(`distribution|answered${range}`, bar.answered);
    lines.count(`distribution|answered_late${range}`, bar.late);
    lines.count(`distribution|open${range}`, bar.open);
  }
  for (const point of overview.series.points) {
    lines.count('day|opened', point.opened);
    lines.figure('day|median', point.median, null);
    lines.figure('day|p90', point.p90, null);
  }
  for (const { weekday, hour, opened, median } of overview.heat) {
    lines.count(`heat_opened|${weekday}|${hour}|${hour + 1}`, opened);
    lines.figure(`heat_median|${weekday}|${hour}|${hour + 1}`, median, null);
  }
  for (const by of ['channel', 'medium']) {
    for (const row of (await get<ReportBreakdown>(`breakdown?${DAY}&by=${by}`)).rows) {
      const called = row.name ?? row.key ?? 'none';
      lines.count(`opened by ${by}|${called}`, row.counts.opened, row.compared?.opened);
      for (const name of ['median', 'p90', 'withinTarget', 'coverage'] as const)
        lines.figure(`${name} by ${by}|${called}`, row[name], row.compared?.[name]);
    }
  }
  const resolution = await get<ReportResolution>(`resolution?${DAY}`);
  for (const [name, one] of Object.entries(resolution.figures))
    lines.figure(`resolution|${name}`, one, one.compared);
  for (const [name, count] of Object.entries(resolution.counts)) lines.count(`episode|${name}`, count);
  const quiet = await get<ReportQuiet>(`quiet?${DAY}`);
  for (const name of ['late', 'inTime'] as const)
    lines.figure(`quiet|${name}`, quiet[name], quiet[name].compared);
  expect([quiet.difference, quiet.comparedDifference]).toEqual([null, null]);
  const volume = await get<ReportVolume>(`volume?${DAY}`);
  for (const who of ['in', 'outByMembers', 'outOutside', 'outByRules'] as const) {
    lines.count(`volume|${who}`, volume.totals[who], volume.comparedTotals?.[who]);
    for (const point of volume.points) lines.count(`volume by day|${who}`, point[who]);
  }
  for (const { weekday, hour, in: written, out } of volume.heat) {
    lines.count(`heat_in|${weekday}|${hour}|${hour + 1}`, written);
    lines.count(`heat_out|${weekday}|${hour}|${hour + 1}`, out);
  }
  for (const by of PLAIN) {
    for (const row of (await get<ReportResolutionBreakdown>(`resolution/breakdown?${DAY}&by=${by}`)).rows) {
      const { key, name, counts: of, compared, ...figures } = row;
      const called = name ?? key ?? 'none';
      lines.count(`episodes by ${by}|${called}`, of.opened, compared?.counts.opened);
      for (const [figure, value] of Object.entries(figures))
        lines.figure(
          `resolution ${figure} by ${by}|${called}`,
          value,
          compared?.[figure as keyof typeof figures],
        );
    }
    for (const row of (await get<ReportVolumeBreakdown>(`volume/breakdown?${DAY}&by=${by}`)).rows) {
      const { key, name, compared, ...said } = row;
      for (const [who, count] of Object.entries(said)) {
        const before = compared?.[who as keyof typeof said];
        lines.count(`volume ${who} by ${by}|${name ?? key ?? 'none'}`, count, before);
      }
    }
  }
  const file = await fileOf(DAY);
  // There is no difference yet of who went quiet.
  expect(file.get(`quiet,difference,${DATE},${DATE}`)).toBe(',,,,,,');
  file.delete(`quiet,difference,${DATE},${DATE}`);
  expect(Object.fromEntries(file)).toEqual(Object.fromEntries(lines.all));
});

test('of one member nothing is said where too few turns are withheld: 0 would be told for true', async () => {
  const file = await fileOf(`${DAY}&memberId=${bench.owner.memberId}`);
  const of = (name: string) => file.get(`${name},${DATE},${DATE}`);
  expect(of('opened by medium,email')).toBe('12,,,,,,');
  for (const row of ['channel,Shop', 'channel,Test', 'medium,dm', 'medium,chat'])
    for (const figure of ['opened', 'median', 'p90', 'withinTarget', 'coverage'])
      expect([figure, of(`${figure} by ${row}`)]).toEqual([figure, ',,,,,,']);
  expect(file.get('heat_opened,2,9,10')).toBe('25,,,,,,');
  for (const cell of ['heat_opened,2,8,9', 'heat_median,2,8,9']) expect(file.get(cell)).toBe(',,,,,,');
  expect([...file.keys()].filter((name) => /^(volume|resolution|episode|quiet)/.test(name))).toEqual([]);
});
