import type { Figure, ReportOverview, ReportQuiet, ReportResolution } from '@parley/shared/reports.js';
import type { FigureName } from './figures.js';

export type AllFigures = Partial<Record<FigureName, Figure>>;

/** Every figure that has come, by its name; those of episodes have names of their own. */
export function allFigures(
  overview: ReportOverview | undefined,
  resolution: ReportResolution | undefined,
  quiet: ReportQuiet | undefined,
): AllFigures {
  const figures: AllFigures = { ...overview?.figures };
  if (resolution) {
    const { median, p90, p75: _p75, p95: _p95, ...others } = resolution.figures;
    Object.assign(figures, others, { resolution: median, resolutionP90: p90 });
  }
  if (quiet) Object.assign(figures, { quietLate: quiet.late, quietInTime: quiet.inTime });
  return figures;
}
