import { Injectable } from '@nestjs/common';
import { containing } from '../../platform/database/like-pattern.js';
import type { Member } from '../../platform/http/caller.js';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.js';
import { QueueService } from '../queue/queue.service.js';
import { RowPresenter } from '../queue/row.presenter.js';
import { RowRepository } from '../queue/row.repository.js';
import { SearchRepository } from './search.repository.js';
import { findsNames, prefixQuery } from './search-words.js';

/** Conversations by words, names, addresses and subjects, newest first. */
@Injectable()
export class SearchService {
  constructor(
    private readonly search: SearchRepository,
    private readonly queue: QueueService,
    private readonly rows: RowRepository,
    private readonly presenter: RowPresenter,
  ) {}

  async find(caller: Member, { q, cursor, limit }: { q: string; cursor?: string; limit: number }) {
    const looker = await this.queue.lookerOf(caller);
    const { brandId, channels } = looker;
    const typed = q.toWellFormed().replaceAll('\0', ' ');
    const prefix = prefixQuery(typed);
    const hits = await this.search.find({
      brandId,
      channels,
      typed,
      prefix,
      pattern: findsNames(typed) ? containing(typed.trim()) : null,
      after: decodeCursor(cursor),
      limit,
    });
    const shown = hits.slice(0, limit);
    const last = shown.at(-1);
    const [rows, excerpts] = await Promise.all([
      this.rows.byIds(
        looker,
        shown.map(({ id }) => id),
      ),
      this.search.excerpts(
        brandId,
        shown.flatMap(({ message_id }) => message_id ?? []),
        typed,
        prefix,
      ),
    ]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const items = shown.flatMap(({ id, message_id: messageId }) => {
      const row = byId.get(id);
      if (row === undefined) return [];
      const excerpt = (messageId === null ? undefined : excerpts.get(messageId)) ?? row.last_words;
      return [{ conversation: this.presenter.present(row), excerpt, messageId }];
    });
    const more = hits.length > limit && last !== undefined;
    return { items, nextCursor: more ? encodeCursor({ at: last.last_at, id: last.id }) : null };
  }
}
