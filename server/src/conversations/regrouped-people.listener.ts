import { Injectable, type OnModuleInit } from '@nestjs/common';
import { IDENTITIES_MOVED, IDENTITIES_MOVING, type Regrouping } from '../people/people.events.js';
import { Database } from '../platform/database/database.js';
import { DomainEvents } from '../platform/events/events.js';
import { ConversationRepository } from './conversation.repository.js';
import { CONVERSATION_CHANGED } from './conversations.events.js';
import { ConversationEntries } from './entries/conversation-entries.service.js';

/** So many are folded and written together. */
const AT_ONCE = 100;

/**
 * When identities go to another person, so do the conversations that are shown under them, and turns: two people who both
 * stood in a conversation count as one there, or as two again.
 */
@Injectable()
export class RegroupedPeople implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationRepository,
    private readonly entries: ConversationEntries,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(IDENTITIES_MOVING, (moving) => this.prepare(moving));
    this.events.inTransaction(IDENTITIES_MOVED, (moved) => this.follow(moved));
  }

  /**
   * Locks the conversations, in the order of ids like everybody. Those that do not say yet whose they are do so while it is
   * certain: the identity of their person who spoke there first.
   */
  private async prepare({ brandId, personIds, identityIds }: Regrouping): Promise<void> {
    await this.database.query(
      `SELECT 1 FROM conversation c WHERE c.brand_id = $1 AND (
         c.person_id = ANY($2) AND (c.identity_id IS NULL OR c.identity_id = ANY($3))
         OR c.id IN (SELECT cp.conversation_id FROM conversation_participant cp WHERE cp.brand_id = $1 AND cp.identity_id = ANY($3)))
       ORDER BY c.id FOR UPDATE`,
      [brandId, personIds, identityIds],
      'fresh',
    );
    await this.database.run(
      `UPDATE conversation c SET identity_id = (
         SELECT i.id FROM conversation_participant cp JOIN identity i ON i.id = cp.identity_id
         WHERE cp.brand_id = $1 AND cp.conversation_id = c.id AND i.person_id = c.person_id
         ORDER BY (SELECT min(m.arrival) FROM message m WHERE m.brand_id = $1 AND m.identity_id = i.id
           AND m.conversation_id = coalesce(c.merged_into_id, c.id)) NULLS LAST, i.id LIMIT 1)
       WHERE c.brand_id = $1 AND c.person_id = ANY($2) AND c.identity_id IS NULL`,
      [brandId, personIds],
      'fresh',
    );
  }

  private async follow({ brandId, personIds, identityIds }: Regrouping): Promise<void> {
    await this.database.run(
      `UPDATE conversation c SET person_id = i.person_id, version = c.version + 1 FROM identity i
       WHERE c.brand_id = $1 AND c.person_id = ANY($2) AND i.brand_id = $1 AND i.id = c.identity_id AND i.id = ANY($3)`,
      [brandId, personIds, identityIds],
      'fresh',
    );
    const concerned = await this.database.query<{ id: string; empty: boolean }>(
      `SELECT c.id, c.message_count = 0 AND c.fold IS NULL AS empty FROM conversation c
       WHERE c.brand_id = $1 AND c.merged_into_id IS NULL AND (
         c.person_id = ANY($2) AND c.identity_id = ANY($3)
         OR c.id IN (SELECT cp.conversation_id FROM conversation_participant cp WHERE cp.brand_id = $1 AND cp.identity_id = ANY($3)))
       ORDER BY c.id`,
      [brandId, personIds, identityIds],
      'fresh',
    );
    for (const { id } of concerned.filter(({ empty }) => empty)) {
      await this.events.publish(CONVERSATION_CHANGED, { brandId, conversationId: id });
    }
    const ids = concerned.filter(({ empty }) => !empty).map(({ id }) => id);
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      await this.foldAnew(brandId, ids.slice(start, start + AT_ONCE));
    }
  }

  private async foldAnew(brandId: string, ids: readonly string[]): Promise<void> {
    // Turns keep their row where they go on; what the fold makes otherwise of them it changes.
    await this.database.run(
      `UPDATE turn t SET person_id = i.person_id, key = replace(t.key, t.person_id::text, i.person_id::text)
       FROM message m JOIN identity i ON i.id = m.identity_id
       WHERE t.brand_id = $1 AND t.conversation_id = ANY($2) AND m.brand_id = $1 AND m.id = t.opened_by_message_id
         AND i.brand_id = $1 AND i.person_id <> t.person_id AND NOT EXISTS (SELECT 1 FROM turn o WHERE o.brand_id = $1
           AND o.conversation_id = t.conversation_id AND o.key = replace(t.key, t.person_id::text, i.person_id::text))`,
      [brandId, ids],
      'fresh',
    );
    const rows = await this.conversations.lockAll(brandId, ids);
    await this.entries.advanceAll(rows.map((conversation) => ({ conversation, change: { refold: true } })));
  }
}
