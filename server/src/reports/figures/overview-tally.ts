import type { Medium } from '@parley/shared/brands.js';
import type { ReportOverview } from '@parley/shared/reports.js';
import { type DayRange, Granules, weekdayOf } from '../cohort/local-days.js';
import type { FactVisitor, TurnFact } from '../cohort/turn-fact.js';
import { BAR_EDGES, barOf, barOfBucket } from '../cohort/wait-buckets.js';
import { Waits } from '../cohort/waits.js';
import { hideSmall } from './member-cells.js';
import { TurnTally, takeWait } from './turn-tally.js';

interface Cell {
  opened: number;
  waits: Waits;
}
const blankCell = (): Cell => ({ opened: 0, waits: new Waits() });

function takeInto(cell: Cell | undefined, fact: TurnFact): void {
  if (cell === undefined) return;
  cell.opened += 1;
  takeWait(cell.waits, fact);
}

/** All turns of a period at once: together, by day or week, and by hour and weekday. */
export class OverviewTally {
  readonly turns = new TurnTally();
  /** Of the turns in the figures: it decides whether they have one target. */
  readonly media = new Set<Medium>();
  private readonly granules: Granules;
  private readonly pieces: Cell[];
  private readonly hours = Array.from({ length: 7 * 24 }, blankCell);
  private readonly firstWeekday: number;
  /** Answered after their target, by the bar of their wait: turns of one bar may have had several targets. */
  private readonly late = new Uint32Array(BAR_EDGES.length);

  constructor(range: DayRange, granularity: 'auto' | 'day' | 'week') {
    this.granules = new Granules(range, granularity);
    this.pieces = Array.from({ length: this.granules.count }, blankCell);
    this.firstWeekday = weekdayOf(range.first) - 1;
  }

  readonly take: FactVisitor = (fact) => {
    this.turns.take(fact);
    if (fact.leftOut !== null) return;
    this.media.add(fact.medium);
    if (fact.late && fact.outcome === 'answered') {
      const bar = fact.bucket >= 0 ? barOfBucket(fact.bucket) : barOf(fact.waitMs);
      this.late[bar] = (this.late[bar] ?? 0) + 1;
    }
    const weekday = (this.firstWeekday + fact.day) % 7;
    takeInto(this.pieces[this.granules.indexOf(fact.day)], fact);
    takeInto(this.hours[weekday * 24 + fact.hour], fact);
  };

  bars(): ReportOverview['distribution']['bars'] {
    return this.turns.waits.bars().map((bar, index) => ({ ...bar, late: this.late[index] ?? 0 }));
  }

  /** @param fewest cells resting on fewer turns are withheld */
  series(fewest: number): ReportOverview['series'] {
    return {
      granularity: this.granules.granularity,
      points: this.pieces.map(({ opened, waits }, index) => ({
        ...this.granules.at(index),
        opened: opened < fewest ? 0 : opened,
        median: hideSmall(waits.percentile(0.5), fewest),
        p90: hideSmall(waits.percentile(0.9), fewest),
      })),
    };
  }

  heat(fewest: number): ReportOverview['heat'] {
    return this.hours.map(({ opened, waits }, index) => ({
      weekday: Math.floor(index / 24) + 1,
      hour: index % 24,
      opened: opened < fewest ? 0 : opened,
      median: hideSmall(waits.percentile(0.5), fewest),
    }));
  }
}
