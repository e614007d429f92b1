import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { loggerFor } from '../../platform/logging/logger.js';
import type { Reply } from './reply.js';

const log = loggerFor('outbound');

/** `absorbed`: the turns must be folded anew, and this is what was heard of the echo. */
export interface Place {
  kind: 'free' | 'absorbed' | 'taken';
  deliveredAt: Date | null;
  readAt: Date | null;
}

export const NO_PLACE: Place = { kind: 'taken', deliveredAt: null, readAt: null };

/**
 * The platform may show us a reply before it has told us its id: the echo then stands in the conversation as written
 * outside Parley. Once the id is known, the two are one.
 */
@Injectable()
export class OwnEchoes {
  constructor(private readonly database: Database) {}

  /** One at a time about one message of the platform, as the intake does. Before the conversation is locked. */
  async alone(channelId: string, externalId: string): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [
      `${channelId}/${externalId}`,
    ]);
  }

  /** Makes room for the reply's external id: removes its echo, if that is what bears it. Under both locks. */
  async absorb(reply: Reply, externalId: string): Promise<Place> {
    const echo = await this.database.one<
      Pick<Place, 'deliveredAt' | 'readAt'> & { id: string; own: boolean }
    >(
      `SELECT id, delivered_at AS "deliveredAt", read_at AS "readAt", (direction = 'out' AND outside_parley AND conversation_id = $4) AS own FROM message
       WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3 AND id <> $5`,
      [reply.brandId, reply.channelId, externalId, reply.conversationId, reply.id],
    );
    if (echo === undefined) return { kind: 'free', deliveredAt: null, readAt: null };
    if (!echo.own) {
      log.warn(
        { messageId: reply.id, takenBy: echo.id },
        'the external id of a reply belongs to another message',
      );
      return NO_PLACE;
    }
    const pair = [reply.brandId, echo.id, reply.id];
    await this.database.run(
      'UPDATE message SET in_reply_to_id = $3, version = version + 1 WHERE brand_id = $1 AND in_reply_to_id = $2',
      pair,
    );
    await this.database.run(
      `INSERT INTO message_reference (channel_id, reference, own, message_id, conversation_id, brand_id)
       SELECT channel_id, reference, own, $3, conversation_id, brand_id FROM message_reference
       WHERE brand_id = $1 AND message_id = $2 ON CONFLICT DO NOTHING`,
      pair,
    );
    for (const statement of [
      'DELETE FROM message_reference WHERE brand_id = $1 AND message_id = $2',
      // Loose files are cleared away with their objects by the storage's own sweeper.
      'UPDATE attachment SET message_id = NULL WHERE brand_id = $1 AND message_id = $2',
      'DELETE FROM message WHERE brand_id = $1 AND id = $2',
    ]) {
      await this.database.run(statement, [reply.brandId, echo.id]);
    }
    await this.database.run(
      'UPDATE conversation SET message_count = message_count - 1 WHERE brand_id = $1 AND id = $2',
      [reply.brandId, reply.conversationId],
    );
    return { kind: 'absorbed', deliveredAt: echo.deliveredAt, readAt: echo.readAt };
  }
}
