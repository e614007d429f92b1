import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { storable } from '../platform/database/storable.js';
import type { ConversationRecord } from './conversation.repository.js';

/** What may be said of a new message; the rest takes the column's default. */
export interface NewMessage {
  direction: 'in' | 'out' | 'note';
  visibility: 'public' | 'private';
  identityId?: string | null;
  memberId?: string | null;
  outsideParley?: boolean;
  answers?: string[] | null;
  automatic?: string | null;
  history?: boolean;
  imported?: boolean;
  outOfFigures?: string | null;
  text: string;
  fullText?: string | null;
  html?: string | null;
  replyHtml?: string | null;
  occurredAt: Date;
  receivedAt: Date;
  externalId?: string | null;
  inReplyToId?: string | null;
  mail?: unknown;
  rawKey?: string | null;
  mentions?: string[];
  clientId?: string | null;
  state?: string | null;
  seenSeq?: number | null;
  heldUntil?: Date | null;
  sendAt?: Date | null;
  closeAfter?: boolean;
  nextAttemptAt?: Date | null;
  sentAt?: Date | null;
  outgoing?: unknown;
}

export interface FoundMessage {
  id: string;
  conversation_id: string;
  direction: 'in' | 'out' | 'note';
  member_id: string | null;
  state: string | null;
  edited_at: Date | null;
  deleted_at: Date | null;
}

export interface ReferencedMessage {
  reference: string;
  own: boolean;
  message_id: string;
  conversation_id: string;
  direction: 'in' | 'out' | 'note';
  member_id: string | null;
  subject: string | null;
}

const FOUND = 'id, conversation_id, direction, member_id, state, edited_at, deleted_at';

@Injectable()
export class MessageRepository {
  constructor(private readonly database: Database) {}

  /**
   * Writes the next message of a locked conversation, and that its words are due for the search.
   * @returns its id, number and place in the order of arrival; undefined when the channel has this external id already
   */
  async insert(
    conversation: ConversationRecord,
    message: NewMessage,
  ): Promise<{ id: string; seq: number; arrival: number } | undefined> {
    const id = newId();
    const seq = conversation.utterance_seq + 1;
    const row = await this.database.one<{ arrival: string }>(
      `WITH made AS (
         INSERT INTO message (id, brand_id, channel_id, conversation_id, thread_id, seq, direction, visibility, identity_id, member_id,
           outside_parley, answers, automatic, history, imported, out_of_figures, text, full_text, html, reply_html, occurred_at,
           received_at, external_id, in_reply_to_id, mail, raw_key, mentions, client_id, state, seen_seq, held_until, send_at,
           close_after, next_attempt_at, sent_at, outgoing)
         VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
           $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)
         ON CONFLICT (channel_id, external_id) WHERE external_id IS NOT NULL DO NOTHING
         RETURNING id, arrival
       ), due AS (INSERT INTO message_search_due (message_id) SELECT id FROM made)
       SELECT arrival FROM made`,
      [
        id,
        conversation.brand_id,
        conversation.channel_id,
        conversation.id,
        seq,
        message.direction,
        message.visibility,
        message.identityId ?? null,
        message.memberId ?? null,
        message.outsideParley ?? false,
        message.answers ?? null,
        message.automatic ?? null,
        message.history ?? false,
        message.imported ?? false,
        message.outOfFigures ?? null,
        storable(message.text),
        storable(message.fullText ?? null),
        storable(message.html ?? null),
        storable(message.replyHtml ?? null),
        message.occurredAt,
        message.receivedAt,
        message.externalId ?? null,
        message.inReplyToId ?? null,
        message.mail === undefined || message.mail === null ? null : JSON.stringify(storable(message.mail)),
        message.rawKey ?? null,
        message.mentions ?? null,
        message.clientId ?? null,
        message.state ?? null,
        message.seenSeq ?? null,
        message.heldUntil ?? null,
        message.sendAt ?? null,
        message.closeAfter ?? false,
        message.nextAttemptAt ?? null,
        message.sentAt ?? null,
        message.outgoing === undefined || message.outgoing === null
          ? null
          : JSON.stringify(storable(message.outgoing)),
      ],
    );
    return row === undefined ? undefined : { id, seq, arrival: Number(row.arrival) };
  }

  byExternalId(brandId: string, channelId: string, externalId: string): Promise<FoundMessage | undefined> {
    return this.database.one<FoundMessage>(
      `SELECT ${FOUND} FROM message WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3`,
      [brandId, channelId, externalId],
    );
  }

  async identityOf(brandId: string, messageId: string): Promise<string | null> {
    const row = await this.database.one<{ identity_id: string | null }>(
      'SELECT identity_id FROM message WHERE brand_id = $1 AND id = $2',
      [brandId, messageId],
    );
    return row?.identity_id ?? null;
  }

  /** Messages of the channel that bear or name one of these ids. */
  byReferences(brandId: string, channelId: string, references: string[]): Promise<ReferencedMessage[]> {
    if (references.length === 0) return Promise.resolve([]);
    return this.database.query<ReferencedMessage>(
      `SELECT r.reference, r.own, r.message_id, m.conversation_id, m.direction, m.member_id, m.mail->>'subject' AS subject
       FROM message_reference r JOIN message m ON m.id = r.message_id
       WHERE r.brand_id = $1 AND r.channel_id = $2 AND r.reference = ANY($3) ORDER BY m.arrival DESC LIMIT 200`,
      [brandId, channelId, references],
    );
  }

  async addReferences(
    conversation: ConversationRecord,
    messageId: string,
    references: { own: string[]; named: string[] },
  ): Promise<void> {
    const own = [...new Set(references.own)];
    const named = [...new Set(references.named)].filter((one) => !own.includes(one));
    if (own.length + named.length === 0) return;
    await this.database.run(
      `INSERT INTO message_reference (channel_id, reference, own, message_id, conversation_id, brand_id)
       SELECT $1, r.reference, r.own, $2, $3, $4 FROM unnest($5::text[], $6::boolean[]) AS r(reference, own)
       ON CONFLICT DO NOTHING`,
      [
        conversation.channel_id,
        messageId,
        conversation.id,
        conversation.brand_id,
        [...own, ...named],
        [...own.map(() => true), ...named.map(() => false)],
      ],
    );
  }

  /** External ids of everyone in these conversations so far. */
  async participants(brandId: string, conversationIds: string[]): Promise<Map<string, string[]>> {
    const rows = await this.database.query<{ conversation_id: string; external_id: string }>(
      `SELECT p.conversation_id, i.external_id FROM conversation_participant p JOIN identity i ON i.id = p.identity_id
       WHERE p.brand_id = $1 AND p.conversation_id = ANY($2)`,
      [brandId, conversationIds],
    );
    const found = new Map<string, string[]>();
    for (const { conversation_id, external_id } of rows) {
      found.set(conversation_id, [...(found.get(conversation_id) ?? []), external_id]);
    }
    return found;
  }
}
