import { Module } from '@nestjs/common';
import { Faults } from '../platform/faults/faults.js';
import { FollowUpRepository } from './follow-up/follow-up.repository.js';
import { FollowUps } from './follow-up/follow-ups.service.js';
import { Acceptance } from './gate/acceptance.service.js';
import { AttemptRepository } from './gate/attempt.repository.js';
import { Cancellations } from './gate/cancellations.service.js';
import { Decisions } from './gate/decisions.service.js';
import { GateSweeper } from './gate/gate-sweeper.service.js';
import { Holds } from './gate/holds.service.js';
import { OutboundMessages } from './gate/outbound-messages.service.js';
import { OvertakenReplies } from './gate/overtaken-replies.service.js';
import { OwnEchoes } from './gate/own-echoes.service.js';
import { RefusedRecipients } from './gate/refused-recipients.service.js';
import { ReplyRepository } from './gate/reply.repository.js';
import { ReplySettlement } from './gate/reply-settlement.service.js';
import { ReplyStates } from './gate/reply-states.service.js';
import { ReplyWakes } from './gate/reply-wakes.service.js';
import { SendContexts } from './gate/send-contexts.service.js';
import { Sender } from './gate/sender.service.js';
import { WaitingReplies } from './gate/waiting-replies.service.js';
import { ManyRepliesController } from './many/many-replies.controller.js';
import { ManyReplies } from './many/many-replies.service.js';
import { ModeratedMessages } from './moderation/moderated-messages.service.js';
import { ModerationController } from './moderation/moderation.controller.js';
import { Moderation } from './moderation/moderation.service.js';
import { ModerationActs } from './moderation/moderation-acts.repository.js';
import { Moderator } from './moderation/moderator.service.js';
import { DeliveryNews } from './news/delivery-news.service.js';
import { EarlyReceipts } from './news/early-receipts.service.js';
import { LookUps } from './news/look-ups.service.js';
import { SentCopies } from './news/sent-copies.service.js';
import { NewConversations } from './posting/new-conversations.service.js';
import { NotesService } from './posting/notes.service.js';
import { RepliesController } from './posting/replies.controller.js';
import { RepliesService } from './posting/replies.service.js';
import { ReplyActs } from './posting/reply-acts.service.js';
import { ReplyAddressing } from './posting/reply-addressing.service.js';
import { ReplyFiles } from './posting/reply-files.service.js';
import { ScheduledController } from './scheduled/scheduled.controller.js';
import { ScheduledRepository } from './scheduled/scheduled.repository.js';
import { ScheduledReplies } from './scheduled/scheduled-replies.service.js';
import { SystemMail } from './system-mail/system-mail.service.js';
import { WordHits } from './word-rules/word-hits.service.js';
import { WordRulesController } from './word-rules/word-rules.controller.js';
import { WordRulesRepository } from './word-rules/word-rules.repository.js';
import { WordRules } from './word-rules/word-rules.service.js';

/** The way out: what members write, the gate every reply passes, and what is heard of it afterwards. */
@Module({
  controllers: [
    ManyRepliesController,
    WordRulesController,
    ModerationController,
    RepliesController,
    ScheduledController,
  ],
  providers: [
    Acceptance,
    AttemptRepository,
    Cancellations,
    Decisions,
    DeliveryNews,
    EarlyReceipts,
    Faults,
    FollowUpRepository,
    FollowUps,
    GateSweeper,
    Holds,
    LookUps,
    ManyReplies,
    ModeratedMessages,
    Moderation,
    ModerationActs,
    Moderator,
    NewConversations,
    NotesService,
    OutboundMessages,
    OvertakenReplies,
    OwnEchoes,
    RefusedRecipients,
    RepliesService,
    ReplyActs,
    ReplyAddressing,
    ReplyFiles,
    ReplyRepository,
    ReplySettlement,
    ReplyStates,
    ReplyWakes,
    SendContexts,
    Sender,
    SentCopies,
    ScheduledReplies,
    ScheduledRepository,
    SystemMail,
    WaitingReplies,
    WordHits,
    WordRules,
    WordRulesRepository,
  ],
  exports: [Moderation],
})
export class OutboundModule {}
