import { Injectable } from '@nestjs/common';
import type { MessageEvent } from '../../channels/core/inbound-event.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import { MESSAGE_CHANGED, MESSAGE_REWORDED } from '../conversations.events.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';
import { MessageRepository } from '../message.repository.js';
import { InboundAttachments } from './inbound-attachments.service.js';
import type { Intake } from './intake-channel.js';

/** What the first piece bears, so that those after it find it. */
export const albumReferences = ({ album }: MessageEvent): string[] =>
  album === undefined ? [] : [`album:${album}`];

/**
 * Messages that come in pieces. Each piece is an event of its own, applied whole: one that comes much later, or from
 * another worker, joins all the same. Nothing is waited for.
 */
@Injectable()
export class AlbumIntake {
  constructor(
    private readonly database: Database,
    private readonly messages: MessageRepository,
    private readonly attachments: InboundAttachments,
    private readonly entries: ConversationEntries,
    private readonly events: DomainEvents,
  ) {}

  /** @returns false when it is the first piece, or no piece at all: a message of its own */
  async join({ event, channel }: Intake<MessageEvent>): Promise<boolean> {
    const { brandId } = channel;
    const [album] = albumReferences(event);
    if (album === undefined) return false;
    const named = await this.messages.byReferences(brandId, channel.id, [album, event.externalId]);
    const whole = named.find((row) => row.own && row.reference === album);
    if (whole === undefined) return false;
    if (named.some((row) => row.message_id === whole.message_id && row.reference === event.externalId)) {
      return true;
    }
    const messageId = whole.message_id;
    const conversation = await this.entries.lock(brandId, whole.conversation_id);
    await this.messages.addReferences(conversation, messageId, { own: [event.externalId], named: [] });
    const standing = await this.database.one(
      'UPDATE message SET version = version + 1 WHERE brand_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING id',
      [brandId, messageId],
    );
    if (standing === undefined) return true;
    await this.attachments.add(brandId, messageId, event.attachments, event.externalId);
    if (await this.say(brandId, messageId, event.text, null)) {
      await this.entries.recallWords(conversation);
      await this.events.publish(MESSAGE_REWORDED, { brandId, messageId });
    }
    await this.entries.advance(conversation, { settleMs: channel.settleMs });
    await this.events.publish(MESSAGE_CHANGED, { brandId, conversationId: conversation.id, messageId });
    return true;
  }

  async pieceOf(brandId: string, messageId: string, externalId: string): Promise<'whole' | 'one_of_several'> {
    const other = await this.database.one(
      'SELECT 1 FROM attachment WHERE brand_id = $1 AND message_id = $2 AND piece <> $3 LIMIT 1',
      [brandId, messageId, externalId],
    );
    return other === undefined ? 'whole' : 'one_of_several';
  }

  /** Takes one piece back: its files go, the others stay. @returns false when it was gone already */
  async withdraw(brandId: string, messageId: string, externalId: string): Promise<boolean> {
    const files = await this.database.run(
      'DELETE FROM attachment WHERE brand_id = $1 AND message_id = $2 AND piece = $3',
      [brandId, messageId, externalId],
    );
    if (files === 0) return false;
    await this.database.run('UPDATE message SET version = version + 1 WHERE brand_id = $1 AND id = $2', [
      brandId,
      messageId,
    ]);
    return true;
  }

  /** New words of a piece that did not open the message: which words were its own nobody knows, so none are lost. */
  amend(brandId: string, messageId: string, text: string, at: Date): Promise<boolean> {
    return this.say(brandId, messageId, text, at);
  }

  private async say(
    brandId: string,
    messageId: string,
    text: string,
    editedAt: Date | null,
  ): Promise<boolean> {
    if (text.trim() === '') return false;
    const rows = await this.database.query(
      `WITH changed AS (
         UPDATE message SET text = CASE WHEN text = '' THEN $3 ELSE text || E'\\n' || $3 END,
           edited_at = coalesce($4, edited_at), version = version + 1
         WHERE brand_id = $1 AND id = $2 AND deleted_at IS NULL AND position($3 IN text) = 0 RETURNING id
       ), due AS (INSERT INTO message_search_due (message_id) SELECT id FROM changed ON CONFLICT DO NOTHING)
       SELECT id FROM changed`,
      [brandId, messageId, text, editedAt],
    );
    return rows.length > 0;
  }
}
