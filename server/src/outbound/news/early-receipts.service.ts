import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ReceiptEvent } from '../../channels/core/inbound-event.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import { LEFT } from '../gate/reply.js';
import { ReplyStates } from '../gate/reply-states.service.js';
import { REPLY_NAMED } from '../outbound.events.js';

/** Receipts under an id that nobody knew yet: they waited for it. */
@Injectable()
export class EarlyReceipts implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly states: ReplyStates,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(REPLY_NAMED, async ({ brandId, channelId, messageId, externalId }) => {
      const early = await this.database.query<{ payload: ReceiptEvent }>(
        `DELETE FROM early_event WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3 AND payload->>'type' = 'receipt'
         RETURNING payload`,
        [brandId, channelId, externalId],
      );
      for (const { payload } of early) {
        const at = new Date(payload.at ?? this.clock.nowMs());
        if (payload.outcome === 'failed') {
          const reason = {
            code: 'rejected',
            message: payload.reason ?? 'It could not be delivered.',
            remedy: null,
          };
          await this.states.fail(brandId, messageId, { from: [...LEFT], reason });
        } else await this.states.arrived(brandId, messageId, payload.outcome, at);
      }
    });
  }
}
