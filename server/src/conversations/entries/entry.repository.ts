import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import { Database } from '../../platform/database/database.js';
import type { Entry } from '../turns/entry.js';
import { type EntryAct, type EntryMessage, entriesOfMessage, entryOfAct } from './message-entry.js';

const MESSAGE_COLUMNS = `m.id, m.thread_id, m.direction, i.person_id, m.member_id, m.answers, m.automatic, m.history, m.imported,
  m.out_of_figures, m.occurred_at, m.arrival, m.external_id, m.in_reply_to_id, m.deleted_at, m.deleted_arrival, m.failure_arrival,
  m.state, m.sent_at`;

/** Reads a conversation's entries from its messages and acts. */
@Injectable()
export class EntryRepository {
  constructor(private readonly database: Database) {}

  async ofConversation(brandId: string, conversationId: string, medium: Medium): Promise<Entry[]> {
    const messages = await this.database.query<EntryMessage>(
      `SELECT ${MESSAGE_COLUMNS} FROM message m LEFT JOIN identity i ON i.id = m.identity_id
       WHERE m.brand_id = $1 AND m.conversation_id = $2 AND m.direction <> 'note' ORDER BY m.occurred_at, m.arrival`,
      [brandId, conversationId],
    );
    const acts = await this.database.query<EntryAct>(
      'SELECT id, thread_id, at, arrival, kind, details FROM conversation_act WHERE brand_id = $1 AND conversation_id = $2',
      [brandId, conversationId],
    );
    const persons = await this.persons(brandId, messages);
    return [
      ...messages.flatMap((message) => entriesOfMessage(message, medium, (id) => persons.get(id))),
      ...acts.map((act) => entryOfAct(act, medium)).filter((entry) => entry !== undefined),
    ];
  }

  async ofMessage(brandId: string, messageId: string, medium: Medium): Promise<Entry[]> {
    const messages = await this.database.query<EntryMessage>(
      `SELECT ${MESSAGE_COLUMNS} FROM message m LEFT JOIN identity i ON i.id = m.identity_id WHERE m.brand_id = $1 AND m.id = $2`,
      [brandId, messageId],
    );
    const persons = await this.persons(brandId, messages);
    return messages.flatMap((message) => entriesOfMessage(message, medium, (id) => persons.get(id)));
  }

  private async persons(brandId: string, messages: EntryMessage[]): Promise<Map<string, string>> {
    const ids = [...new Set(messages.flatMap(({ answers }) => answers ?? []))];
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; person_id: string }>(
      'SELECT id, person_id FROM identity WHERE brand_id = $1 AND id = ANY($2)',
      [brandId, ids],
    );
    return new Map(rows.map(({ id, person_id }) => [id, person_id]));
  }
}
