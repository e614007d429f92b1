import { Injectable } from '@nestjs/common';
import type { ModerationState } from '@parley/shared/moderation.js';
import { checkedBrand } from '../platform/database/checked-brand.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { storable } from '../platform/database/storable.js';
import type { ConversationRecord } from './conversation.repository.js';

/** What may be said of a new message; the rest takes the column's default. */
export interface NewMessage {
  direction: 'in' | 'out' | 'note';
  visibility: 'public' | 'private';
  /** The one it came in on, where that is not the conversation's (an answer by mail to a chat). */
  channelId?: string;
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
  page?: unknown;
  rawKey?: string | null;
  moderation?: ModerationState | null;
  /** Of `moderation`. */
  moderationAt?: Date | null;
  likes?: number | null;
  warning?: string | null;
  url?: string | null;
  replyCosts?: number | null;
  details?: unknown;
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

export interface WrittenMessage {
  id: string;
  seq: number;
  /** Place in the order of arrival. */
  arrival: number;
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
  /** Of the message: another one's where a mail of that channel brought it. */
  channel_id: string;
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
  async insert(conversation: ConversationRecord, message: NewMessage): Promise<WrittenMessage | undefined> {
    const [written] = await this.insertAll([{ conversation, message }]);
    return written;
  }

  /** Several in one statement, each the next of its conversation. @returns one for each, in their order */
  async insertAll(
    next: readonly { conversation: ConversationRecord; message: NewMessage }[],
  ): Promise<(WrittenMessage | undefined)[]> {
    const numbers = new Map<string, number>();
    const rows = next.map(({ conversation, message }) => {
      const seq = (numbers.get(conversation.id) ?? conversation.utterance_seq) + 1;
      numbers.set(conversation.id, seq);
      return rowOfMessage(newId(), seq, conversation, message);
    });
    const written = await this.database.query<{ id: string; arrival: string }>(INSERT, [
      next[0]?.conversation.brand_id,
      JSON.stringify(rows),
    ]);
    const arrivals = new Map(written.map(({ id, arrival }) => [id, Number(arrival)]));
    return rows.map(({ id, seq }) => {
      const arrival = arrivals.get(id);
      return arrival === undefined ? undefined : { id, seq, arrival };
    });
  }

  /** Those of the channel's messages that bear one of these ids, by it. */
  async byExternalIds(
    brandId: string,
    channelId: string,
    externalIds: readonly string[],
  ): Promise<Map<string, { id: string; identityId: string | null }>> {
    const rows = await this.database.query<{ external_id: string; id: string; identity_id: string | null }>(
      `SELECT external_id, id, identity_id FROM message
       WHERE channel_id = $2 AND external_id = ANY($3) AND ${checkedBrand()}`,
      [brandId, channelId, externalIds],
      'fresh',
    );
    return new Map(rows.map((row) => [row.external_id, { id: row.id, identityId: row.identity_id }]));
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
      `SELECT r.reference, r.own, r.message_id, m.conversation_id, m.direction, m.member_id, m.channel_id,
         coalesce(m.mail->>'subject', m.outgoing->'followUp'->>'subject') AS subject
       FROM message_reference r JOIN message m ON m.id = r.message_id
       WHERE r.brand_id = $1 AND r.channel_id = $2 AND r.reference = ANY($3) ORDER BY m.arrival DESC LIMIT 200`,
      [brandId, channelId, references],
    );
  }

