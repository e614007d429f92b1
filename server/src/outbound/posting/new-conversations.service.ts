import { Injectable } from '@nestjs/common';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { startConversationSchema } from '@parley/shared/messages.js';
import type { z } from 'zod';
import { UsersService } from '../../auth/users.service.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { DetailService } from '../../conversations/detail/detail.service.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { wordsOf } from '../../conversations/entries/last-words.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database, isUniqueViolation } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Member } from '../../platform/http/caller.js';
import { ReplyRepository } from '../gate/reply.repository.js';
import { RepliesService } from './replies.service.js';
import { ReplyAddressing } from './reply-addressing.service.js';
import { writtenOf } from './written.js';

type Start = z.infer<typeof startConversationSchema>;

/** Writing to someone first, where a channel allows it. */
@Injectable()
export class NewConversations {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelAccess,
    private readonly users: UsersService,
    private readonly replies: RepliesService,
    private readonly replyRows: ReplyRepository,
    private readonly addressing: ReplyAddressing,
    private readonly entries: ConversationEntries,
    private readonly details: DetailService,
    private readonly clock: Clock,
  ) {}

  /** The same `clientId` twice is one conversation. @throws AppError not_found, reply_not_allowed, invalid_request */
  async start(caller: Member, input: Start): Promise<ConversationDetail> {
    const { seat } = caller;
    await this.channels.requireVisible(seat, input.channelId);
    const known = await this.known(caller, input.clientId);
    if (known !== undefined) return this.details.get(seat, known);
    const undoMs = (await this.users.get(caller.userId)).undo_ms;
    try {
      const id = await this.database.transaction(() => this.make(caller, input, undoMs));
      return await this.details.get(seat, id);
    } catch (error) {
      if (!isUniqueViolation(error, 'message_client')) throw error;
      const first = await this.known(caller, input.clientId);
      if (first === undefined) throw error;
      return this.details.get(seat, first);
    }
  }

  private async make(caller: Member, input: Start, undoMs: number): Promise<string> {
    const { brandId } = caller.seat;
    const { channel, connector } = await this.replies.sendingChannel(input.channelId);
    const medium = connector.manifest.media.find((one) => one !== 'comment');
    if (
      !connector.manifest.capabilities.includes('starts_conversations') ||
      medium === undefined ||
      connector.threads === undefined
    ) {
      throw new AppError('reply_not_allowed', 'On this channel people write first.');
    }
    const { to, cc = [], bcc = [], subject } = input;
    const envelope = { to, cc, bcc, subject: subject.replace(/[\r\n]+/g, ' ').trim() };
    const answers = await this.addressing.resolve(brandId, connector, envelope);
    const id = newId();
    const now = this.clock.now();
    await this.database.run(
      `INSERT INTO conversation (id, brand_id, channel_id, person_id, identity_id, medium, subject, last_words, last_words_by,
         last_at, created_at)
       SELECT $1, $2, $3, i.person_id, i.id, $4, $5, $6, 'brand', $7, $7 FROM identity i WHERE i.brand_id = $2 AND i.id = $8
       FOR KEY SHARE OF i`,
      [id, brandId, channel.id, medium, envelope.subject, wordsOf(writtenOf(input).text), now, answers[0]],
    );
    const conversation = await this.entries.lock(brandId, id);
    const reply = { ...input, forward: false, seenSeq: 0 };
    await this.replies.write(
      caller,
      { conversation, channel, connector },
      reply,
      { inReplyToId: null, answers, envelope, costs: 0 },
      undoMs,
    );
    return id;
  }

  private async known(caller: Member, clientId: string): Promise<string | undefined> {
    if ((await this.replies.known(caller, clientId)) === undefined) return undefined;
    return (await this.replyRows.byClientId(caller.seat.brandId, clientId))?.conversationId;
  }
}
