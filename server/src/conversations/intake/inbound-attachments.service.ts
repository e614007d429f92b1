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

  async add(brandId: string, messageId: string, attachments: InboundAttachment[]): Promise<void> {
    for (const [position, attachment] of attachments.entries()) {
      if (attachment.uploadId !== undefined)
        await this.takeUpload(brandId, messageId, position, attachment.uploadId);
      else await this.insert(brandId, messageId, position, attachment);
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
    position: number,
    attachment: InboundAttachment,
  ): Promise<void> {
    const id = newId();
    const pending = attachment.storageKey === undefined;
    await this.database.run(
      `INSERT INTO attachment (id, brand_id, message_id, position, filename, content_type, size, storage_key, content_id, inline,
         state, source_url, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
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
        this.clock.now(),
      ],
    );
    if (pending) await this.events.publish(ATTACHMENT_PENDING, { brandId, attachmentId: id });
  }
}
