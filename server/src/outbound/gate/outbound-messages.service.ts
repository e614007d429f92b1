import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import { BrandsService } from '../../brands/brands.service.js';
import type { InboundMail } from '../../channels/core/inbound-event.js';
import type {
  OutboundAttachment,
  OutboundMessage,
  QuotedMessage,
} from '../../channels/core/outbound-message.js';
import { Database } from '../../platform/database/database.js';
import { Storage } from '../../platform/storage/storage.js';
import type { OwnReply } from './reply.js';

/** As many ids of a thread as a connector may need. */
const MOST_REFERENCES = 50;

interface ConversationRow {
  id: string;
  externalId: string | null;
  medium: Medium;
  subject: string | null;
  post: { externalId: string; url: string | null } | null;
}

interface AttachmentRow {
  id: string;
  filename: string;
  contentType: string;
  size: string;
  contentId: string | null;
  storageKey: string | null;
}

/** Puts a reply together for its connector, from the rows as they are now. */
@Injectable()
export class OutboundMessages {
  constructor(
    private readonly database: Database,
    private readonly brands: BrandsService,
    private readonly storage: Storage,
  ) {}

  async assemble(reply: OwnReply): Promise<OutboundMessage> {
    const brand = await this.brands.get(reply.brandId);
    const conversation = await this.conversation(reply);
    const inReplyTo = await this.quoted(reply, brand.name, reply.inReplyToId);
    return {
      id: reply.id,
      clientId: reply.clientId,
      brand: { id: brand.id, name: brand.name, signature: brand.signature, locale: brand.locale },
      member: await this.member(reply),
      conversation,
      visibility: reply.visibility,
      text: reply.text,
      html: reply.html,
      attachments: await this.attachments(reply),
      inReplyTo,
      newest: await this.newest(reply, brand.name, inReplyTo),
      threadReferences: await this.threadReferences(reply),
      recipients: await this.recipients(reply),
      mail: reply.outgoing.envelope,
      forward: reply.outgoing.forward,
      createdAt: reply.receivedAt,
      prepared: reply.outgoing.prepared,
    };
  }

  private async conversation(reply: OwnReply): Promise<ConversationRow> {
    const row = await this.database.one<ConversationRow>(
      `SELECT c.id, c.external_id AS "externalId", c.medium, c.subject,
         CASE WHEN p.id IS NOT NULL THEN json_build_object('externalId', p.external_id, 'url', p.url) END AS post
       FROM conversation c LEFT JOIN post p ON p.id = c.post_id WHERE c.brand_id = $1 AND c.id = $2`,
      [reply.brandId, reply.conversationId],
    );
    if (row === undefined) throw new Error('the conversation of a reply is gone');
    return row;
  }

  /** Also of one who has left: what they wrote goes out under their name. */
  private async member(reply: OwnReply): Promise<OutboundMessage['member']> {
    const row = await this.database.one<OutboundMessage['member']>(
      'SELECT m.id, u.name, m.signature FROM member m JOIN app_user u ON u.id = m.user_id WHERE m.brand_id = $1 AND m.id = $2',
      [reply.brandId, reply.memberId],
    );
    if (row === undefined) throw new Error('the writer of a reply is gone');
    return row;
  }

  private async attachments(reply: OwnReply): Promise<OutboundAttachment[]> {
    const rows = await this.database.query<AttachmentRow>(
      `SELECT id, filename, content_type AS "contentType", size, content_id AS "contentId", storage_key AS "storageKey"
       FROM attachment WHERE brand_id = $1 AND message_id = $2 ORDER BY position, id`,
      [reply.brandId, reply.id],
    );
    return rows.map(({ storageKey, size, ...row }) => ({
      ...row,
      size: Number(size),
      open: () => {
        if (storageKey === null) throw new Error('the attachment has no content');
        return this.storage.read(storageKey);
      },
    }));
  }

  private async newest(
    { brandId, conversationId, ...reply }: OwnReply,
    brandName: string,
    known: QuotedMessage | null,
  ): Promise<QuotedMessage | null> {
    const row = await this.database.one<{ id: string }>(
      `SELECT id FROM message WHERE brand_id = $1 AND conversation_id = $2 AND direction = 'in' AND deleted_at IS NULL
       ORDER BY seq DESC LIMIT 1`,
      [brandId, conversationId],
    );
    if (row?.id === known?.id) return known;
    return this.quoted({ ...reply, brandId, conversationId }, brandName, row?.id ?? null);
  }

  private async quoted(
    reply: OwnReply,
    brandName: string,
    messageId: string | null,
  ): Promise<QuotedMessage | null> {
    if (messageId === null) return null;
    const row = await this.database.one<{
      id: string;
      externalId: string | null;
      direction: 'in' | 'out';
      authorName: string | null;
      at: Date;
      text: string;
      html: string | null;
      mail: InboundMail | null;
      visibility: 'public' | 'private';
      details: Record<string, unknown> | null;
      references: string[];
    }>(
      `SELECT m.id, m.external_id AS "externalId", m.direction, coalesce(p.name, u.name) AS "authorName", m.occurred_at AS at,
         coalesce(m.full_text, m.text) AS text, m.html, m.mail, m.visibility, m.details,
         ARRAY(SELECT r.reference FROM message_reference r WHERE r.brand_id = $1 AND r.message_id = m.id AND r.own
               ORDER BY (r.reference = m.external_id) DESC NULLS LAST, r.reference) AS references
       FROM message m LEFT JOIN identity i ON i.id = m.identity_id LEFT JOIN person p ON p.id = i.person_id
         LEFT JOIN member b ON b.id = m.member_id LEFT JOIN app_user u ON u.id = b.user_id
       WHERE m.brand_id = $1 AND m.id = $2 AND m.direction <> 'note'`,
      [reply.brandId, messageId],
    );
    return row === undefined ? null : { ...row, authorName: row.authorName ?? brandName };
  }

  private async threadReferences(reply: OwnReply): Promise<string[]> {
    const rows = await this.database.query<{ reference: string }>(
      `SELECT r.reference FROM message_reference r JOIN message m ON m.id = r.message_id
       WHERE r.brand_id = $1 AND m.brand_id = $1 AND m.conversation_id = $2 AND r.own AND m.id <> $3
       ORDER BY m.occurred_at DESC, m.arrival DESC, r.reference LIMIT $4`,
      [reply.brandId, reply.conversationId, reply.id, MOST_REFERENCES],
    );
    return [...new Set(rows.map(({ reference }) => reference).reverse())];
  }

  private recipients(reply: OwnReply): Promise<OutboundMessage['recipients']> {
    return this.database.query(
      `SELECT i.namespace, i.external_id AS "externalId", coalesce(i.display_name, p.name) AS name
       FROM identity i JOIN person p ON p.id = i.person_id
       WHERE i.brand_id = $1 AND (i.id = ANY($3) OR $3::uuid[] IS NULL AND EXISTS (
         SELECT 1 FROM conversation_participant c WHERE c.brand_id = $1 AND c.conversation_id = $2 AND c.identity_id = i.id))
       ORDER BY i.first_seen_at, i.id LIMIT 200`,
      [reply.brandId, reply.conversationId, reply.answers],
    );
  }
}
