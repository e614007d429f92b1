import { Injectable } from '@nestjs/common';
import type {
  ReportRowsCsvQuery,
  ReportTurn,
  ReportTurnPage,
  ReportTurnsQuery,
} from '@parley/shared/reports.js';
import type { BusinessCalendar, Versioned } from '../../brands/business-time.js';
import { TurnPolicies } from '../../conversations/turn-policies.service.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { decodeCursor, pageOfRows } from '../../platform/http/cursor.js';
import { BusinessSoFar } from '../cohort/business-so-far.js';
import { withheldRows } from '../figures/member-cells.js';
import { requireShown } from '../figures/one-member.js';
import { type ReportScope, ReportScopes } from '../report-scope.service.js';
import { type ListedTurn, TurnListRepository } from './turn-list.repository.js';

const PAGE = 1_000;

/** A turn of the list, and how long it has waited by the chosen clock; null where that has no end. */
export interface WaitedTurn {
  row: ListedTurn;
  waitMs: number | null;
}

/** The very turns behind a figure. Who answered them is not told: it would sum up by member. */
@Injectable()
export class TurnListService {
  constructor(
    private readonly scopes: ReportScopes,
    private readonly lists: TurnListRepository,
    private readonly policies: TurnPolicies,
  ) {}

  async page(seat: CallerSeat, query: ReportTurnsQuery): Promise<ReportTurnPage> {
    return this.pageOf(await this.scope(seat, query), query);
  }

  /** Of the turns the caller has answered, whatever else is asked for. */
  async ownPage(seat: CallerSeat, query: ReportTurnsQuery): Promise<ReportTurnPage> {
    return this.pageOf(await this.scopes.own(seat, query), { ...query, memberId: seat.memberId });
  }

  private async pageOf(
    scope: ReportScope,
    { cursor, limit, counted, ...query }: ReportTurnsQuery,
  ): Promise<ReportTurnPage> {
    const found: WaitedTurn[] = [];
    for await (const turn of this.each(scope, query, { after: decodeCursor(cursor), size: limit + 1 })) {
      found.push(turn);
      if (found.length > limit) break;
    }
    const page = pageOfRows(found, limit, ({ row }) => ({ id: row.id, at: row.opened_at }), presentTurn);
    return { ...page, total: counted === 'true' ? await this.total(scope, query) : null };
  }

  private async total(scope: ReportScope, query: ReportRowsCsvQuery): Promise<number> {
    return this.lists.count(scope, query, { open: await this.openInBar(scope, query) });
  }

  /** Whose turns a list may show. @throws AppError as every report does, too_few_turns also of a member's narrowed list */
  async scope(seat: CallerSeat, query: ReportRowsCsvQuery): Promise<ReportScope> {
    const scope = await this.scopes.of(seat, query);
    const { memberId } = query;
    if (memberId !== undefined && scope.fewest > 0)
      requireShown(await this.isWithheld(scope, query, memberId));
    return scope;
  }

  /** The caller's own. */
  async ownScope(seat: CallerSeat, query: ReportRowsCsvQuery): Promise<ReportScope> {
    return this.scopes.own(seat, query);
  }

  private async isWithheld(
    scope: ReportScope,
    query: ReportRowsCsvQuery,
    memberId: string,
  ): Promise<boolean> {
    const { fewest } = scope;
    const { weekday, hour, waitFromMs, waitToMs, ...all } = query;
    const sizes = await this.lists.answeredBy(scope, { ...all, memberId: undefined, behind: 'answered' });
    if ((sizes.get(memberId) ?? 0) < fewest || withheldRows(sizes, fewest).has(memberId)) return true;
    return (await this.lists.count(scope, query, { most: fewest })) < fewest;
  }

  /** Ids of the open turns in the bar that is asked for; null where the database can tell by itself. */
  async openInBar(scope: ReportScope, query: ReportRowsCsvQuery): Promise<string[] | null> {
    const { clock, waitFromMs, waitToMs } = query;
    if (clock === 'wall' || (waitFromMs === undefined && waitToMs === undefined)) return null;
    const found: string[] = [];
    for await (const { row } of this.each(scope, query)) if (row.outcome === null) found.push(row.id);
    return found;
  }

  /** All of them, newest first, read a page at a time. */
  async *each(
    scope: ReportScope,
    query: Omit<ReportRowsCsvQuery, 'from' | 'to'>,
    start: { after: { at: Date; id: string } | null; size: number } = { after: null, size: PAGE },
  ): AsyncGenerator<WaitedTurn> {
    const { calendars } = await this.policies.policyFor(scope.brandId, {});
    let { after } = start;
    for (;;) {
      const rows = await this.lists.turns(scope, query, { after, limit: start.size });
      for (const row of rows) {
        const waitMs = waitOf(row, query.clock, scope.now, calendars);
        if (isInBar(waitMs, query)) yield { row, waitMs };
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < start.size) return;
      after = { at: last.opened_at, id: last.id };
    }
  }
}

function waitOf(
  row: ListedTurn,
  clock: 'wall' | 'business',
  now: Date,
  calendars: readonly Versioned<BusinessCalendar | null>[],
): number | null {
  if (row.outcome === 'answered') return Number(clock === 'wall' ? row.wait_ms : row.wait_business_ms);
  if (row.outcome !== null) return null;
  if (clock === 'wall') return Math.max(0, now.getTime() - row.opened_at.getTime());
  return new BusinessSoFar(calendars, now.getTime()).of(row.opened_at.getTime());
}

function isInBar(
  waitMs: number | null,
  { waitFromMs, waitToMs }: { waitFromMs?: number | undefined; waitToMs?: number | undefined },
): boolean {
  if (waitFromMs === undefined && waitToMs === undefined) return true;
  return waitMs !== null && waitMs >= (waitFromMs ?? 0) && waitMs < (waitToMs ?? Number.POSITIVE_INFINITY);
}

const presentTurn = ({ row, waitMs }: WaitedTurn): ReportTurn => ({
  id: row.id,
  conversationId: row.conversation_id,
  messageId: row.opened_by_message_id,
  channelId: row.channel_id,
  medium: row.medium,
  personId: row.person_id,
  personName: row.person_name,
  about: row.about,
  openedAt: row.opened_at.toISOString(),
  outcome: row.outcome,
  closedAt: row.closed_at?.toISOString() ?? null,
  waitMs,
  targetMs: Number(row.target_ms),
  answerBy: row.answer_by.toISOString(),
  late: row.late,
  leftOut: row.left_out,
});
