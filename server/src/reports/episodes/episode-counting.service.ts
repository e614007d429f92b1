import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { EpisodeRows } from './episode-rows.repository.js';

/** So few that nobody who writes has to wait for them. */
const AT_ONCE = 200;

/** Sums up closed episodes, so that reports need not look at their turns. */
@Injectable()
export class EpisodeCounting {
  constructor(
    private readonly database: Database,
    private readonly rows: EpisodeRows,
  ) {}

  /** All that have no sums, some at a time; those whose conversation is being changed are left for the next time. */
  async count(brandId: string): Promise<void> {
    for (let before: { openedAt: Date; id: string } | null = null; ; ) {
      const some: Awaited<ReturnType<EpisodeRows['uncounted']>> = await this.rows.uncounted(
        brandId,
        before,
        AT_ONCE,
      );
      await this.database.transaction(async () => {
        const idle = new Set(
          await this.rows.lockIdle(brandId, [...new Set(some.map((one) => one.conversation_id))]),
        );
        const ids = some.filter((one) => idle.has(one.conversation_id)).map(({ id }) => id);
        if (ids.length > 0) await this.rows.keepSums(brandId, ids);
      });
      const last = some.at(-1);
      if (last === undefined || some.length < AT_ONCE) return;
      before = { openedAt: last.opened_at, id: last.id };
    }
  }
}
