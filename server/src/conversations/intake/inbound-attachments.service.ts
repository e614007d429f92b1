import { Injectable } from '@nestjs/common';
import type { InboundAttachment } from '../../channels/core/inbound-event.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { DomainEvents } from '../../platform/events/events.js';
import { ATTACHMENT_PENDING } from '../conversations.events.js';

/** Writes the attachment rows of an inbound message; what lies elsewhere is fetched later. */
@Injectable()
export class InboundAttachments {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** @param piece of an album: the external id of the piece they came in */
  async add(
    brandId: string,
    messageId: string,
    attachments: InboundAttachment[],
    piece: string | null = null,
  ): Promise<void> {
    for (const [index, attachment] of attachments.entries()) {
      const position = attachment.position ?? index;
      if (attachment.uploadId !== undefined)
        await this.takeUpload(brandId, messageId, position, attachment.uploadId);
      else await this.insert(brandId, messageId, { position, piece }, attachment);
    }
  }

  private async takeUpload(
    brandId: string,
    messageId: string,
    position: number,
    uploadId: string,
  ): Promise<void> {
    const taken = await this.database.run(
      `UPDATE attachment SET message_id = $3, position = $4
       WHERE brand_id = $1 AND id = $2 AND message_id IS NULL AND endpoint_id IS NOT NULL`,
      [brandId, uploadId, messageId, position],
    );
    if (taken === 0) throw new Error(`The upload ${uploadId} does not exist or belongs to another message.`);
  }

  private async insert(
    brandId: string,
    messageId: string,
    { position, piece }: { position: number; piece: string | null },
    attachment: InboundAttachment,
  ): Promise<void> {
    const id = newId();
    const pending = attachment.storageKey === undefined;
    await this.database.run(
      `INSERT INTO attachment (id, brand_id, message_id, position, filename, content_type, size, storage_key, content_id, inline,
         state, source_url, source_ref, piece, created_at, description)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [
        id,
        brandId,
        messageId,
        position,
        attachment.filename,
        attachment.contentType,
        attachment.size,
        attachment.storageKey ?? null,
        attachment.contentId ?? null,
        attachment.inline ?? false,
        pending ? 'pending' : 'ready',
        attachment.sourceUrl ?? null,
        attachment.sourceRef ?? null,
        piece,
        this.clock.now(),
        attachment.description ?? null,
      ],
    );
    if (pending) await this.events.publish(ATTACHMENT_PENDING, { brandId, attachmentId: id });
  }
}
