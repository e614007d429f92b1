import { Injectable } from '@nestjs/common';
import type { ConversationRow, QueueQuery } from '@parley/shared/conversations.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { PeopleService } from '../../people/people.service.js';
import type { Member } from '../../platform/http/caller.js';
import { decodeCursor, pageOfRows } from '../../platform/http/cursor.js';
import { type Counts, countsFor, QueueCounts } from './queue-counts.service.js';
import { RowPresenter } from './row.presenter.js';
import { type Looker, RowRepository } from './row.repository.js';

/** The queue and its views, as one member may see them. */
@Injectable()
export class QueueService {
  constructor(
    private readonly rows: RowRepository,
    private readonly presenter: RowPresenter,
    private readonly counting: QueueCounts,
    private readonly access: ChannelAccess,
    private readonly people: PeopleService,
  ) {}

  async page(caller: Member, { cursor, limit, ...filter }: QueueQuery) {
    const found = await this.rows.view(await this.lookerOf(caller), filter, {
      after: decodeCursor(cursor),
      limit,
    });
    const byAnswer = filter.view === 'ours' || filter.view === 'mine' || filter.view === 'unassigned';
    return pageOfRows(
      found,
      limit,
      (row) => ({ id: row.id, at: (byAnswer ? row.answer_by : null) ?? row.last_at }),
      this.presenter.present,
    );
  }

  /** @throws AppError not_found when the caller may not know the person */
  async ofPerson(caller: Member, personId: string, query: { cursor?: string; limit: number }) {
    const { id } = await this.people.requireKnown(caller.seat, personId);
    const found = await this.rows.ofPerson(await this.lookerOf(caller), id, {
      after: decodeCursor(query.cursor),
      limit: query.limit,
    });
    return pageOfRows(found, query.limit, (row) => ({ id: row.id, at: row.last_at }), this.presenter.present);
  }

  /** Those of them the caller may see, by id. */
  async byIds(caller: Member, ids: readonly string[]): Promise<Map<string, ConversationRow>> {
    const found = await this.rows.byIds(await this.lookerOf(caller), [...new Set(ids)]);
    return new Map(found.map((row) => [row.id, this.presenter.present(row)]));
  }

  async counts({ seat }: Member): Promise<Counts> {
    const channels = await this.access.visibleChannelIds(seat);
    return countsFor(await this.counting.groups(seat.brandId), { memberId: seat.memberId, channels });
  }

  async lookerOf({ seat }: Member): Promise<Looker> {
    const channels = await this.access.visibleChannelIds(seat);
    return { brandId: seat.brandId, memberId: seat.memberId, channels };
  }
}
