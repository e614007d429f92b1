import type { ReportBreakdown, ReportOverview, ReportValue } from '@parley/shared/reports.js';
import { type Better, figureKinds, type Unit } from './figures.js';

/** What a sentence can be about, the worst news first: who got no answer, who got it late, how long it took. */
const told = ['coverage', 'withinTarget', 'median'] as const;
type Told = (typeof told)[number];

export type WhatChanged = {
  name: Told;
  unit: Unit;
  better: Better;
  values: [now: ReportValue, before: ReportValue];
  /** The channel that has moved it most, by its turns; null where it is one channel only, or none in particular. */
  where: { name: string; values: [now: ReportValue, before: ReportValue] } | null;
};

/** Less than this nobody needs to hear of: a point, or a twentieth of a wait. */
const WORTH = { share: 0.01, time: 0.05 };

type Pair = readonly [now: ReportValue, before: ReportValue | null];

/** How much it has become worse (above 0) or better; null where either is not known, or only at least. */
function worseBy(unit: Unit, better: Better, [now, before]: Pair): number | null {
  if (before === null || now.atLeast || before.atLeast || now.value === null || before.value === null)
    return null;
  const by = now.value - before.value;
  const size = unit === 'time' ? Math.abs(by) / Math.max(1, before.value) : Math.abs(by);
  if (size < (unit === 'time' ? WORTH.time : WORTH.share)) return 0;
  return better === 'less' ? by : -by;
}

/** What is most worth knowing about the change since the period before: what became worse, else what became better. */
export function whatChanged(
  overview: ReportOverview,
  channels: ReportBreakdown | undefined,
): WhatChanged | null {
  const changes = told.flatMap((name) => {
    const { unit, better } = figureKinds[name];
    const figure = overview.figures[name];
    const worse = worseBy(unit, better, [figure, figure.compared]);
    return worse && figure.compared
      ? [{ name, unit, better, worse, before: figure.compared, now: figure }]
      : [];
  });
  const found = changes.find(({ worse }) => worse > 0) ?? changes[0];
  if (!found) return null;
  const { name, unit, better, now, before, worse } = found;
  return { name, unit, better, values: [now, before], where: mostOfIt(found, worse, channels) };
}

function mostOfIt(
  { name, unit, better }: Pick<WhatChanged, 'name' | 'unit' | 'better'>,
  worse: number,
  channels: ReportBreakdown | undefined,
): WhatChanged['where'] {
  if (channels?.by !== 'channel' || channels.rows.length < 2) return null;
  const moved = channels.rows.flatMap((row) => {
    const before = row.compared?.[name] ?? null;
    const by = worseBy(unit, better, [row[name], before]);
    const alike = by !== null && Math.sign(by) === Math.sign(worse);
    return alike && before && row.name !== null
      ? [
          {
            name: row.name,
            values: [row[name], before] as [ReportValue, ReportValue],
            weight: Math.abs(by) * row[name].n,
          },
        ]
      : [];
  });
  const most = moved.reduce<(typeof moved)[number] | null>(
    (best, one) => (best === null || one.weight > best.weight ? one : best),
    null,
  );
  return most && { name: most.name, values: most.values };
}
