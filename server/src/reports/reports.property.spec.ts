import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InboxBench } from '../../test/builders/inbox-bench.js';
import { reportWorld } from '../../test/builders/report-world.js';
import { checkBreakdowns } from '../../test/report-checks/check-breakdowns.js';
import { checkLists } from '../../test/report-checks/check-lists.js';
import { checkOverview } from '../../test/report-checks/check-overview.js';
import { checkQuiet } from '../../test/report-checks/check-quiet.js';
import { checkResolution } from '../../test/report-checks/check-resolution.js';
import { checkVolume } from '../../test/report-checks/check-volume.js';
import { DAY, MINUTE, type Step, script } from '../../test/report-checks/report-script.js';
import { ReportStory } from '../../test/report-checks/report-story.js';
import { DigestBuilder } from './cohort/digest-builder.service.js';
import { EpisodeCohort } from './episodes/episode-cohort.service.js';
import { EpisodeCounting } from './episodes/episode-counting.service.js';
import { ReportsModule } from './reports.module.js';

const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.PARLEY_RUNS ?? 8);

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
});
afterAll(() => bench.close());

test(`every figure is what the slow and obvious reports say (seed ${seed})`, async () => {
  let [turns, rolledUp] = [0, 0];
  const episodes = bench.get(EpisodeCohort);
  const { exactUpTo } = episodes;
  await fc.assert(
    fc.asyncProperty(script, async ({ setting, hours, steps, after }) => {
      bench.clock.set(new Date(setting.start));
      const story = await ReportStory.begin(bench, setting.timezone);
      await story.hours(hours);
      const first: Step = { minutes: 1, thread: 0, person: 'anna', late: 0, what: 'in', number: 0 };
      for (const one of [first, { ...first, thread: 1 }, ...steps]) {
        bench.clock.advance(one.minutes * MINUTE);
        await story.take(one);
        // What is summed up now has to be forgotten by whatever changes it later.
        await bench.get(EpisodeCounting).count(story.owner.brandId);
      }
      const tagId = await story.sort();
      bench.clock.advance(after);
      const checked = { story, world: await reportWorld(bench, story.owner.brandId) };
      const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
      const start = Date.parse(setting.start);
      const period = { from: date(start - DAY), to: date(start + 25 * DAY) };
      const all = { ...period, turns: 'all', clock: 'wall' } as const;
      turns += await checkOverview(checked, all);
      await checkOverview(checked, { ...all, clock: 'business' });
      await checkOverview(checked, { ...all, from: date(start + DAY), to: date(start + DAY) });
      await checkOverview(checked, { ...all, tagId, clock: 'business' });
      await checkOverview(checked, { ...all, medium: 'dm', priority: 'normal' });
      await checkOverview(checked, { ...all, memberId: story.owner.memberId });
      if (!story.merged) await checkOverview(checked, { ...all, turns: 'first' });
      await checkBreakdowns(checked, all);
      await checkVolume(checked, all);
      await checkQuiet(checked, all);
      await checkResolution(checked, all);
      await checkLists(checked, all);
      await checkResolution(checked, { ...all, tagId, priority: 'high' });
      // The same from digests, when every day of it is old enough.
      bench.clock.advance(5 * DAY);
      await bench.get(DigestBuilder).digestBrand(story.owner.brandId);
      episodes.exactUpTo = 0;
      const later = { story, world: { ...checked.world, now: bench.clock.nowMs() } };
      if ((await checkResolution(later, all, true)) === 'rolled_up') rolledUp += 1;
      episodes.exactUpTo = exactUpTo;
    }),
    { seed, numRuns, endOnFailure: true },
  );
  expect(turns).toBeGreaterThan(numRuns);
  expect(rolledUp).toBeGreaterThan(0);
}, 240_000);
