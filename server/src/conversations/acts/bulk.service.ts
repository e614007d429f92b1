import { Injectable } from '@nestjs/common';
import type { Bulk, BulkAct, BulkResult } from '@parley/shared/bulk.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { RowPresenter } from '../queue/row.presenter.js';
import { RowRepository } from '../queue/row.repository.js';
import { ActsService } from './acts.service.js';
import { ConversationChanges } from './conversation-changes.service.js';
import { MergeService } from './merge.service.js';
import { SortingService } from './sorting.service.js';
import { UnmergeService } from './unmerge.service.js';

const log = loggerFor('bulk');

type Item = Bulk['items'][number];
type Refusal = Extract<BulkResult['results'][number], { ok: false }>;
/** @returns the id of the conversation that was changed */
type Apply = (item: Item) => Promise<string>;

/** So many at a time: each in a transaction of its own, none waiting for the whole pool. */
const AT_ONCE = 4;

/** One act on many conversations. Each is done, or refused with its reason, by itself. */
@Injectable()
export class BulkService {
  constructor(
    private readonly changes: ConversationChanges,
    private readonly acts: ActsService,
    private readonly sorting: SortingService,
    private readonly merging: MergeService,
    private readonly unmerging: UnmergeService,
    private readonly rows: RowRepository,
    private readonly presenter: RowPresenter,
    private readonly access: ChannelAccess,
  ) {}

  /** @throws AppError invalid_request when the act itself does not fit */
  async run(seat: CallerSeat, { act, items }: Bulk): Promise<BulkResult> {
    const apply = this.applying(seat, act);
    const unique = [...new Map(items.map((item) => [item.id, item])).values()];
    // Into one conversation they go one after the other anyway.
    const lanes = act.kind === 'merge' ? 1 : AT_ONCE;
    const done = new Map<string, string | Refusal>();
    const rest = unique.values();
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (const item of rest) done.set(item.id, await tried(item, apply));
      }),
    );
    const changed = [...done.values()].filter((one) => typeof one === 'string');
    const channels = await this.access.visibleChannelIds(seat);
    const rows = await this.rows.byIds({ ...seat, channels }, [...new Set(changed)]);
    const byId = new Map(rows.map((row) => [row.id, this.presenter.present(row)]));
    return {
      results: unique.map(({ id }) => {
        const outcome = done.get(id);
        if (typeof outcome === 'object') return outcome;
        const conversation = outcome === undefined ? undefined : byId.get(outcome);
        // It was hidden from this member while we were at it.
        if (conversation === undefined) return refusal(id, new AppError('not_found', 'It is not there.'));
        return { id, ok: true as const, conversation };
      }),
    };
  }

  private applying(seat: CallerSeat, act: BulkAct): Apply {
    switch (act.kind) {
      case 'close':
        return ({ id, seenSeq }) => this.changes.apply(seat, id, this.acts.closing(seat, seenSeq));
      case 'reopen':
        return ({ id }) => this.changes.apply(seat, id, this.acts.reopening(seat));
      case 'snooze': {
        // Whether the time fits is the same for all: it is said once.
        this.acts.snoozing(seat, act.until);
        return ({ id, seenSeq }) =>
          this.changes.apply(seat, id, this.acts.snoozing(seat, act.until, seenSeq));
      }
      case 'unsnooze':
        return ({ id }) => this.changes.apply(seat, id, this.acts.unsnoozing(seat));
      case 'no_answer_needed':
        return ({ id, seenSeq }) =>
          this.changes.apply(seat, id, this.acts.lettingGo(seat, undefined, seenSeq));
      case 'mark_as_ours':
        return ({ id }) => this.changes.apply(seat, id, this.acts.claiming(seat));
      case 'assign':
        return ({ id }) => this.changes.apply(seat, id, this.sorting.assigning(seat, act.memberId));
      case 'tag':
        return ({ id }) => this.changes.apply(seat, id, this.sorting.tagging(seat, act.add, act.remove));
      case 'priority':
        return ({ id }) => this.changes.apply(seat, id, this.sorting.rating(seat, act.priority));
      case 'merge':
        return ({ id }) => this.merging.join(seat, id, act.intoId);
      case 'unmerge':
        return ({ id }) => this.unmerging.separate(seat, id);
    }
  }
}

async function tried(item: Item, apply: Apply): Promise<string | Refusal> {
  try {
    return await apply(item);
  } catch (error) {
    if (error instanceof AppError) return refusal(item.id, error);
    log.error({ err: error, conversationId: item.id }, 'one of many could not be changed');
    return refusal(item.id, new AppError('internal', 'That went wrong on our side. Nothing was changed.'));
  }
}

const refusal = (id: string, { code, message }: AppError): Refusal => ({ id, ok: false, code, message });
