import { Injectable } from '@nestjs/common';
import type { SendMessage } from '@parley/shared/messages.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { Member } from '../../platform/http/caller.js';
import { ReplyRepository } from '../gate/reply.repository.js';
import { MEMBERS_MENTIONED } from '../outbound.events.js';
import { ReplyFiles } from './reply-files.service.js';

type Conversation = Awaited<ReturnType<ConversationEntries['lock']>>;

/** Notes stay in the house: they pass no gate, answer nobody, and are never stale. */
@Injectable()
export class NotesService {
  constructor(
    private readonly database: Database,
    private readonly access: ChannelAccess,
    private readonly entries: ConversationEntries,
    private readonly messages: ReplyRepository,
    private readonly files: ReplyFiles,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** Into a locked conversation, in the caller's transaction. @returns its id */
  async write({ seat }: Member, conversation: Conversation, input: SendMessage): Promise<string> {
    const { brandId, memberId } = seat;
    if (input.body.trim() === '' && input.attachments.length === 0) {
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['body'], message: 'A note needs words or a file.' }],
      });
    }
    if (input.html !== undefined) {
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['html'], message: 'Notes are plain text.' }],
      });
    }
    const files = await this.files.uploads(brandId, memberId, input.attachments);
    const mentions = await this.mentioned(brandId, conversation.channel_id, input.mentions);
    const now = this.clock.now();
    const seq = await this.entries.takeNumber(conversation);
    const text = input.body.replaceAll('\0', '\u{fffd}');
    const id = await this.messages.insert({
      brandId,
      channelId: conversation.channel_id,
      conversationId: conversation.id,
      seq,
      memberId,
      clientId: input.clientId,
      direction: 'note',
      visibility: 'private',
      text,
      html: null,
      at: now,
      state: null,
      heldUntil: null,
      sendAt: null,
      cancelIfTheyWrite: false,
      closeAfter: false,
      seenSeq: input.seenSeq === undefined ? null : Math.min(input.seenSeq, conversation.utterance_seq),
      inReplyToId: null,
      answers: null,
      mentions,
      mail: null,
      outgoing: null,
    });
    await this.files.attach(brandId, id, files);
    await this.entries.advance(conversation, { utterance: { words: text, by: 'brand', at: now, seq } });
    await this.entries.announce(brandId, conversation.id, id);
    const others = mentions.filter((mentioned) => mentioned !== memberId);
    if (others.length > 0) {
      await this.events.publish(MEMBERS_MENTIONED, {
        brandId,
        conversationId: conversation.id,
        messageId: id,
        memberIds: others,
        byMemberId: memberId,
      });
    }
    return id;
  }

  /**
   * Of those named, who sits in the brand still.
   * @throws AppError invalid_request naming those who may not see the channel
   */
  private async mentioned(brandId: string, channelId: string, named: readonly string[]): Promise<string[]> {
    if (named.length === 0) return [];
    const rows = await this.database.query<{ id: string; name: string }>(
      `SELECT m.id, u.name FROM member m JOIN app_user u ON u.id = m.user_id
       WHERE m.brand_id = $1 AND m.id = ANY($2) AND m.removed_at IS NULL`,
      [brandId, named],
    );
    const viewers = await this.access.viewers(brandId, channelId);
    const issues = rows
      .filter(({ id }) => viewers !== 'all' && !viewers.includes(id))
      .map(({ id, name }) => ({
        path: ['mentions', named.indexOf(id)],
        message: `${name} may not see this channel, and would not learn of it: leave the mention out.`,
      }));
    if (issues.length > 0) throw new AppError('invalid_request', 'The request does not fit.', { issues });
    const seated = new Set(rows.map(({ id }) => id));
    return [...new Set(named)].filter((id) => seated.has(id));
  }
}
