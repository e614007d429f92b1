import { Injectable } from '@nestjs/common';
import type { Message } from '@parley/shared/messages.js';
import { ConversationAccess } from '../../conversations/detail/conversation-access.service.js';
import type { Member } from '../../platform/http/caller.js';
import { Cancellations } from '../gate/cancellations.service.js';
import { Decisions } from '../gate/decisions.service.js';
import { RepliesService } from './replies.service.js';

/** What members do with a reply that is written: take it back, say what became of it, send it again. */
@Injectable()
export class ReplyActs {
  constructor(
    private readonly access: ConversationAccess,
    private readonly replies: RepliesService,
    private readonly cancellations: Cancellations,
    private readonly decisions: Decisions,
  ) {}

  undo({ seat }: Member, messageId: string): Promise<Message> {
    return this.act(seat, messageId, () =>
      this.cancellations.takeBack(seat.brandId, messageId, seat.memberId),
    );
  }

  resolve(
    { seat }: Member,
    messageId: string,
    outcome: 'sent' | 'not_sent' | 'send_again',
  ): Promise<Message> {
    return this.act(seat, messageId, () => this.decisions.resolve(seat.brandId, messageId, outcome));
  }

  /** @param seenSeq the newest utterance the member has seen; what had been said before the reply, when left out */
  sendAgain({ seat }: Member, messageId: string, seenSeq: number | undefined): Promise<Message> {
    return this.act(seat, messageId, () =>
      this.decisions.sendAgain(seat.brandId, messageId, async (conversation, reply) => {
        await this.replies.sendingChannel(reply.channelId);
        await this.replies.requireFresh(conversation, seenSeq ?? reply.seq, seat.memberId);
      }),
    );
  }

  private async act(seat: Member['seat'], messageId: string, work: () => Promise<unknown>): Promise<Message> {
    await this.access.requireByMessage(seat, messageId);
    await work();
    return this.replies.view(seat.brandId, messageId);
  }
}
