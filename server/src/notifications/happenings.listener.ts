import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MEMBER_REMOVED } from '../brands/brands.events.js';
import { CHANNEL_DEGRADED } from '../channels/channels.events.js';
import { CONVERSATION_ASSIGNED, SNOOZE_ENDED } from '../conversations/desk.events.js';
import {
  type CancelReason,
  MEMBERS_MENTIONED,
  REPLY_CANCELLED,
  REPLY_FAILED,
  type ReplyRef,
} from '../outbound/outbound.events.js';
import { Clock } from '../platform/clock/clock.js';
import { DomainEvents } from '../platform/events/events.js';
import { Ticker } from '../platform/queue/ticker.js';
import { NotificationRepository } from './notification.repository.js';
import { NotificationsService } from './notifications.service.js';

const KEPT_MS = 90 * 86_400_000;
const HOUR_MS = 3_600_000;
const AT_ONCE = 5_000;

/** Which happenings members are told of: written down in the happening's own transaction, so that none is lost. */
@Injectable()
export class Happenings implements OnModuleInit {
  constructor(
    private readonly events: DomainEvents,
    private readonly notifications: NotificationsService,
    private readonly rows: NotificationRepository,
    private readonly ticker: Ticker,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const { events, notifications } = this;
    events.inTransaction(MEMBERS_MENTIONED, ({ brandId, memberIds, conversationId, messageId, byMemberId }) =>
      notifications.tell(brandId, memberIds, { kind: 'mentioned', conversationId, messageId, byMemberId }),
    );
    events.inTransaction(CONVERSATION_ASSIGNED, ({ brandId, memberId, conversationId, byMemberId }) =>
      notifications.tell(brandId, [memberId], { kind: 'assigned', conversationId, byMemberId }),
    );
    events.inTransaction(SNOOZE_ENDED, ({ brandId, memberId, conversationId }) =>
      notifications.tell(brandId, [memberId], { kind: 'snooze_ended', conversationId }),
    );
    events.inTransaction(
      REPLY_FAILED,
      async ({ brandId, memberId, conversationId, messageId, code, message }) => {
        // Nobody here wrote it: it is seen in the conversation.
        if (memberId === null) return;
        const reason = { code, message };
        await notifications.tell(brandId, [memberId], {
          kind: 'reply_failed',
          conversationId,
          messageId,
          reason,
        });
      },
    );
    events.inTransaction(REPLY_CANCELLED, async (cancelled) => {
      const { brandId, memberId, conversationId, messageId, because, byMemberId } = cancelled;
      if (because === 'writer_left' || because === 'writer_lost_sight') return this.tellStewards(cancelled);
      // What one does oneself is no news.
      if (memberId === null || memberId === byMemberId) return;
      const reason = { code: because, message: '' };
      await notifications.tell(brandId, [memberId], {
        kind: 'reply_cancelled',
        conversationId,
        messageId,
        byMemberId,
        reason,
      });
    });
    // Owners connect channels: they can mend it.
    events.inTransaction(CHANNEL_DEGRADED, async ({ brandId, channelId, code, message }) =>
      notifications.tell(brandId, await this.rows.holdersOf(brandId, ['owner']), {
        kind: 'channel_degraded',
        channelId,
        reason: { code, message },
      }),
    );
    events.inTransaction(MEMBER_REMOVED, ({ brandId, memberId }) => this.rows.dropOf(brandId, memberId));
    this.ticker.every('drop-old-notifications', HOUR_MS, () => this.dropOld());
  }

  /** Whom it was promised to waits on, and who promised it cannot look: those who lead learn of it. */
  private async tellStewards(cancelled: ReplyRef & { because: CancelReason }): Promise<void> {
    const { brandId, memberId, conversationId, messageId, because } = cancelled;
    const stewards = await this.rows.holdersOf(brandId, ['owner', 'manager']);
    await this.notifications.tell(
      brandId,
      stewards.filter((id) => id !== memberId),
      {
        kind: 'reply_cancelled',
        conversationId,
        messageId,
        byMemberId: memberId,
        reason: { code: because, message: '' },
      },
    );
  }

  private async dropOld(): Promise<void> {
    const before = new Date(this.clock.nowMs() - KEPT_MS);
    while ((await this.rows.dropOlder(before, AT_ONCE)) === AT_ONCE);
  }
}
