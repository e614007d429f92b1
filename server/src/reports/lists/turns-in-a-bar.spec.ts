import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReportOverview, ReportTurnPage } from '@parley/shared/reports.js';
import { InboxBench } from '../../../test/builders/inbox-bench.js';
import { CalendarsService } from '../../brands/calendars.service.js';
import { CsvExports } from '../csv/csv-exports.service.js';
import { ReportsModule } from '../reports.module.js';

const DATE = '2026-03-10';
const HOUR = 3_600_000;

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
  bench.get(CsvExports).conversationsAtOnce = 1;
  bench.clock.set(new Date(`${DATE}T07:00:00Z`));
  const open = [{ from: '08:00', to: '09:30' }];
  const week = { mon: open, tue: open, wed: open, thu: open, fri: open, sat: [], sun: [] };
  await bench.owner.client.patch('/api/v1/brand', { timezone: 'UTC' });
  const { brandId, memberId } = bench.owner;
  await bench.get(CalendarsService).replace(brandId, memberId, { timezone: 'UTC', week, holidays: [] });
  const asked = async (time: string) => bench.received({ at: `${DATE}T${time}:00Z` });
  bench.clock.set(new Date(`${DATE}T15:00:00Z`));
  // Answered after three hours, an hour and a half of it open; given up; still open since before and since after the closing.
  const { thread } = await asked('08:00');
  await bench.received({ thread, direction: 'out', at: `${DATE}T11:00:00Z` });
  const gone = await asked('12:30');
  await bench.owner.client.post(`/api/v1/conversations/${gone.conversationId}/close`, {});
  await asked('08:30');
  await asked('12:45');
});
afterAll(() => bench.close());

/** Local times of the turns of a bar, and how many turns the file of its conversations counts. */
async function inBar(clock: 'wall' | 'business', fromMs: number, toMs: number | null) {
  const bar = `waitFromMs=${fromMs}${toMs === null ? '' : `&waitToMs=${toMs}`}`;
  const query = `from=${DATE}&to=${DATE}&clock=${clock}&behind=opened&${bar}`;
  const list = await bench.owner.client.get<ReportTurnPage>(`/api/v1/reports/turns?${query}`);
  const file = await fetch(`${bench.baseUrl}/api/v1/reports/conversations.csv?${query}`, {
    headers: { cookie: bench.owner.client.cookie },
  });
  expect(file.status).toBe(200);
  const [, ...lines] = (await file.text()).trimEnd().split('\r\n');
  expect(lines.map((line) => line.split(',')[7])).toEqual(lines.map(() => '1'));
  expect(lines).toHaveLength(list.items.length);
  return list.items.map(({ openedAt }) => openedAt.slice(11, 16)).sort();
}

test('the list and the file of a bar hold exactly the turns the bar counts, on both clocks', async () => {
  for (const clock of ['wall', 'business'] as const) {
    const report = await bench.owner.client.get<ReportOverview>(
      `/api/v1/reports/overview?from=${DATE}&to=${DATE}&clock=${clock}`,
    );
    for (const { fromMs, toMs, answered, open } of report.distribution.bars)
      expect({ fromMs, n: (await inBar(clock, fromMs, toMs)).length }).toEqual({
        fromMs,
        n: answered + open,
      });
  }
  expect(await inBar('wall', 2 * HOUR, 4 * HOUR)).toEqual(['08:00', '12:45']);
  expect(await inBar('business', HOUR, 2 * HOUR)).toEqual(['08:00', '08:30']);
});
