import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ActsService } from '../../conversations/acts/acts.service.js';
import { SortingService } from '../../conversations/acts/sorting.service.js';
import { RepliesService } from '../../outbound/posting/replies.service.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import type { Member } from '../../platform/http/caller.js';

/** A reply of ours as it left. */
export interface SentReply {
  /** The id under which it can be referred to: a mail's Message-ID, the other system's id. */
  externalId: string;
  at: Date;
  text: string;
  memberName: string;
}

/** What sample members do, through the services behind the console's routes. */
@Injectable()
export class Desk {
  constructor(
    private readonly modules: ModuleRef,
    private readonly database: Database,
  ) {}

  /** @param input.inReplyToId the message it stands under (comments) @returns the message's id */
  async reply(
    member: Member,
    conversationId: string,
    input: { text: string; closeAfter: boolean; inReplyToId?: string },
  ): Promise<string> {
    const seenSeq = await this.seqOf(member, conversationId);
    const { id } = await this.service(RepliesService).post(member, conversationId, {
      clientId: newId(),
      kind: 'reply',
      body: input.text,
      attachments: [],
      mentions: [],
      seenSeq,
      closeAfter: input.closeAfter,
      sendNow: true,
      forward: false,
      ...(input.inReplyToId === undefined ? {} : { inReplyToId: input.inReplyToId }),
    });
    return id;
  }

  async note(member: Member, conversationId: string, text: string): Promise<void> {
    await this.service(RepliesService).post(member, conversationId, {
      clientId: newId(),
      kind: 'note',
      body: text,
      attachments: [],
      mentions: [],
      closeAfter: false,
      sendNow: true,
      forward: false,
    });
  }

  async close(member: Member, conversationId: string): Promise<void> {
    await this.service(ActsService).close(member.seat, conversationId, undefined);
  }

  async needsNoAnswer(member: Member, conversationId: string): Promise<void> {
    await this.service(ActsService).noAnswerNeeded(member.seat, conversationId, undefined);
  }

  async snooze(member: Member, conversationId: string, until: number): Promise<void> {
    await this.service(ActsService).snooze(member.seat, conversationId, new Date(until).toISOString());
  }

  async assign(member: Member, conversationId: string, memberId: string): Promise<void> {
    await this.service(SortingService).assign(member.seat, conversationId, memberId);
  }

  async tag(member: Member, conversationId: string, tagIds: string[]): Promise<void> {
    await this.service(SortingService).setTags(member.seat, conversationId, tagIds);
  }

  async prioritise(member: Member, conversationId: string): Promise<void> {
    await this.service(SortingService).setPriority(member.seat, conversationId, 'high');
  }

  /** Undefined until it has left. */
  async sent(brandId: string, messageId: string): Promise<SentReply | undefined> {
    return this.database.one<SentReply>(
      `SELECT m.external_id AS "externalId", m.sent_at AS at, m.text, u.name AS "memberName"
       FROM message m JOIN member s ON s.id = m.member_id JOIN app_user u ON u.id = s.user_id
       WHERE m.brand_id = $1 AND m.id = $2 AND m.external_id IS NOT NULL AND m.sent_at IS NOT NULL`,
      [brandId, messageId],
    );
  }

  private async seqOf({ seat }: Member, conversationId: string): Promise<number> {
    const row = await this.database.one<{ seq: number }>(
      'SELECT utterance_seq AS seq FROM conversation WHERE brand_id = $1 AND id = $2',
      [seat.brandId, conversationId],
    );
    return row?.seq ?? 0;
  }

  /** Some belong to modules that keep them to themselves. */
  private service<T>(type: new (...dependencies: never[]) => T): T {
    return this.modules.get<T>(type as never, { strict: false });
  }
}
