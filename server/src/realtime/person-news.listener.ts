import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PEOPLE_REGROUPED, PERSON_CHANGED, PERSON_FIELDS_CHANGED } from '../people/people.events.js';
import { Database } from '../platform/database/database.js';
import { DomainEvents } from '../platform/events/events.js';
import { RealtimeServer } from './realtime-server.service.js';
import { rooms, scopeOf } from './rooms.js';

/** Tells consoles to look at people again; whoever may see no channel they speak on hears nothing of it. */
@Injectable()
export class PersonNews implements OnModuleInit {
  constructor(
    private readonly server: RealtimeServer,
    private readonly events: DomainEvents,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.events.afterCommit(PERSON_CHANGED, ({ brandId, personId }) => this.tell(brandId, [personId]));
    this.events.afterCommit(PEOPLE_REGROUPED, ({ brandId, personIds }) => this.tell(brandId, personIds));
    this.events.afterCommit(PERSON_FIELDS_CHANGED, ({ brandId }) =>
      this.server.emit([rooms.brand(brandId)], { type: 'brand.changed', brandId }),
    );
  }

  private async tell(brandId: string, personIds: string[]): Promise<void> {
    if (!this.server.hasListeners([rooms.brand(brandId)])) return;
    const channels = await this.database.query<{ id: string; restricted: boolean }>(
      `SELECT ch.id, ch.restricted FROM channel ch WHERE ch.brand_id = $1 AND ch.id IN (
         SELECT c.channel_id FROM conversation c WHERE c.brand_id = $1 AND c.person_id = ANY($2)
         UNION SELECT c.channel_id FROM identity i JOIN conversation_participant cp ON cp.brand_id = $1 AND cp.identity_id = i.id
           JOIN conversation c ON c.brand_id = $1 AND c.id = cp.conversation_id
         WHERE i.brand_id = $1 AND i.person_id = ANY($2))`,
      [brandId, personIds],
    );
    const scopes = [...new Set(channels.map((channel) => rooms.scope(brandId, scopeOf(channel))))];
    if (scopes.length > 0) this.server.emit(scopes, { type: 'person.changed', brandId, personIds });
  }
}
