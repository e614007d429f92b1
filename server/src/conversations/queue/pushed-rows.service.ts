import { Injectable } from '@nestjs/common';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { RowPresenter } from './row.presenter.js';
import { type QueueRow, RowRepository } from './row.repository.js';

/** A row as it stands now, with what decides who may get it. */
export type PushedRow = QueueRow;

/** Rows for pushing: nobody's in particular, so without anyone's unread mark and with channels of every kind. */
@Injectable()
export class PushedRows {
  constructor(
    private readonly rows: RowRepository,
    private readonly presenter: RowPresenter,
  ) {}

  byIds(brandId: string, ids: readonly string[]): Promise<PushedRow[]> {
    return this.rows.byIds({ brandId, memberId: null, channels: 'all' }, [...ids]);
  }

  /** A person's newest conversations. */
  ofPerson(brandId: string, personId: string, limit: number): Promise<PushedRow[]> {
    return this.rows.ofPerson({ brandId, memberId: null, channels: 'all' }, personId, { after: null, limit });
  }

  present(row: PushedRow): ConversationRow {
    return this.presenter.present(row);
  }
}
