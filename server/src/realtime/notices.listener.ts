import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BRAND_CHANGED } from '../brands/brands.events.js';
import { CHANNEL_CHANGED } from '../channels/channels.events.js';
import { CONVERSATION_READ, DRAFT_CHANGED, VIEWS_CHANGED } from '../conversations/desk.events.js';
import { PERSON_TYPING } from '../ingest/ingest.events.js';
import { MEMBER_NOTIFIED, NOTIFICATIONS_READ } from '../notifications/notifications.events.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import { SCHEDULE_CHANGED } from '../outbound/outbound.events.js';
import { Database } from '../platform/database/database.js';
import { DomainEvents } from '../platform/events/events.js';
import { RealtimeServer } from './realtime-server.service.js';
import { rooms, type Scope, scopeOf } from './rooms.js';

/** Small news beside rows and messages: typing, read marks, drafts, settings, and what concerns one member. */
@Injectable()
export class Notices implements OnModuleInit {
  constructor(
    private readonly server: RealtimeServer,
    private readonly events: DomainEvents,
    private readonly notifications: NotificationsService,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.events.afterCommit(CONVERSATION_READ, (read) =>
      this.server.emit([rooms.member(read.memberId)], { type: 'read.changed', ...read }),
    );
    this.events.afterCommit(DRAFT_CHANGED, (draft) =>
      this.server.emit([rooms.member(draft.memberId)], { type: 'draft.changed', ...draft }),
    );
    this.events.afterCommit(BRAND_CHANGED, ({ brandId }) =>
      this.server.emit([rooms.brand(brandId)], { type: 'brand.changed', brandId }),
    );
    this.events.afterCommit(VIEWS_CHANGED, ({ brandId }) =>
      this.server.emit([rooms.brand(brandId)], { type: 'brand.changed', brandId }),
    );
    this.events.afterCommit(CHANNEL_CHANGED, (channel) => this.channelChanged(channel));
    this.events.afterCommit(PERSON_TYPING, (signal) => this.typing(signal));
    this.events.afterCommit(MEMBER_NOTIFIED, (told) => this.notify(told));
    this.events.afterCommit(NOTIFICATIONS_READ, ({ brandId, memberId }) =>
      this.server.emit([rooms.member(memberId)], { type: 'notifications.read', brandId }),
    );
    this.events.afterCommit(SCHEDULE_CHANGED, ({ brandId, channelId, conversationId, messageId }) =>
      this.scheduleChanged({ brandId, channelId, conversationId, messageId }),
    );
  }

  private async channelChanged({ brandId, channelId }: { brandId: string; channelId: string }) {
    const scope = await this.scopeOf(brandId, channelId);
    if (scope === undefined) return;
    this.server.emit([rooms.scope(brandId, scope)], { type: 'channel.changed', brandId, channelId });
  }

  private async typing(signal: {
    brandId: string;
    channelId: string;
    conversationExternalId: string;
    identity: { namespace: string; externalId: string };
    typing: boolean;
  }): Promise<void> {
    const found = await this.database.one<{ id: string; restricted: boolean; person_id: string }>(
      `SELECT coalesce(c.merged_into_id, c.id) AS id, ch.restricted, i.person_id
       FROM conversation c JOIN channel ch ON ch.id = c.channel_id
       JOIN identity i ON i.brand_id = $1 AND i.namespace = $4 AND i.external_id = $5
       WHERE c.brand_id = $1 AND c.channel_id = $2 AND c.external_id = $3`,
      [
        signal.brandId,
        signal.channelId,
        signal.conversationExternalId,
        signal.identity.namespace,
        signal.identity.externalId,
      ],
    );
    // Somebody writes who has never sent anything: there is nowhere to show it yet.
    if (found === undefined) return;
    const scope = scopeOf({ id: signal.channelId, restricted: found.restricted });
    this.server.emit([rooms.conversation(found.id, scope)], {
      type: 'typing.changed',
      brandId: signal.brandId,
      conversationId: found.id,
      personId: found.person_id,
      typing: signal.typing,
    });
  }

  private async notify({
    brandId,
    memberId,
    notificationId,
  }: {
    brandId: string;
    memberId: string;
    notificationId: string;
  }): Promise<void> {
    if (!this.server.hasListeners([rooms.member(memberId)])) return;
    const notification = await this.notifications.one(brandId, memberId, notificationId);
    if (notification === undefined) return;
    const { id, kind, conversationId, messageId, channelId, text } = notification;
    this.server.emit([rooms.member(memberId)], {
      type: 'notification',
      ...{ id, brandId, kind, conversationId, messageId, channelId, text },
    });
  }

  private async scheduleChanged(about: {
    brandId: string;
    channelId: string;
    conversationId: string;
    messageId: string;
  }): Promise<void> {
    const { brandId, channelId, conversationId, messageId } = about;
    const scope = await this.scopeOf(brandId, channelId);
    if (scope === undefined) return;
    const event = { type: 'schedule.changed' as const, brandId, conversationId, messageId };
    this.server.emit([rooms.scope(brandId, scope)], event);
  }

  private async scopeOf(brandId: string, channelId: string): Promise<Scope | undefined> {
    const channel = await this.database.one<{ restricted: boolean }>(
      'SELECT restricted FROM channel WHERE brand_id = $1 AND id = $2',
      [brandId, channelId],
    );
    return channel === undefined ? undefined : scopeOf({ id: channelId, restricted: channel.restricted });
  }
}
