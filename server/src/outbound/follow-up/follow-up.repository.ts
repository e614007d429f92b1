import { Injectable } from '@nestjs/common';
import type { InboundMail } from '../../channels/core/inbound-event.js';
import { Database } from '../../platform/database/database.js';

/** What became of the mail that brought a reply; stands in `message.outgoing` under `followUp`. */
export interface FollowUp {
  /** The mail's own id. */
  id: string;
  to: string;
  subject: string;
  /** ISO 8601. */
  at: string;
  /** `unknown`: whoever sent it died, or heard no answer, and nobody knows. It is not sent again. */
  state: 'sending' | 'sent' | 'unknown' | 'failed';
  reason?: string;
}

export interface Unread {
  id: string;
  sentAt: Date;
}

export interface LastWords {
  id: string;
  externalId: string | null;
  authorName: string;
  at: Date;
  text: string;
  html: string | null;
  mail: InboundMail | null;
  references: string[];
  page: { url: string; language: string } | null;
}

@Injectable()
export class FollowUpRepository {
  constructor(private readonly database: Database) {}

  /** Replies of a chat that nobody has read, that no mail has brought, and after which the person has not written; oldest first. */
  unread(brandId: string, conversationId: string, since: Date): Promise<Unread[]> {
    return this.database.query(
      `SELECT m.id, m.sent_at AS "sentAt" FROM message m JOIN conversation c ON c.id = m.conversation_id
       WHERE m.brand_id = $1 AND m.conversation_id = $2 AND m.direction = 'out' AND m.member_id IS NOT NULL
         AND m.channel_id = c.channel_id AND m.state IN ('sent', 'delivered') AND m.read_at IS NULL AND m.sent_at > $3
         AND NOT coalesce(m.outgoing, '{}') ? 'followUp'
         AND m.seq > coalesce((SELECT max(seq) FROM message WHERE brand_id = $1 AND conversation_id = $2
           AND direction = 'in' AND automatic IS NULL), 0)
       ORDER BY m.seq LIMIT 50`,
      [brandId, conversationId, since],
    );
  }

  /** The address the person of a conversation was last known to have; null where they left none. */
  async address(brandId: string, conversationId: string): Promise<string | null> {
    const row = await this.database.one<{ handle: string }>(
      `SELECT i.handle FROM conversation c
       JOIN conversation_participant p ON p.conversation_id = c.id JOIN identity i ON i.id = p.identity_id
       WHERE c.brand_id = $1 AND c.id = $2 AND i.person_id = c.person_id AND i.handle ~ '^[^@[:space:]]+@[^@[:space:]]+$'
         AND NOT EXISTS (SELECT 1 FROM blocked_identity b WHERE b.brand_id = $1 AND b.identity_id = i.id)
       ORDER BY i.last_seen_at DESC, i.id LIMIT 1`,
      [brandId, conversationId],
    );
    return row?.handle ?? null;
  }

  lastWords(brandId: string, conversationId: string): Promise<LastWords | undefined> {
    return this.database.one<LastWords>(
      `SELECT m.id, m.external_id AS "externalId", p.name AS "authorName", m.occurred_at AS at,
         coalesce(m.full_text, m.text) AS text, m.html, m.mail,
         ARRAY(SELECT r.reference FROM message_reference r WHERE r.brand_id = $1 AND r.message_id = m.id AND r.own) AS references,
         (SELECT page FROM message WHERE brand_id = $1 AND conversation_id = $2 AND page IS NOT NULL
          ORDER BY seq DESC LIMIT 1) AS page
       FROM message m JOIN identity i ON i.id = m.identity_id JOIN person p ON p.id = i.person_id
       WHERE m.brand_id = $1 AND m.conversation_id = $2 AND m.direction = 'in' AND m.automatic IS NULL AND m.deleted_at IS NULL
       ORDER BY m.seq DESC LIMIT 1`,
      [brandId, conversationId],
    );
  }

  /** Ids of the mails of a conversation on that channel, oldest first. */
  async mailReferences(brandId: string, conversationId: string, channelId: string): Promise<string[]> {
    const rows = await this.database.query<{ reference: string }>(
      `SELECT r.reference FROM message_reference r JOIN message m ON m.id = r.message_id
       WHERE r.brand_id = $1 AND r.channel_id = $3 AND m.conversation_id = $2 AND r.own
       ORDER BY m.occurred_at DESC, m.arrival DESC, r.reference LIMIT 50`,
      [brandId, conversationId, channelId],
    );
    return [...new Set(rows.map(({ reference }) => reference).reverse())];
  }

  /** Takes these replies for one mail; each is in one mail at most. @returns how many were still to be taken */
  take(brandId: string, ids: readonly string[], followUp: FollowUp): Promise<number> {
    return this.database.run(
      `UPDATE message SET outgoing = outgoing || jsonb_build_object('followUp', $3::jsonb), version = version + 1
       WHERE brand_id = $1 AND id = ANY($2) AND read_at IS NULL AND outgoing IS NOT NULL AND NOT outgoing ? 'followUp'`,
      [brandId, ids, JSON.stringify(followUp)],
    );
  }

  /** Replies of a conversation that were taken for a mail of which nothing more was heard, with that mail. */
  sending(brandId: string, conversationId: string): Promise<{ id: string; followUp: FollowUp }[]> {
    return this.database.query(
      `SELECT id, outgoing->'followUp' AS "followUp" FROM message
       WHERE brand_id = $1 AND conversation_id = $2 AND direction = 'out' AND outgoing->'followUp'->>'state' = 'sending'`,
      [brandId, conversationId],
    );
  }

  /** @param followUp null: it surely did not leave, and may be tried again */
  async settle(brandId: string, ids: readonly string[], followUp: FollowUp | null): Promise<void> {
    await this.database.run(
      `UPDATE message SET outgoing = (outgoing - 'followUp') || CASE WHEN $3::jsonb IS NULL THEN '{}'::jsonb
           ELSE jsonb_build_object('followUp', $3::jsonb) END, version = version + 1
       WHERE brand_id = $1 AND id = ANY($2) AND outgoing ? 'followUp'`,
      [brandId, ids, followUp === null ? null : JSON.stringify(followUp)],
    );
  }

  /** So that an answer by mail finds the conversation. */
  async addReferences(
    about: { brandId: string; conversationId: string; messageId: string; channelId: string },
    references: readonly string[],
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO message_reference (channel_id, reference, own, message_id, conversation_id, brand_id)
       SELECT $1, reference, true, $2, $3, $4 FROM unnest($5::text[]) AS reference ON CONFLICT DO NOTHING`,
      [about.channelId, about.messageId, about.conversationId, about.brandId, references],
    );
  }

  /** Conversations of that identity on a channel in which a reply waits to be read. */
  async waiting(brandId: string, channelId: string, identityId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT DISTINCT c.id FROM conversation_participant p JOIN conversation c ON c.id = p.conversation_id
         JOIN message m ON m.conversation_id = c.id
       WHERE p.brand_id = $1 AND c.brand_id = $1 AND c.channel_id = $2 AND p.identity_id = $3 AND m.direction = 'out'
         AND m.state IN ('sent', 'delivered') AND m.read_at IS NULL LIMIT 20`,
      [brandId, channelId, identityId],
    );
    return rows.map(({ id }) => id);
  }
}
