import { Injectable } from '@nestjs/common';
import type { PersonDetail } from '@parley/shared/people.js';
import { ChannelAccess } from '../channels/channel-access.service.js';
import { Database } from '../platform/database/database.js';
import { containing } from '../platform/database/like-pattern.js';
import { notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import type { CallerSeat } from '../platform/http/caller.js';
import { decodeCursor, pageOfRows } from '../platform/http/cursor.js';
import { PERSON_CHANGED } from './people.events.js';
import { PeopleRepository } from './people.repository.js';
import { avatarUrl, presentPerson } from './person-summary.js';

/** Who speaks with the brand, as far as the asking member may see where they speak. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly people: PeopleRepository,
    private readonly access: ChannelAccess,
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {}

  async page(seat: CallerSeat, query: { q?: string; cursor?: string; limit: number }) {
    const wanted = query.q?.trim() ?? '';
    const rows = await this.people.page(seat.brandId, await this.access.visibleChannelIds(seat), {
      pattern: wanted === '' ? null : containing(wanted),
      after: decodeCursor(query.cursor),
      limit: query.limit,
    });
    return pageOfRows(rows, query.limit, (row) => ({ at: row.last_seen_at, id: row.id }), presentPerson);
  }

  /** @throws AppError not_found when there is no such person, or none the member may know of */
  async requireKnown(seat: CallerSeat, id: string): Promise<void> {
    const channels = await this.access.visibleChannelIds(seat);
    if ((await this.people.find(seat.brandId, channels, id)) === undefined) throw notFound('The person');
  }

  /** @throws AppError not_found */
  async get(seat: CallerSeat, id: string): Promise<PersonDetail> {
    const { brandId } = seat;
    const channels = await this.access.visibleChannelIds(seat);
    const person = await this.people.find(brandId, channels, id);
    if (person === undefined) throw notFound('The person');
    const [identities, conversationCount, talksWith] = await Promise.all([
      this.people.identities(brandId, channels, id),
      this.people.conversationCount(brandId, channels, id),
      this.people.usuallyTalksWith(brandId, channels, id),
    ]);
    return {
      ...presentPerson(person),
      identities: identities.map((row) => ({
        id: row.id,
        namespace: row.namespace,
        externalId: row.external_id,
        displayName: row.display_name,
        handle: row.handle,
        avatarUrl: avatarUrl(row.avatar_attachment_id),
        firstSeenAt: row.first_seen_at.toISOString(),
        lastSeenAt: row.last_seen_at.toISOString(),
      })),
      firstSeenAt: person.first_seen_at.toISOString(),
      lastSeenAt: person.last_seen_at.toISOString(),
      conversationCount,
      notes: person.notes,
      usuallyTalksWith: talksWith ?? null,
    };
  }

  /** A name given by hand is no longer overwritten by the platform's. */
  async update(
    seat: CallerSeat,
    id: string,
    change: { name?: string; notes?: string },
  ): Promise<PersonDetail> {
    await this.get(seat, id);
    await this.database.transaction(async () => {
      await this.people.update(seat.brandId, id, change);
      await this.events.publish(PERSON_CHANGED, { brandId: seat.brandId, personId: id });
    });
    return this.get(seat, id);
  }
}
