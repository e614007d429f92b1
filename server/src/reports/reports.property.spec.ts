import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  reportBreakdownSchema,
  reportOverviewSchema,
  reportQuietSchema,
  reportResolutionBreakdownSchema,
  reportResolutionSchema,
  reportVolumeBreakdownSchema,
  reportVolumeSchema,
} from '@parley/shared/reports.js';
import fc from 'fast-check';
import { registeredRoutes } from '../../test/access/registered-routes.js';
import { InboxBench } from '../../test/builders/inbox-bench.js';
import { reportWorld } from '../../test/builders/report-world.js';
import { checkBreakdowns } from '../../test/report-checks/check-breakdowns.js';
import { checkLists } from '../../test/report-checks/check-lists.js';
import { checkOverview, checkOwn } from '../../test/report-checks/check-overview.js';
import { checkQuiet } from '../../test/report-checks/check-quiet.js';
import { checkDigestedResolution, checkResolution } from '../../test/report-checks/check-resolution.js';
import { checkSums } from '../../test/report-checks/check-sums.js';
import { checkVolume } from '../../test/report-checks/check-volume.js';
import { ComparedLeaves } from '../../test/report-checks/compared-leaves.js';
import { ingredientsOf } from '../../test/report-checks/ingredients.js';
import { DAY, MINUTE, script, stepsOf } from '../../test/report-checks/report-script.js';
import { ReportStory } from '../../test/report-checks/report-story.js';
import { DigestBuilder } from './cohort/digest-builder.service.js';
import { EpisodeCohort } from './episodes/episode-cohort.service.js';
import { EpisodeCounting } from './episodes/episode-counting.service.js';
import { ReportsModule } from './reports.module.js';

const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.PARLEY_RUNS ?? 6);

/** The reports that tell figures, by what their routes are called; whatever is in their schemas must be compared. */
const REPORTS = {
  overview: reportOverviewSchema,
  mine: reportOverviewSchema,
  breakdown: reportBreakdownSchema,
  resolution: reportResolutionSchema,
  'resolution/breakdown': reportResolutionBreakdownSchema,
  volume: reportVolumeSchema,
  'volume/breakdown': reportVolumeBreakdownSchema,
  quiet: reportQuietSchema,
};
/** Lists and files are held against figures; the others tell none. */
const OTHERS = [
  'turns',
  'mine/turns',
  'messages',
  'episodes',
  'people',
  'left-out',
  'settings',
  'recomputations',
];
/** What is left out of one's own answers, of the period compared with and of who went quiet is not there in every run. */
const SELDOM = /^(mine|quiet) .*leftOut|comparedCounts\.leftOut/;

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
});
afterAll(() => bench.close());

const leaves = new ComparedLeaves();
const ingredients = new Map<string, number>();

test(`every figure is what the slow and obvious reports say (seed ${seed})`, async () => {
  let [history, rolledUp, closed] = [0, 0, 0];
  const episodes = bench.get(EpisodeCohort);
  const { exactUpTo } = episodes;
  await fc.assert(
    fc.asyncProperty(script, async (given) => {
      const { setting, hours, after } = given;
      bench.clock.set(new Date(setting.start));
      const story = await ReportStory.begin(bench, setting.timezone);
      await story.hours(hours);
      for (const one of stepsOf(given, history)) {
        bench.clock.advance(one.minutes * MINUTE);
        await story.take(one);
        // What is summed up now has to be forgotten by whatever changes it later.
        await bench.get(EpisodeCounting).count(story.owner.brandId);
      }
      history += 1;
      const tagId = await story.sort();
      if (typeof after === 'number') bench.clock.advance(after);
      else await story.untilOldEnough(after);
      // Somebody has just written: nobody is late yet.
      await story.take({ minutes: 0, thread: 9_000, person: 'emil', late: 0, what: 'in', number: 0 });
      const world = await reportWorld(bench, story.owner.brandId);
      for (const [name, count] of Object.entries(ingredientsOf(world, story)))
        ingredients.set(name, (ingredients.get(name) ?? 0) + count);
      const checked = { story, world, leaves };
      const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
      const start = Date.parse(setting.start);
      const period = { from: date(start - DAY), to: date(start + 25 * DAY) };
      const all = { ...period, turns: 'all', clock: 'wall' } as const;
      const later = { ...all, from: date(start + 2 * DAY), compare: 'previous' } as const;
      const two = {
        compare: 'period',
        compareFrom: date(start - DAY),
        compareTo: date(start + DAY),
      } as const;
      const memberId = story.owner.memberId;
      await checkOverview(checked, all);
      await checkOverview(checked, { ...later, clock: 'business', granularity: 'week' });
      await checkOverview(checked, { ...all, from: date(start + DAY), to: date(start + DAY) });
      await checkOverview(checked, { ...all, tagId, priority: 'high', clock: 'business' });
      await checkOverview(checked, { ...later, ...two, turns: 'first', medium: 'dm', priority: 'normal' });
      await checkOverview(checked, { ...all, memberId, compare: 'previous' });
      await checkOverview(checked, { ...later, memberId, medium: 'dm', ...two });
      await checkOwn(checked, { ...later, ...two });
      await checkBreakdowns(checked, all);
      await checkBreakdowns(checked, { ...later, ...two, clock: 'business', turns: 'first' });
      await checkBreakdowns(checked, { ...later, ...two, memberId });
      await checkBreakdowns(checked, { ...all, tagId, medium: 'email' });
      for (const query of [all, { ...later, ...two }, { ...later, tagId, medium: 'email' } as const]) {
        await checkVolume(checked, query);
        await checkQuiet(checked, query);
        await checkResolution(checked, query);
      }
      await checkLists(checked, all);
      closed += await checkSums(checked, all);
      // The same from digests, when every day of it is old enough.
      bench.clock.advance(5 * DAY);
      await bench.get(DigestBuilder).digestBrand(story.owner.brandId);
      episodes.exactUpTo = 0;
      const aged = { ...checked, world: { ...world, now: bench.clock.nowMs() } };
      if (await checkDigestedResolution(aged, all)) rolledUp += 1;
      episodes.exactUpTo = exactUpTo;
      await checkVolume(aged, { ...later, ...two });
      await checkQuiet(aged, { ...later, ...two });
      // What is done to digested days is told at once.
      for (const one of given.steps.slice(-4)) await story.take(one);
      const changed = { ...checked, world: await reportWorld(bench, story.owner.brandId) };
      await checkVolume(changed, all);
      await checkQuiet(changed, all);
    }),
    { seed, numRuns, endOnFailure: true },
  );
  expect(rolledUp).toBeGreaterThan(0);
  expect(closed).toBeGreaterThan(0);
}, 240_000);

test('the histories had everything in them that figures must bear', () => {
  expect([...ingredients].filter(([, count]) => count === 0)).toEqual([]);
});

test('every value of every report was there to be compared', () => {
  for (const [report, schema] of Object.entries(REPORTS)) {
    const missing = leaves.missing(report, schema).filter((leaf) => !SELDOM.test(`${report} ${leaf}`));
    expect({ report, missing }).toEqual({ report, missing: [] });
  }
});

test('every report the API has is among those compared, or tells no figures', () => {
  const routes = registeredRoutes(bench.app).flatMap(
    (route) => /^GET \/api\/v1\/reports\/(\S+)$/.exec(route)?.[1] ?? [],
  );
  const told = routes.filter((name) => !name.endsWith('.csv') && !OTHERS.includes(name));
  expect(told.sort()).toEqual(Object.keys(REPORTS).sort());
});
