import { Injectable } from '@nestjs/common';
import type { MergeChoices } from '@parley/shared/people.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import type { CallerSeat } from '../platform/http/caller.js';
import { MergedPeople } from './merged-people.service.js';
import { IDENTITIES_MOVED, IDENTITIES_MOVING, PEOPLE_REGROUPED, PERSON_CHANGED } from './people.events.js';
import { PersonMergeRepository } from './person-merge.repository.js';

/**
 * Merges people who turn out to be one, and takes it back. A merge moves identities; what hangs on them (messages,
 * conversations, turns) follows. Whoever is merged away stays as they were, so that any merge can be left out again at any
 * time, in any order, as if it had never been.
 */
@Injectable()
export class PersonMerging {
  constructor(
    private readonly database: Database,
    private readonly merges: PersonMergeRepository,
    private readonly merged: MergedPeople,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * @param seat whose act it is; nobody's where the one who gives people their names vouches for it
   * @returns the merge, and who remains
   * @throws AppError not_found, not_possible_now when they are one already
   */
  merge(
    seat: { brandId: string; memberId: string | null },
    pair: { intoId: string; fromId: string },
    choices: MergeChoices,
  ): Promise<{ mergeId: string; personId: string }> {
    const { brandId } = seat;
    return this.database.transaction(async () => {
      await this.merges.alone(brandId);
      const intoId = await this.merges.living(brandId, pair.intoId);
      const fromId = await this.merges.living(brandId, pair.fromId);
      if (intoId === undefined || fromId === undefined) throw notFound('The person');
      if (intoId === fromId) throw new AppError('not_possible_now', 'These are one person already.');
      await this.merges.lockWith(brandId, [intoId, fromId]);
      const mergeId = newId();
      await this.move(
        {
          brandId,
          personIds: [intoId, fromId],
          identityIds: await this.merges.identityIds(brandId, fromId),
        },
        async (identityIds) => {
          await this.merged.keepOwn(brandId, intoId);
          const ids = await this.merges.tree(brandId, fromId);
          const at = this.clock.now();
          await this.merges.insert({
            id: mergeId,
            brandId,
            fromId,
            intoId,
            choices,
            at,
            memberId: seat.memberId,
          });
          await this.merges.regroup(brandId, { ids, asId: intoId, identityIds });
          await this.merged.show(brandId, intoId);
        },
      );
      return { mergeId, personId: intoId };
    });
  }

  /**
   * @returns who was taken out again, and who they were taken out of
   * @throws AppError not_found, not_possible_now when it was taken back already
   */
  undo(seat: CallerSeat, mergeId: string): Promise<{ personId: string; remainingId: string }> {
    const { brandId } = seat;
    return this.database.transaction(async () => {
      await this.merges.alone(brandId);
      const merge = await this.merges.find(brandId, mergeId);
      if (merge === undefined) throw notFound('The merge');
      if (merge.undone_at !== null)
        throw new AppError('not_possible_now', 'This merge has been taken back already.');
      const livingId = await this.merges.living(brandId, merge.into_id);
      if (livingId === undefined) throw notFound('The person');
      await this.merges.lockWith(brandId, [livingId]);
      const ids = await this.merges.tree(brandId, merge.from_id);
      const fromId = merge.from_id;
      await this.move(
        {
          brandId,
          personIds: [livingId, fromId],
          identityIds: await this.merges.homeIdentityIds(brandId, ids),
        },
        async (identityIds) => {
          await this.merges.takeBack(brandId, mergeId, this.clock.now(), seat.memberId);
          await this.merges.regroup(brandId, { ids, asId: fromId, identityIds });
          await this.merged.show(brandId, merge.into_id);
        },
      );
      return { personId: fromId, remainingId: livingId };
    });
  }

  private async move(
    moving: { brandId: string; personIds: string[]; identityIds: string[] },
    work: (identityIds: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const { brandId, personIds } = moving;
    await this.events.publish(IDENTITIES_MOVING, moving);
    await work(moving.identityIds);
    await this.merges.tellTimes(brandId, personIds);
    await this.events.publish(IDENTITIES_MOVED, moving);
    await this.events.publish(PEOPLE_REGROUPED, { brandId, personIds });
    for (const personId of personIds) await this.events.publish(PERSON_CHANGED, { brandId, personId });
  }
}
