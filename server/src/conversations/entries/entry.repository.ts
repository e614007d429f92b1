import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import { Database } from '../../platform/database/database.js';
import type { Entry } from '../turns/entry.js';
import {
  type EntryAct,
  type EntryMessage,
  entriesOfMessage,
  entryOfAct,
  type KnownPeople,
  namedIn,
} from './message-entry.js';

const MESSAGE_COLUMNS = `m.id, m.thread_id, m.direction, i.person_id, m.member_id, m.answers, m.automatic, m.moderation, m.history, m.imported,
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
    const people = await this.people(brandId, messages, acts);
    return [
      ...messages.flatMap((message) => entriesOfMessage(message, medium, people.ofIdentity)),
      ...acts.map((act) => entryOfAct(act, medium, people)).filter((entry) => entry !== undefined),
    ];
  }

  async ofMessage(brandId: string, messageId: string, medium: Medium): Promise<Entry[]> {
    const messages = await this.database.query<EntryMessage>(
      `SELECT ${MESSAGE_COLUMNS} FROM message m LEFT JOIN identity i ON i.id = m.identity_id WHERE m.brand_id = $1 AND m.id = $2`,
      [brandId, messageId],
    );
    const people = await this.people(brandId, messages, []);
    return messages.flatMap((message) => entriesOfMessage(message, medium, people.ofIdentity));
  }

  async ofAct(brandId: string, act: EntryAct, medium: Medium): Promise<Entry | undefined> {
    return entryOfAct(act, medium, await this.people(brandId, [], [act]));
  }

  private async people(
    brandId: string,
    messages: readonly EntryMessage[],
    acts: readonly EntryAct[],
  ): Promise<KnownPeople> {
    const named = acts.map(namedIn);
    const identityIds = [
      ...messages.flatMap(({ answers }) => answers ?? []),
      ...named.flatMap((one) => one.identityIds),
    ];
    const identities = await this.idMap(
      'SELECT id, person_id AS meant FROM identity WHERE brand_id = $1 AND id = ANY($2)',
      brandId,
      identityIds,
    );
    const living = await this.idMap(
      'SELECT id, merged_into_id AS meant FROM person WHERE brand_id = $1 AND id = ANY($2) AND merged_into_id IS NOT NULL',
      brandId,
      named.flatMap(({ personId }) => personId ?? []),
    );
    return { ofIdentity: (id) => identities.get(id), living: (id) => living.get(id) ?? id };
  }

  private async idMap(sql: string, brandId: string, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; meant: string }>(sql, [brandId, [...new Set(ids)]]);
    return new Map(rows.map((row) => [row.id, row.meant]));
  }
}