  /** @param conversation the channel in it is the one whose ids these are */
  async addReferences(
    conversation: Pick<ConversationRecord, 'id' | 'brand_id' | 'channel_id'>,
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

  /** Whether a reply of this conversation went to that address by mail. */
  async wentTo(brandId: string, conversationId: string, address: string): Promise<boolean> {
    const row = await this.database.one(
      `SELECT 1 FROM message WHERE brand_id = $1 AND conversation_id = $2 AND direction = 'out'
         AND outgoing->'followUp'->>'to' = $3 LIMIT 1`,
      [brandId, conversationId, address],
    );
    return row !== undefined;
  }

  /** The identity of the conversation's person whose it is, or who of theirs spoke there first. */
  async speaker(brandId: string, conversationId: string, personId: string): Promise<string | undefined> {
    const row = await this.database.one<{ id: string }>(
      `SELECT i.id FROM conversation c JOIN conversation_participant cp ON cp.brand_id = $1 AND cp.conversation_id = c.id
       JOIN identity i ON i.brand_id = $1 AND i.id = cp.identity_id AND i.person_id = $3
       WHERE c.brand_id = $1 AND c.id = $2
       ORDER BY i.id = c.identity_id DESC NULLS LAST, (SELECT min(m.arrival) FROM message m WHERE m.brand_id = $1
         AND m.conversation_id = c.id AND m.identity_id = i.id) NULLS LAST, i.id LIMIT 1`,
      [brandId, conversationId, personId],
    );
    return row?.id;
  }

  /** External ids of everyone in these conversations so far, and addresses that replies in them went to by mail. */
  async participants(brandId: string, conversationIds: string[]): Promise<Map<string, string[]>> {
    const rows = await this.database.query<{ conversation_id: string; external_id: string }>(
      `SELECT p.conversation_id, i.external_id FROM conversation_participant p JOIN identity i ON i.id = p.identity_id
       WHERE p.brand_id = $1 AND p.conversation_id = ANY($2)
       UNION SELECT conversation_id, outgoing->'followUp'->>'to' FROM message
         WHERE brand_id = $1 AND conversation_id = ANY($2) AND direction = 'out' AND outgoing ? 'followUp'`,
      [brandId, conversationIds],
    );
    const found = new Map<string, string[]>();
    for (const { conversation_id, external_id } of rows) {
      found.set(conversation_id, [...(found.get(conversation_id) ?? []), external_id]);
    }
    return found;
  }
}

/** The columns a new message may fill, and their types. */
const COLUMNS = {
  id: 'uuid',
  channel_id: 'uuid',
  conversation_id: 'uuid',
  thread_id: 'uuid',
  seq: 'int',
  direction: 'text',
  visibility: 'text',
  identity_id: 'uuid',
  member_id: 'uuid',
  outside_parley: 'boolean',
  answers: 'uuid[]',
  automatic: 'text',
  history: 'boolean',
  imported: 'boolean',
  out_of_figures: 'text',
  text: 'text',
  full_text: 'text',
  html: 'text',
  reply_html: 'text',
  occurred_at: 'timestamptz',
  received_at: 'timestamptz',
  external_id: 'text',
  in_reply_to_id: 'uuid',
  mail: 'jsonb',
  page: 'jsonb',
  raw_key: 'text',
  mentions: 'uuid[]',
  client_id: 'text',
  state: 'text',
  seen_seq: 'int',
  held_until: 'timestamptz',
  send_at: 'timestamptz',
  close_after: 'boolean',
  next_attempt_at: 'timestamptz',
  sent_at: 'timestamptz',
  outgoing: 'jsonb',
  moderation: 'text',
  moderation_at: 'timestamptz',
  likes: 'int',
  warning: 'text',
  url: 'text',
  reply_costs: 'int',
  details: 'jsonb',
} as const;
const names = Object.keys(COLUMNS).join(', ');

const INSERT = `WITH made AS (
  INSERT INTO message (brand_id, ${names})
  SELECT $1, ${names} FROM json_to_recordset($2::json) AS r(${Object.entries(COLUMNS)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ')})
  ON CONFLICT (channel_id, external_id) WHERE external_id IS NOT NULL DO NOTHING
  RETURNING id, arrival
), due AS (INSERT INTO message_search_due (message_id) SELECT id FROM made)
SELECT id, arrival FROM made`;

function rowOfMessage(id: string, seq: number, conversation: ConversationRecord, message: NewMessage) {
  return storable({
    id,
    channel_id: message.channelId ?? conversation.channel_id,
    conversation_id: conversation.id,
    thread_id: conversation.id,
    seq,
    direction: message.direction,
    visibility: message.visibility,
    identity_id: message.identityId,
    member_id: message.memberId,
    outside_parley: message.outsideParley ?? false,
    answers: message.answers,
    automatic: message.automatic,
    history: message.history ?? false,
    imported: message.imported ?? false,
    out_of_figures: message.outOfFigures,
    text: message.text,
    full_text: message.fullText,
    html: message.html,
    reply_html: message.replyHtml,
    occurred_at: message.occurredAt,
    received_at: message.receivedAt,
    external_id: message.externalId,
    in_reply_to_id: message.inReplyToId,
    mail: message.mail,
    page: message.page,
    raw_key: message.rawKey,
    mentions: message.mentions,
    client_id: message.clientId,
    state: message.state,
    seen_seq: message.seenSeq,
    held_until: message.heldUntil,
    send_at: message.sendAt,
    close_after: message.closeAfter ?? false,
    next_attempt_at: message.nextAttemptAt,
    sent_at: message.sentAt,
    outgoing: message.outgoing,
    moderation: message.moderation,
    moderation_at: message.moderationAt,
    likes: message.likes,
    warning: message.warning,
    url: message.url,
    reply_costs: message.replyCosts,
    details: message.details,
  } satisfies Record<keyof typeof COLUMNS, unknown>);
}
