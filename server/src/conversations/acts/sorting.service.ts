import { Injectable } from '@nestjs/common';
import type { ConversationDetail, Priority } from '@parley/shared/conversations.js';
import { MembersService } from '../../brands/members.service.js';
import { TagsService } from '../../brands/tags.service.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import type { ConversationRecord } from '../conversation.repository.js';
import { CONVERSATION_ASSIGNED } from '../desk.events.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';
import { ActsRepository } from './acts.repository.js';
import { type Change, ConversationChanges } from './conversation-changes.service.js';

/** Assignee, tags and priority: what sorts conversations for people and means nothing to turns. */
@Injectable()
export class SortingService {
  constructor(
    private readonly database: Database,
    private readonly changes: ConversationChanges,
    private readonly channels: ChannelAccess,
    private readonly members: MembersService,
    private readonly tags: TagsService,
    private readonly entries: ConversationEntries,
    private readonly acts: ActsRepository,
    private readonly events: DomainEvents,
  ) {}

  assign(seat: CallerSeat, id: string, memberId: string | null): Promise<ConversationDetail> {
    return this.changes.change(seat, id, this.assigning(seat, memberId));
  }

  /** @param memberId null: nobody's */
  assigning(seat: CallerSeat, memberId: string | null): Change {
    return async (conversation) => {
      if (conversation.assignee_id === memberId) return;
      const name = memberId === null ? null : await this.requireMaySee(conversation, memberId);
      await this.database.run('UPDATE conversation SET assignee_id = $3 WHERE brand_id = $1 AND id = $2', [
        conversation.brand_id,
        conversation.id,
        memberId,
      ]);
      await this.acts.insert(conversation, seat.memberId, 'assigned', { memberId, name });
      await this.entries.advance(conversation, {});
      if (memberId === null || memberId === seat.memberId) return;
      await this.events.publish(CONVERSATION_ASSIGNED, {
        brandId: conversation.brand_id,
        conversationId: conversation.id,
        memberId,
        byMemberId: seat.memberId,
      });
    };
  }

  /** @throws AppError invalid_request naming tags that are not the brand's */
  setTags(seat: CallerSeat, id: string, tagIds: readonly string[]): Promise<ConversationDetail> {
    return this.changes.change(seat, id, async (conversation) => {
      const known = await this.requireTags(seat, { tagIds });
      const removed = await this.database.query<{ tag_id: string }>(
        `DELETE FROM conversation_tag WHERE brand_id = $1 AND conversation_id = $2 AND NOT (tag_id = ANY($3)) RETURNING tag_id`,
        [conversation.brand_id, conversation.id, tagIds],
      );
      await this.tagged(seat, conversation, { known, add: tagIds, removed });
    });
  }

  /** @throws AppError invalid_request naming tags that are not the brand's */
  tagging(seat: CallerSeat, add: readonly string[], remove: readonly string[]): Change {
    return async (conversation) => {
      const known = await this.requireTags(seat, { add, remove });
      const removed = await this.database.query<{ tag_id: string }>(
        `DELETE FROM conversation_tag WHERE brand_id = $1 AND conversation_id = $2 AND tag_id = ANY($3) RETURNING tag_id`,
        [conversation.brand_id, conversation.id, remove.filter((id) => !add.includes(id))],
      );
      await this.tagged(seat, conversation, { known, add, removed });
    };
  }

  setPriority(seat: CallerSeat, id: string, priority: Priority): Promise<ConversationDetail> {
    return this.changes.change(seat, id, this.rating(seat, priority));
  }

  rating(seat: CallerSeat, priority: Priority): Change {
    return async (conversation) => {
      const row = await this.database.one<{ before: Priority }>(
        'SELECT priority AS before FROM conversation WHERE brand_id = $1 AND id = $2',
        [conversation.brand_id, conversation.id],
      );
      if (row === undefined || row.before === priority) return;
      await this.database.run('UPDATE conversation SET priority = $3 WHERE brand_id = $1 AND id = $2', [
        conversation.brand_id,
        conversation.id,
        priority,
      ]);
      await this.acts.insert(conversation, seat.memberId, 'priority_changed', {
        from: row.before,
        to: priority,
      });
      await this.entries.advance(conversation, {});
    };
  }

  /** @returns the names of all tags, by their ids */
  private async requireTags(
    seat: CallerSeat,
    asked: Record<string, readonly string[]>,
  ): Promise<Map<string, string>> {
    const known = new Map((await this.tags.list(seat.brandId)).map((tag) => [tag.id, tag.name]));
    const issues = Object.entries(asked).flatMap(([field, tagIds]) =>
      tagIds.flatMap((tagId, index) =>
        known.has(tagId) ? [] : [{ path: [field, index], message: 'There is no such tag.' }],
      ),
    );
    if (issues.length > 0) throw new AppError('invalid_request', 'The request does not fit.', { issues });
    return known;
  }

  /** Adds what is missing, and says in the history what became of the tags. */
  private async tagged(
    seat: CallerSeat,
    conversation: ConversationRecord,
    {
      known,
      add,
      removed,
    }: { known: Map<string, string>; add: readonly string[]; removed: { tag_id: string }[] },
  ): Promise<void> {
    const added = await this.database.query<{ tag_id: string }>(
      `INSERT INTO conversation_tag (conversation_id, tag_id, brand_id) SELECT $2, id, $1 FROM tag
       WHERE brand_id = $1 AND id = ANY($3) ORDER BY id FOR KEY SHARE ON CONFLICT DO NOTHING RETURNING tag_id`,
      [conversation.brand_id, conversation.id, add],
    );
    if (added.length + removed.length === 0) return;
    const names = (rows: { tag_id: string }[]) => rows.map(({ tag_id }) => known.get(tag_id) ?? '');
    await this.acts.insert(conversation, seat.memberId, 'tagged', {
      added: names(added),
      removed: names(removed),
    });
    await this.entries.advance(conversation, {});
  }

  /** @returns the member's name */
  private async requireMaySee(conversation: ConversationRecord, memberId: string): Promise<string> {
    const member = (await this.members.list(conversation.brand_id)).find(({ id }) => id === memberId);
    const seat = member && { memberId, brandId: conversation.brand_id, role: member.role };
    if (seat === undefined || !(await this.channels.isVisible(seat, conversation.channel_id))) {
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['memberId'], message: 'Nobody of this id can see the conversation.' }],
      });
    }
    return member?.name ?? '';
  }
}
