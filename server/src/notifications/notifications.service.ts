import { Injectable } from '@nestjs/common';
import type { Locale } from '@parley/shared/auth.js';
import {
  type MarkNotifications,
  type Notification,
  type NotificationQuery,
  type NotificationSettings,
  type Unread,
  unreadLimit,
} from '@parley/shared/notifications.js';
import { MembersService } from '../brands/members.service.js';
import { ChannelAccess } from '../channels/channel-access.service.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { DomainEvents } from '../platform/events/events.js';
import type { CallerSeat, Member } from '../platform/http/caller.js';
import { decodeCursor, pageOfRows } from '../platform/http/cursor.js';
import { notificationText } from './notification.format.js';
import {
  type NewNotification,
  NotificationRepository,
  type NotificationRow,
  type Reader,
} from './notification.repository.js';
import { MEMBER_NOTIFIED, NOTIFICATIONS_READ } from './notifications.events.js';

/** What members are told: kept until read, and for a while after. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly database: Database,
    private readonly rows: NotificationRepository,
    private readonly access: ChannelAccess,
    private readonly members: MembersService,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** In the transaction of what happened. Whoever may not look into the channel is not told about it either. */
  async tell(brandId: string, memberIds: readonly string[], about: NewNotification): Promise<void> {
    const { conversationId } = about;
    const channelId =
      about.channelId ??
      (conversationId === undefined ? undefined : await this.rows.channelOf(brandId, conversationId));
    if (channelId === undefined && about.facts === undefined) return;
    const viewers = channelId === undefined ? 'all' : await this.access.viewers(brandId, channelId);
    const those = memberIds.filter((id) => viewers === 'all' || viewers.includes(id));
    if (those.length === 0) return;
    const told = await this.rows.insert(brandId, those, about, this.clock.now());
    for (const { id, memberId } of told) {
      await this.events.publish(MEMBER_NOTIFIED, { brandId, memberId, notificationId: id });
    }
  }

  /** Newest first. */
  async page(caller: Member, { unread, cursor, limit }: NotificationQuery) {
    const reader = await this.readerOf(caller.seat);
    const found = await this.rows.page(
      reader,
      { unread: unread === 'true' },
      { after: decodeCursor(cursor), limit },
    );
    const locale = await this.localeOf(reader);
    return pageOfRows(
      found,
      limit,
      ({ id, at }) => ({ id, at }),
      (row) => present(row, locale),
    );
  }

  /** One, as its member sees it; undefined when they may not. */
  async one(brandId: string, memberId: string, id: string): Promise<Notification | undefined> {
    const { role } = await this.members.get(brandId, memberId);
    const reader = await this.readerOf({ brandId, memberId, role });
    const [row] = await this.rows.page(reader, { unread: false, id }, { after: null, limit: 1 });
    return row === undefined ? undefined : present(row, await this.localeOf(reader));
  }

  async unread({ seat }: Member): Promise<Unread> {
    const found = await this.rows.unread(await this.readerOf(seat));
    return {
      count: Math.min(found.length, unreadLimit),
      conversationIds: [...new Set(found.flatMap((id) => id ?? []))],
    };
  }

  async markRead({ seat }: Member, which: MarkNotifications): Promise<Unread> {
    await this.database.transaction(async () => {
      const { brandId, memberId } = seat;
      const changed = await this.rows.markRead(seat, which, this.clock.now());
      if (changed > 0) await this.events.publish(NOTIFICATIONS_READ, { brandId, memberId });
    });
    return this.unread({ seat } as Member);
  }

  async settings({ brandId, memberId }: CallerSeat): Promise<NotificationSettings> {
    return { unwanted: await this.rows.unwanted(brandId, memberId) };
  }

  async saveSettings(seat: CallerSeat, { unwanted }: NotificationSettings): Promise<NotificationSettings> {
    await this.rows.saveUnwanted(seat.brandId, seat.memberId, [...new Set(unwanted)]);
    return this.settings(seat);
  }

  private async readerOf(seat: CallerSeat): Promise<Reader> {
    const { brandId, memberId } = seat;
    return { brandId, memberId, channels: await this.access.visibleChannelIds(seat) };
  }

  private async localeOf({ brandId, memberId }: Reader): Promise<Locale> {
    return (await this.rows.localeOf(brandId, memberId)) ?? 'en';
  }
}

const present = (row: NotificationRow, locale: Locale): Notification => ({
  id: row.id,
  kind: row.kind,
  at: row.at.toISOString(),
  readAt: row.read_at?.toISOString() ?? null,
  conversationId: row.conversation_id,
  messageId: row.message_id,
  channelId: row.channel_id,
  text: notificationText(row.kind, locale, {
    person: row.person ?? '',
    by: row.by,
    channel: row.channel ?? '',
    reason: row.reason,
    alert: row.facts,
  }),
  words: row.words === null || row.words.trim() === '' ? null : row.words,
});
