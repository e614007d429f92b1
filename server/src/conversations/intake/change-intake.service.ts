import { Injectable } from '@nestjs/common';
import type { ModerationState } from '@parley/shared/moderation.js';
import type {
  DeleteEvent,
  EditEvent,
  ModerationEvent,
  ReactionEvent,
  ReceiptEvent,
} from '../../channels/core/inbound-event.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import { DELIVERY_REPORTED, MESSAGE_CHANGED, MESSAGE_REWORDED } from '../conversations.events.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';
import { type FoundMessage, MessageRepository } from '../message.repository.js';
import { MessageModeration } from '../moderation/message-moderation.service.js';
import { MessageReactions } from '../moderation/message-reactions.service.js';
import { AlbumIntake } from './album-intake.service.js';
import type { Intake } from './intake-channel.js';

type ChangeEvent = EditEvent | DeleteEvent | ReceiptEvent | ReactionEvent | ModerationEvent;

/** Edits, deletions, receipts, reactions, and what moderators do. One that comes before its message waits for it as an `early_event`. */
@Injectable()
export class ChangeIntake {
  constructor(
    private readonly database: Database,
    private readonly messages: MessageRepository,
    private readonly entries: ConversationEntries,
    private readonly albums: AlbumIntake,
    private readonly moderation: MessageModeration,
    private readonly reactions: MessageReactions,
    private readonly events: DomainEvents,
  ) {}

  async take(intake: Intake<ChangeEvent>): Promise<void> {
    const { event, channel } = intake;
    const message = await this.messages.byExternalId(channel.brandId, channel.id, event.externalId);
    if (message !== undefined) return this.apply(intake, message, false);
    const whole = await this.byReference(intake);
    if (whole === undefined) return this.keep(intake);
    await this.apply(intake, whole, true);
  }

  /** Applies what had come before these messages, in the order it came. */
  async takeEarly(
    intake: Pick<Intake, 'channel' | 'receivedAt'>,
    externalIds: readonly string[],
  ): Promise<void> {
    const { channel } = intake;
    const rows = await this.database.query<{ event_id: string; payload: ChangeEvent }>(
      'DELETE FROM early_event WHERE brand_id = $1 AND channel_id = $2 AND external_id = ANY($3) RETURNING event_id, payload',
      [channel.brandId, channel.id, externalIds],
      'fresh',
    );
    for (const row of rows.sort((a, b) => (a.event_id < b.event_id ? -1 : 1))) {
      await this.take({ ...intake, event: row.payload, eventId: row.event_id });
    }
  }

  private async byReference({ event, channel }: Intake<ChangeEvent>): Promise<FoundMessage | undefined> {
    const found = (await this.messages.byReferences(channel.brandId, channel.id, [event.externalId])).find(
      ({ own }) => own,
    );
    if (found === undefined) return undefined;
    return this.database.one<FoundMessage>(
      'SELECT id, conversation_id, direction, member_id, state, edited_at, deleted_at FROM message WHERE brand_id = $1 AND id = $2',
      [channel.brandId, found.message_id],
    );
  }

