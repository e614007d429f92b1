import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReportResolution } from '@parley/shared/reports.js';
import { InboxBench } from '../../../test/builders/inbox-bench.js';
import { MergeService } from '../../conversations/acts/merge.service.js';
import { ReportsModule } from '../reports.module.js';

const DATE = '2026-03-10';

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
  bench.clock.set(new Date(`${DATE}T12:00:00Z`));
});
afterAll(() => bench.close());

test('an episode that went on in another one is counted with that, and not beside it', async () => {
  const ids: string[] = [];
  for (const time of ['08:00', '09:00', '10:00'])
    ids.push((await bench.received({ at: `${DATE}T${time}:00Z` })).conversationId);
  const counts = async () =>
    (await bench.owner.client.get<ReportResolution>(`/api/v1/reports/resolution?from=${DATE}&to=${DATE}`))
      .counts;
  expect(await counts()).toEqual({ opened: 3, closed: 0, open: 3 });
  const { brandId, memberId } = bench.owner;
  const [one = '', other = ''] = ids;
  await bench.get(MergeService).merge({ brandId, memberId, role: 'owner' }, one, other);
  expect(await counts()).toEqual({ opened: 2, closed: 0, open: 2 });
});
