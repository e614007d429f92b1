import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { Ticker } from '../../platform/queue/ticker.js';

const EVERY_MS = 3_600_000;
/** An upload that no message took within this is not going to be sent. */
const KEPT_MS = 7 * 86_400_000;

/** Forgets files nobody will see again: uploads that no message took and no draft names, pictures that were replaced. */
@Injectable()
export class LooseUploads {
  constructor(
    ticker: Ticker,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    ticker.every('forget-loose-uploads', EVERY_MS, () => this.forget());
  }

  private async forget(): Promise<void> {
    const before = new Date(this.clock.nowMs() - KEPT_MS);
    await this.database.run(
      `DELETE FROM attachment a -- any brand: loose uploads of all
       WHERE a.message_id IS NULL AND a.created_at < $1 AND (a.uploaded_by IS NOT NULL OR a.endpoint_id IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM conversation_draft d
           WHERE d.brand_id = a.brand_id AND d.member_id = a.uploaded_by AND d.draft->'attachmentIds' ? a.id::text)`,
      [before],
    );
    await this.database.run(
      `DELETE FROM attachment a -- any brand: loose files of all
       WHERE a.message_id IS NULL AND a.created_at < $1 AND a.uploaded_by IS NULL AND a.endpoint_id IS NULL
         AND NOT EXISTS (SELECT 1 FROM identity i WHERE i.brand_id = a.brand_id AND i.avatar_attachment_id = a.id)
         AND NOT EXISTS (SELECT 1 FROM person p WHERE p.brand_id = a.brand_id AND p.avatar_attachment_id = a.id)`,
      [before],
    );
  }
}