  private async keep({ event, eventId, channel, receivedAt }: Intake<ChangeEvent>): Promise<void> {
    await this.database.run(
      `INSERT INTO early_event (channel_id, external_id, event_id, brand_id, payload, created_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [channel.id, event.externalId, eventId, channel.brandId, JSON.stringify(event), receivedAt],
    );
  }

  private async apply(
    { event, channel, receivedAt }: Intake<ChangeEvent>,
    found: FoundMessage,
    byReference: boolean,
  ): Promise<void> {
    const at = new Date(
      Math.min(event.at === null ? receivedAt.getTime() : new Date(event.at).getTime(), receivedAt.getTime()),
    );
    if (event.type === 'receipt') {
      await this.events.publish(DELIVERY_REPORTED, {
        brandId: channel.brandId,
        conversationId: found.conversation_id,
        messageId: found.id,
        outcome: event.outcome,
        code: event.outcome === 'failed' ? 'rejected' : event.outcome,
        reason: event.reason ?? '',
        at,
      });
      return;
    }
    if (event.type === 'reaction') {
      if (!(await this.reactions.take(channel.brandId, found.id, event, at))) return;
      await this.entries.announce(channel.brandId, found.conversation_id, found.id);
      return;
    }
    const conversation = await this.entries.lock(channel.brandId, found.conversation_id);
    const told = await this.moderated(channel.brandId, found.id, event);
    if (event.type === 'moderation' || told !== undefined) {
      if (told !== undefined) await this.moderation.tell(conversation, found.id, { ...told, at });
      return;
    }
    const piece = await this.albums.pieceOf(channel.brandId, found.id, event.externalId);
    const part = piece === 'one_of_several';
    let changed: boolean;
    if (event.type === 'delete') {
      changed = part
        ? await this.albums.withdraw(channel.brandId, found.id, event.externalId)
        : await this.remove(channel.brandId, found.id, at);
    } else {
      changed =
        part && byReference
          ? await this.albums.amend(channel.brandId, found.id, event.text, at)
          : await this.edit(channel.brandId, found.id, event, at);
    }
    if (!changed) return;
    await this.entries.recallWords(conversation);
    if (event.type === 'edit')
      await this.events.publish(MESSAGE_REWORDED, { brandId: channel.brandId, messageId: found.id });
    const refold = event.type === 'delete' && !part;
    await this.entries.advance(conversation, { refold, settleMs: channel.settleMs });
    await this.events.publish(MESSAGE_CHANGED, {
      brandId: channel.brandId,
      conversationId: conversation.id,
      messageId: found.id,
    });
  }

  /** What an event says of how the message stands, if that is what it is about. */
  private async moderated(
    brandId: string,
    messageId: string,
    event: Exclude<ChangeEvent, ReceiptEvent | ReactionEvent>,
  ): Promise<{ state: ModerationState; by: string | null } | undefined> {
    if (event.type === 'moderation') return event;
    if (event.type !== 'delete') return undefined;
    const byBrand = event.by === 'brand' || (await this.moderation.isRemoved(brandId, messageId));
    return byBrand ? { state: 'removed', by: null } : undefined;
  }

  /** The newest edit wins, whatever order they come in. */
  private async edit(brandId: string, messageId: string, event: EditEvent, at: Date): Promise<boolean> {
    const rows = await this.database.query(
      `WITH changed AS (
         UPDATE message SET text = $3, html = $4, full_text = NULL, reply_html = NULL, edited_at = $5,
           warning = CASE WHEN $6 THEN $7 ELSE warning END, version = version + 1
         WHERE brand_id = $1 AND id = $2 AND deleted_at IS NULL AND (edited_at IS NULL OR edited_at < $5) RETURNING id
       ), due AS (INSERT INTO message_search_due (message_id) SELECT id FROM changed ON CONFLICT DO NOTHING)
       SELECT id FROM changed`,
      [
        brandId,
        messageId,
        event.text,
        event.html ?? null,
        at,
        event.warning !== undefined,
        event.warning ?? null,
      ],
    );
    return rows.length > 0;
  }

  /** Who deletes what they said wants it gone: its words and files go, that it was there stays. */
  private async remove(brandId: string, messageId: string, at: Date): Promise<boolean> {
    const rows = await this.database.query(
      `WITH changed AS (
         UPDATE message SET deleted_at = $3, deleted_arrival = nextval('arrival_seq'), text = '', full_text = NULL, html = NULL,
           reply_html = NULL, raw_key = NULL, warning = NULL, details = NULL, version = version + 1
         WHERE brand_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING id
       ), files AS (DELETE FROM attachment WHERE brand_id = $1 AND message_id IN (SELECT id FROM changed)
       ), due AS (INSERT INTO message_search_due (message_id) SELECT id FROM changed ON CONFLICT DO NOTHING)
       SELECT id FROM changed`,
      [brandId, messageId, at],
    );
    return rows.length > 0;
  }
}
