import { Injectable } from '@nestjs/common';
import type { Figure, ReportOverview, ReportQuery, ReportRowsCsvQuery } from '@parley/shared/reports.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { OverviewService } from '../figures/overview.service.js';
import { TurnListRepository } from '../lists/turn-list.repository.js';
import { TurnListService } from '../lists/turn-list.service.js';
import type { ReportScope } from '../report-scope.service.js';
import { CSV_MARK, type CsvCell, csvRecord } from './csv.format.js';

type Records = AsyncGenerator<string> | Generator<string>;

/** What reports show, as files for a spreadsheet. All of them are refused before the first byte, or complete. */
@Injectable()
export class CsvExports {
  /** Conversations read at once: every reading sums up the turns of the period. Specs lower it. */
  conversationsAtOnce = 10_000;

  constructor(
    private readonly overview: OverviewService,
    private readonly turnList: TurnListService,
    private readonly lists: TurnListRepository,
  ) {}

  async figures(seat: CallerSeat, query: ReportQuery): Promise<Records> {
    return figureRecords(await this.overview.of(seat, query));
  }

  async turns(seat: CallerSeat, query: ReportRowsCsvQuery): Promise<Records> {
    return this.turnRecords(await this.turnList.scope(seat, query), query);
  }

  /** Of the turns the caller has answered, whatever else is asked for. */
  async ownTurns(seat: CallerSeat, query: ReportRowsCsvQuery): Promise<Records> {
    const own = { ...query, memberId: seat.memberId };
    return this.turnRecords(await this.turnList.ownScope(seat, query), own);
  }

  async conversations(seat: CallerSeat, query: ReportRowsCsvQuery): Promise<Records> {
    return this.conversationRecords(await this.turnList.scope(seat, query), query);
  }

  private async *turnRecords(scope: ReportScope, query: ReportRowsCsvQuery): AsyncGenerator<string> {
    yield CSV_MARK + csvRecord(TURN_HEADER);
    for await (const { row, waitMs } of this.turnList.each(scope, query)) {
      yield csvRecord([
        row.id,
        row.conversation_id,
        row.channel_name,
        row.medium,
        row.person_name,
        row.about,
        row.opened_at,
        row.outcome ?? 'open',
        row.closed_at,
        waitMs,
        Number(row.target_ms),
        row.answer_by,
        row.late,
        row.outside_hours,
        row.inbound_count,
        row.left_out,
      ]);
    }
  }

  private async *conversationRecords(scope: ReportScope, query: ReportRowsCsvQuery): AsyncGenerator<string> {
    yield CSV_MARK + csvRecord(CONVERSATION_HEADER);
    const open = await this.turnList.openInBar(scope, query);
    for (let after: string | null = null; ; ) {
      const rows = await this.lists.conversations(scope, query, {
        after,
        limit: this.conversationsAtOnce,
        open,
      });
      for (const row of rows) {
        yield csvRecord([
          row.id,
          row.channel_name,
          row.medium,
          row.person_name,
          row.about,
          row.status,
          row.priority,
          row.turns,
          row.answered,
          row.late,
          row.inbound,
          row.first_opened_at,
          row.last_opened_at,
        ]);
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < this.conversationsAtOnce) return;
      after = last.id;
    }
  }
}

const TURN_HEADER = [
  'turn',
  'conversation',
  'channel',
  'medium',
  'person',
  'about',
  'opened_at',
  'outcome',
  'closed_at',
  'wait_ms',
  'target_ms',
  'answer_by',
  'late',
  'outside_hours',
  'messages',
  'left_out',
];

const CONVERSATION_HEADER = [
  'conversation',
  'channel',
  'medium',
  'person',
  'about',
  'status',
  'priority',
  'turns',
  'answered',
  'late',
  'messages',
  'first_opened_at',
  'last_opened_at',
];

const FIGURE_HEADER = [
  'section',
  'name',
  'from',
  'to',
  'value',
  'at_least',
  'never',
  'n',
  'compared_value',
  'compared_at_least',
  'compared_n',
];

function* figureRecords(report: ReportOverview): Generator<string> {
  const { from, to } = report.period;
  const record = (section: string, name: string, ...cells: CsvCell[]) => csvRecord([section, name, ...cells]);
  yield CSV_MARK + csvRecord(FIGURE_HEADER);
  for (const [name, figure] of Object.entries(report.figures)) {
    yield record('figure', name, from, to, ...valueCells(figure), ...comparedCells(figure));
  }
  for (const [name, count] of Object.entries(report.counts)) {
    if (typeof count !== 'number') continue;
    const before = report.comparedCounts?.[name as 'opened'] ?? null;
    yield record('count', name, from, to, count, null, null, null, before, null, null);
  }
  for (const { reason, count } of report.counts.leftOut) {
    yield record('left_out', reason, from, to, count, null, null, null, null, null, null);
  }
  for (const { fromMs, toMs, answered, late, open } of report.distribution.bars) {
    yield record('distribution', 'answered', fromMs, toMs, answered, null, null, null, null, null, null);
    yield record('distribution', 'answered_late', fromMs, toMs, late, null, null, null, null, null, null);
    yield record('distribution', 'open', fromMs, toMs, open, null, null, null, null, null, null);
  }
  for (const point of report.series.points) {
    const cells = [point.from, point.to] as const;
    yield record(
      report.series.granularity,
      'opened',
      ...cells,
      point.opened,
      null,
      null,
      null,
      null,
      null,
      null,
    );
    yield record(
      report.series.granularity,
      'median',
      ...cells,
      ...valueCells(point.median),
      null,
      null,
      null,
    );
    yield record(report.series.granularity, 'p90', ...cells, ...valueCells(point.p90), null, null, null);
  }
  for (const { weekday, hour, opened, median } of report.heat) {
    yield record('heat_opened', `${weekday}`, hour, hour + 1, opened, null, null, null, null, null, null);
    yield record('heat_median', `${weekday}`, hour, hour + 1, ...valueCells(median), null, null, null);
  }
}

const valueCells = ({ value, atLeast, never, n }: Pick<Figure, 'value' | 'atLeast' | 'never' | 'n'>) => [
  value,
  atLeast,
  never,
  n,
];
const comparedCells = ({ compared }: Figure) =>
  compared === null ? [null, null, null] : [compared.value, compared.atLeast, compared.n];
