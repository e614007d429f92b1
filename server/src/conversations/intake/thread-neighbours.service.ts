import { Injectable } from '@nestjs/common';
import type { MessageEvent } from '../../channels/core/inbound-event.js';
import { Database } from '../../platform/database/database.js';
import { type ConversationRecord, ConversationRepository } from '../conversation.repository.js';
import type { Intake } from './intake-channel.js';

/** A platform's thread by what stands around it: the messages above, and the conversation it came out of. */
@Injectable()
export class ThreadNeighbours {
  constructor(
    private readonly conversations: ConversationRepository,
    private readonly database: Database,
  ) {}

  /**
   * For messages of one channel whose threads have no conversation: the one in which the nearest message above stands.
   * @returns locked, by the name of the thread
   */
  async of(intakes: readonly Intake<MessageEvent>[]): Promise<Map<string, ConversationRecord>> {
    const found = new Map<string, ConversationRecord>();
    const above = [...new Set(intakes.flatMap(({ event }) => event.conversation.under ?? []))];
    const [first] = intakes;
    if (first === undefined || above.length === 0) return found;
    const { id: channelId, brandId } = first.channel;
    const rows = await this.database.query<{ external_id: string; conversation_id: string; medium: string }>(
      `SELECT m.external_id, m.conversation_id, c.medium FROM message m JOIN conversation c ON c.id = m.conversation_id
       WHERE m.brand_id = $1 AND m.channel_id = $2 AND m.external_id = ANY($3) ORDER BY m.conversation_id`,
      [brandId, channelId, above],
      'fresh',
    );
    for (const { event } of intakes) {
      const { externalId, medium, under = [] } = event.conversation;
      if (externalId === null || found.has(externalId)) continue;
      const nearest = under
        .map((id) => rows.find((row) => row.external_id === id && row.medium === medium))
        .find((row) => row !== undefined);
      if (nearest === undefined) continue;
      const row = await this.conversations.lock(brandId, nearest.conversation_id);
      if (row !== undefined)
        found.set(externalId, [...found.values()].find(({ id }) => id === row.id) ?? row);
    }
    return found;
  }

  /** Links what these messages have opened with what it came out of, where that is known. */
  async link(
    intakes: readonly Intake<MessageEvent>[],
    threads: ReadonlyMap<string, ConversationRecord>,
  ): Promise<void> {
    for (const { event, channel } of intakes) {
      const { externalId, cameOutOf } = event.conversation;
      const opened = externalId === null ? undefined : threads.get(externalId);
      if (opened === undefined || cameOutOf == null) continue;
      const origin = await this.database.one<{ id: string }>(
        'SELECT id FROM conversation WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3',
        [channel.brandId, channel.id, cameOutOf],
      );
      if (origin !== undefined) {
        await this.conversations.link(channel.brandId, opened.id, origin.id, 'continues');
      }
    }
  }
}
