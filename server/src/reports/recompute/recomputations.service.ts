import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { CreateRecomputation, Recomputation } from '@parley/shared/reports.js';
import { Audit } from '../../auth/audit.service.js';
import { BrandsService } from '../../brands/brands.service.js';
import { PolicyOverrides } from '../../brands/policy-overrides.service.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Member } from '../../platform/http/caller.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { Jobs } from '../../platform/queue/jobs.js';
import { Ticker } from '../../platform/queue/ticker.js';
import { dayNumber, dayRange } from '../cohort/local-days.js';
import { RecomputationRepository, type RecomputationRow } from './recomputation.repository.js';
import { RECOMPUTE_TURNS } from './reports.jobs.js';

const SWEEP_MS = 30_000;
/** Conversations of one job: short, so that a worker that stops does not wait for it. */
const AT_ONCE = 200;
const FAILURES_MOST = 5;
const SHOWN = 20;

const log = loggerFor('reports');

/**
 * Counts the turns of a period anew by the hours and targets of today. Figures of the past change in no other way. The row is the
 * truth: it says which conversation was last, so that whoever comes after a killed worker goes on there.
 */
@Injectable()
export class Recomputations implements OnModuleInit {
  constructor(
    private readonly rows: RecomputationRepository,
    private readonly overrides: PolicyOverrides,
    private readonly brands: BrandsService,
    private readonly entries: ConversationEntries,
    private readonly audit: Audit,
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly ticker: Ticker,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(RECOMPUTE_TURNS, ({ recomputationId }) => this.work(recomputationId));
    this.ticker.every('reports.recompute', SWEEP_MS, async () => {
      for (const id of await this.rows.due()) await this.wake(id);
    });
  }

  async list(brandId: string): Promise<{ items: Recomputation[] }> {
    return { items: (await this.rows.latest(brandId, SHOWN)).map(present) };
  }

  /** @throws AppError not_possible_now for a period still to come, or while another one is counted */
  async request({ seat, userId, ip }: Member, { from, to }: CreateRecomputation): Promise<Recomputation> {
    const { brandId, memberId } = seat;
    const { timezone } = await this.brands.get(brandId);
    const range = dayRange(dayNumber(from), dayNumber(to), timezone);
    const now = this.clock.now();
    if (range.startsAt >= now.getTime()) {
      throw new AppError('not_possible_now', 'This period has not begun yet.');
    }
    const id = newId();
    await this.database.transaction(async () => {
      await this.rows.lockBrand(brandId);
      if (await this.rows.isRunning(brandId)) {
        throw new AppError(
          'not_possible_now',
          'Another period is being counted anew: wait until that is done.',
        );
      }
      const [start, end] = [new Date(range.startsAt), new Date(Math.min(range.endsAt, now.getTime()))];
      await this.overrides.add(brandId, start, end);
      await this.rows.add({ id, brandId, fromDay: from, toDay: to, from: start, to: end, memberId, at: now });
      const details = { from, to };
      await this.audit.write({ brandId, action: 'reports.recomputed', actorUserId: userId, ip, details });
      this.database.afterCommit(() => this.wake(id));
    });
    const found = (await this.rows.latest(brandId, SHOWN)).find((row) => row.id === id);
    if (found === undefined) throw new Error(`recomputation ${id} is not there`);
    return present(found);
  }

  private wake(id: string): Promise<void> {
    return this.jobs.enqueue(RECOMPUTE_TURNS, { recomputationId: id });
  }

  private async work(id: string): Promise<void> {
    const row = await this.rows.claim(id);
    if (row === undefined) return;
    try {
      const conversations = await this.rows.conversations(row, AT_ONCE);
      for (const conversationId of conversations) await this.recount(row, conversationId);
      if (conversations.length < AT_ONCE) return await this.rows.finish(row, this.clock.now());
      await this.rows.release(row);
      await this.wake(id);
    } catch (error) {
      log.error({ err: error, recomputation: id }, 'turns could not be counted anew; it is tried again');
      const reason = error instanceof AppError ? error.message : 'An error inside Parley; its log says more.';
      await this.rows.fail(row, reason, FAILURES_MOST, this.clock.now());
    }
  }

  private recount(row: RecomputationRow, conversationId: string): Promise<void> {
    return this.database.transaction(async () => {
      const conversation = await this.entries.lock(row.brand_id, conversationId);
      await this.entries.advance(conversation, { refold: true });
      await this.rows.progress(row, conversationId);
    });
  }
}

const present = (row: RecomputationRow): Recomputation => ({
  id: row.id,
  from: row.from_day,
  to: row.to_day,
  state: row.state,
  done: row.done,
  total: row.total,
  requestedAt: row.requested_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
  requestedBy: row.requested_by_name,
  reason: row.reason,
});
