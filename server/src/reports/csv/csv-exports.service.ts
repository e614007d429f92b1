import { Injectable } from '@nestjs/common';
import { plainDimensionSchema, type ReportQuery, type ReportRowsCsvQuery } from '@parley/shared/reports.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CohortService } from '../cohort/cohort.service.js';
import { ResolutionReports } from '../episodes/resolution.service.js';
import { ResolutionBreakdowns } from '../episodes/resolution-breakdown.service.js';
import { BreakdownService } from '../figures/breakdown.service.js';
import { OverviewService } from '../figures/overview.service.js';
import { TurnListRepository } from '../lists/turn-list.repository.js';
import { TurnListService } from '../lists/turn-list.service.js';
import { QuietReports } from '../quiet/quiet-reports.service.js';
import type { ReportScope } from '../report-scope.service.js';
import { VolumeReports } from '../volume/volume-reports.service.js';
import { CSV_MARK, csvRecord } from './csv.format.js';
import { figureRecords } from './figure-records.format.js';

type Records = AsyncGenerator<string> | Generator<string>;

/** What reports show, as files for a spreadsheet. All of them are refused before the first byte, or complete. */
@Injectable()
export class CsvExports {
  /** Conversations read at once: every reading sums up the turns of the period. Specs lower it. */
  conversationsAtOnce = 10_000;

  constructor(
    private readonly cohort: CohortService,
    private readonly overview: OverviewService,
    private readonly breakdown: BreakdownService,
    private readonly resolution: ResolutionReports,
    private readonly resolutionBy: ResolutionBreakdowns,
    private readonly volume: VolumeReports,
    private readonly quiet: QuietReports,
    private readonly turnList: TurnListService,
    private readonly lists: TurnListRepository,
  ) {}

  /** All figures, of one moment. Episodes and messages are nobody's: with a member chosen they are not in it. */
  figures(seat: CallerSeat, query: ReportQuery): Promise<Records> {
    return this.cohort.snapshot(async () => {
      const overview = await this.overview.of(seat, query);
      const { memberId, ...plain } = query;
      return figureRecords({
        overview,
        aboutMember: memberId !== undefined,
        ...(memberId === undefined && {
          resolution: await this.resolution.of(seat, plain),
          resolutionBy: await this.resolutionBy.each(seat, plain, plainDimensionSchema.options),
          volume: await this.volume.of(seat, plain),
          volumeBy: await this.volume.breakdowns(seat, plain, plainDimensionSchema.options),
          quiet: await this.quiet.of(seat, plain),
        }),
        breakdowns: [
          await this.breakdown.of(seat, { ...query, by: 'channel' }),
          await this.breakdown.of(seat, { ...query, by: 'medium' }),
        ],
      });
    });
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
