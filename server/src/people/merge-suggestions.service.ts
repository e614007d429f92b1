import { Injectable } from '@nestjs/common';
import type { MergeSuggestion } from '@parley/shared/people.js';
import { ChannelAccess } from '../channels/channel-access.service.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { notFound } from '../platform/errors/app-error.js';
import type { CallerSeat } from '../platform/http/caller.js';
import { spokeVisibly } from './names/person-names.service.js';
import { PeopleRepository } from './people.repository.js';
import { presentPersonRow } from './person-summary.js';

interface Pair {
  person_id: string;
  email: string;
  own_id: string;
  other_id: string;
  own_is_mail: boolean;
  other_is_mail: boolean;
}

/**
 * Who is certainly the same human: two identities with the same verified address. Nothing else is suggested, and nothing is
 * ever merged by itself.
 */
@Injectable()
export class MergeSuggestions {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleRepository,
    private readonly access: ChannelAccess,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError not_found */
  async list(seat: CallerSeat, id: string): Promise<MergeSuggestion[]> {
    const { brandId } = seat;
    const channels = await this.access.visibleChannelIds(seat);
    const person = await this.people.find(brandId, channels, id);
    if (person === undefined) throw notFound('The person');
    const pairs = await this.pairs(brandId, channels, person.id);
    const suggestions: MergeSuggestion[] = [];
    for (const otherId of new Set(pairs.map(({ person_id }) => person_id))) {
      const other = await this.people.find(brandId, channels, otherId);
      if (other === undefined) continue;
      const evidence = pairs.filter(({ person_id }) => person_id === otherId);
      suggestions.push({
        person: presentPersonRow(other),
        evidence: evidence.map(({ email, own_is_mail, other_is_mail }) => ({
          email,
          own: own_is_mail ? 'wrote' : 'vouched',
          other: other_is_mail ? 'wrote' : 'vouched',
        })),
      });
    }
    return suggestions;
  }

  /** They are two people, for good: what speaks for one person today is not shown again. @throws AppError not_found */
  async dismiss(seat: CallerSeat, id: string, otherId: string): Promise<void> {
    const { brandId } = seat;
    const channels = await this.access.visibleChannelIds(seat);
    const person = await this.people.find(brandId, channels, id);
    const other = await this.people.find(brandId, channels, otherId);
    if (person === undefined || other === undefined) throw notFound('The person');
    const pairs = (await this.pairs(brandId, channels, person.id))
      .filter(({ person_id }) => person_id === other.id)
      .map(({ own_id, other_id }) => [own_id, other_id].sort());
    await this.database.run(
      `INSERT INTO person_apart (brand_id, member_id, said_at, identity_id, other_identity_id)
       SELECT $1, $2, $3, * FROM unnest($4::uuid[], $5::uuid[]) ON CONFLICT DO NOTHING`,
      [brandId, seat.memberId, this.clock.now(), pairs.map(([one]) => one), pairs.map(([, two]) => two)],
    );
  }

  /** Only by identities the member may know. */
  private pairs(brandId: string, channels: readonly string[] | 'all', personId: string): Promise<Pair[]> {
    const params: unknown[] = [brandId, personId];
    const spoke = spokeVisibly({ brandId, channels }, params);
    return this.database.query<Pair>(
      `SELECT o.person_id, i.email, i.id AS own_id, o.id AS other_id,
         i.external_id = i.email AS own_is_mail, o.external_id = o.email AS other_is_mail
       FROM identity i JOIN identity o ON o.brand_id = $1 AND o.email = i.email AND o.email_verified AND o.person_id <> i.person_id
       WHERE i.brand_id = $1 AND i.person_id = $2 AND i.email_verified${spoke('i.id')}${spoke('o.id')}
         AND NOT EXISTS (SELECT 1 FROM person_apart a WHERE a.brand_id = $1
           AND a.identity_id = least(i.id, o.id) AND a.other_identity_id = greatest(i.id, o.id))
       ORDER BY i.email, o.last_seen_at DESC, o.id LIMIT 50`,
      params,
    );
  }
}
