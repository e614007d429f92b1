import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { SampleHouse } from '../house/sample-house.js';
import type { Thread } from './thread.js';

/** Finds what became of a thread of the outside world within Parley. */
@Injectable()
export class Threads {
  constructor(private readonly database: Database) {}

  /** Undefined while nothing of it has come in. */
  async conversationOf(house: SampleHouse, thread: Thread): Promise<string | undefined> {
    if (thread.conversationId !== null) return thread.conversationId;
    const channelId =
      thread.medium === 'email'
        ? house.mailbox.id
        : thread.medium === 'chat'
          ? house.chat.id
          : house.pictures.id;
    const row =
      thread.medium === 'email'
        ? await this.database.one<{ id: string }>(
            `SELECT conversation_id AS id FROM message_reference WHERE brand_id = $1 AND channel_id = $2 AND own AND reference = $3`,
            [house.brandId, channelId, thread.mails[0]],
          )
        : await this.database.one<{ id: string }>(
            'SELECT id FROM conversation WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3',
            [house.brandId, channelId, thread.externalId],
          );
    if (row !== undefined) thread.conversationId = row.id;
    return row?.id;
  }

  /** Parley's id of something the person said; undefined for mails and what has not come in. */
  async messageOf(house: SampleHouse, externalId: string | undefined): Promise<string | undefined> {
    if (externalId === undefined) return undefined;
    const row = await this.database.one<{ id: string }>(
      'SELECT id FROM message WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3',
      [house.brandId, house.pictures.id, externalId],
    );
    return row?.id;
  }
}
