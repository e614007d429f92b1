import { Injectable } from '@nestjs/common';
import type {
  ReportEpisodesCsvQuery,
  ReportMessagesCsvQuery,
  ReportPeopleCsvQuery,
} from '@parley/shared/report-lists.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CSV_MARK, type CsvCell, csvRecord } from '../csv/csv.format.js';
import { eachRow, type ListSource } from './counted-page.js';
import { cameBack, solvedAtFirst, tookMs } from './list-rows.presenter.js';
import { RowLists } from './row-lists.service.js';

/** The same lists as files for a spreadsheet: refused before the first byte, or complete. */
@Injectable()
export class RowFiles {
  constructor(private readonly lists: RowLists) {}

  async messages(seat: CallerSeat, query: ReportMessagesCsvQuery): Promise<AsyncGenerator<string>> {
    const { source } = await this.lists.messages(seat, query);
    return records(source, MESSAGE_HEADER, (row) => [
      row.id,
      row.conversation_id,
      row.channel_name,
      row.medium,
      row.by,
      row.person_name,
      row.about,
      row.text,
      row.at,
      row.thrown_away,
      row.answered,
      row.automatic,
    ]);
  }

  async episodes(seat: CallerSeat, query: ReportEpisodesCsvQuery): Promise<AsyncGenerator<string>> {
    const { source, scope } = await this.lists.episodes(seat, query);
    return records(source, EPISODE_HEADER, (row) => [
      row.id,
      row.conversation_id,
      row.channel_name,
      row.medium,
      row.person_name,
      row.about,
      row.opened_at,
      row.closed_at,
      tookMs(row, scope.now),
      solvedAtFirst(row),
      cameBack(row),
      row.messages,
      row.waited_ms,
      row.hand_overs,
      row.left_out,
    ]);
  }

  async people(seat: CallerSeat, query: ReportPeopleCsvQuery): Promise<AsyncGenerator<string>> {
    const { source } = await this.lists.people(seat, query);
    return records(source, PEOPLE_HEADER, (row) => [
      row.person_id,
      row.person_name,
      row.conversation_id,
      row.channel_name,
      row.medium,
      row.about,
      row.opened_at,
      row.outcome ?? 'open',
      row.since,
      row.until,
      row.became,
      row.wrote_again_at,
    ]);
  }
}

async function* records<Row>(
  source: ListSource<Row>,
  header: readonly string[],
  cells: (row: Row) => CsvCell[],
): AsyncGenerator<string> {
  yield CSV_MARK + csvRecord(header);
  for await (const row of eachRow(source)) yield csvRecord(cells(row));
}

const MESSAGE_HEADER = [
  'message',
  'conversation',
  'channel',
  'medium',
  'by',
  'person',
  'about',
  'text',
  'at',
  'thrown_away',
  'answered',
  'automatic',
];
const EPISODE_HEADER = [
  'episode',
  'conversation',
  'channel',
  'medium',
  'person',
  'about',
  'opened_at',
  'closed_at',
  'took_ms',
  'solved_at_first_answer',
  'reopened',
  'messages',
  'waited_ms',
  'hand_overs',
  'left_out',
];
const PEOPLE_HEADER = [
  'person',
  'name',
  'conversation',
  'channel',
  'medium',
  'about',
  'opened_at',
  'outcome',
  'since',
  'until',
  'became',
  'wrote_again_at',
];
