import type { ReportOverview } from '@parley/shared/reports.js';
import { DistributionCard } from './distribution-card.js';
import { HeatCards } from './heat-cards.js';
import type { Part } from './panel-part.js';
import type { ReportView } from './report-view.js';
import { TrendCard } from './trend-card.js';

type Props = {
  overview: ReportOverview | undefined;
  before: ReportOverview | undefined;
  view: ReportView;
  onOpen: (part: Part) => void;
};

/** How waits are spread, how they went, and when people write and wait. */
export function OverviewCharts({ overview, before, view, onOpen }: Props) {
  return (
    <div className="reports-charts">
      <DistributionCard
        distribution={overview?.distribution}
        clock={view.clock}
        height={220}
        onOpen={onOpen}
      />
      <TrendCard series={overview?.series} before={before?.series} height={220} onOpen={onOpen} />
      <HeatCards heat={overview?.heat} height={196} onOpen={onOpen} />
    </div>
  );
}
