import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Locale } from '@parley/shared/auth.js';
import type { ServerEventOf } from '@parley/shared/realtime.js';
import { BRAND_CHANGED } from '../brands/brands.events.js';
import { ChannelAccess } from '../channels/channel-access.service.js';
import { CHANNEL_CHANGED, CHANNEL_DEGRADED } from '../channels/channels.events.js';
import {
  CONVERSATION_ASSIGNED,
  CONVERSATION_READ,
  DRAFT_CHANGED,
  VIEWS_CHANGED,
} from '../conversations/desk.events.js';
import { PERSON_TYPING } from '../ingest/ingest.events.js';
import { MEMBERS_MENTIONED, REPLY_FAILED } from '../outbound/outbound.events.js';
import { Database } from '../platform/database/database.js';
import { DomainEvents } from '../platform/events/events.js';
import { channelNoticeText, type NoticeKind, noticeText } from './notice.format.js';
import { RealtimeServer } from './realtime-server.service.js';
import { rooms, scopeOf } from './rooms.js';

type Notice = ServerEventOf<'notification'>;

/** Small news beside rows and messages: typing, read marks, drafts, settings, and what concerns one member. */
@Injectable()
export class Notices implements OnModuleInit {
  constructor(
    private readonly server: RealtimeServer,
    private readonly events: DomainEvents,
    private readonly access: ChannelAccess,
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
    this.events.afterCommit(CHANNEL_DEGRADED, (trouble) => this.tellOwners(trouble));
    this.events.afterCommit(PERSON_TYPING, (signal) => this.typing(signal));
    this.events.afterCommit(CONVERSATION_ASSIGNED, ({ brandId, conversationId, memberId, byMemberId }) =>
      this.notify('assigned', { brandId, conversationId, memberId, byMemberId }),
    );
    this.events.afterCommit(MEMBERS_MENTIONED, async ({ brandId, conversationId, memberIds, byMemberId }) => {
      for (const memberId of memberIds) {
        await this.notify('mentioned', { brandId, conversationId, memberId, byMemberId });
      }
    });
    this.events.afterCommit(REPLY_FAILED, ({ brandId, conversationId, memberId, message }) => {
      // Nobody here wrote it: it is seen in the conversation.
      if (memberId === null) return undefined;
      return this.notify('reply_failed', { brandId, conversationId, memberId, reason: message });
    });
  }

  private async channelChanged({ brandId, channelId }: { brandId: string; channelId: string }) {
    const channel = await this.database.one<{ restricted: boolean }>(
      'SELECT restricted FROM channel WHERE brand_id = $1 AND id = $2',
      [brandId, channelId],
    );
    if (channel === undefined) return;
    const scope = scopeOf({ id: channelId, restricted: channel.restricted });
    this.server.emit([rooms.scope(brandId, scope)], { type: 'channel.changed', brandId, channelId });
  }

  /** Owners connect channels: they can mend it. */
  private async tellOwners(trouble: { brandId: string; channelId: string; message: string }): Promise<void> {
    const { brandId, channelId, message } = trouble;
    const owners = await this.database.query<{ id: string; locale: Locale; channel: string }>(
      `SELECT m.id, u.locale, c.name AS channel FROM member m JOIN app_user u ON u.id = m.user_id
       JOIN channel c ON c.brand_id = $1 AND c.id = $2
       WHERE m.brand_id = $1 AND m.role = 'owner' AND m.removed_at IS NULL`,
      [brandId, channelId],
    );
    for (const { id, locale, channel } of owners) {
      this.server.emit([rooms.member(id)], {
        type: 'notification',
        brandId,
        conversationId: null,
        channelId,
        kind: 'channel_degraded',
        text: channelNoticeText(locale, channel, message),
      });
    }
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

  private async notify(
    kind: NoticeKind & Notice['kind'],
    about: {
      brandId: string;
      conversationId: string;
      memberId: string;
      byMemberId?: string | null;
      reason?: string;
    },
  ): Promise<void> {
    const facts = await this.database.one<{
      locale: Locale;
      person: string;
      by: string | null;
      channel_id: string;
    }>(
      `SELECT u.locale, p.name AS person, bu.name AS by, c.channel_id FROM conversation c
       JOIN person p ON p.id = c.person_id JOIN member m ON m.brand_id = $1 AND m.id = $3 JOIN app_user u ON u.id = m.user_id
       LEFT JOIN member b ON b.brand_id = $1 AND b.id = $4 LEFT JOIN app_user bu ON bu.id = b.user_id
       WHERE c.brand_id = $1 AND c.id = $2`,
      [about.brandId, about.conversationId, about.memberId, about.byMemberId ?? null],
    );
    if (facts === undefined) return;
    // Whoever may no longer look into the channel is not told about it either.
    const viewers = await this.access.viewers(about.brandId, facts.channel_id);
    if (viewers !== 'all' && !viewers.includes(about.memberId)) return;
    this.server.emit([rooms.member(about.memberId)], {
      type: 'notification',
      brandId: about.brandId,
      conversationId: about.conversationId,
      channelId: null,
      kind,
      text: noticeText(kind, facts.locale, { ...facts, reason: about.reason ?? '' }),
    });
  }
}
