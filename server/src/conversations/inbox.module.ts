import { Global, Module } from '@nestjs/common';
import { AnswerTimes, ThreadClaims } from '../channels/core/shared-threads.js';
import { ActsController } from './acts/acts.controller.js';
import { ActsService } from './acts/acts.service.js';
import { Assignments } from './acts/assignments.listener.js';
import { BulkController } from './acts/bulk.controller.js';
import { BulkService } from './acts/bulk.service.js';
import { ConversationChanges } from './acts/conversation-changes.service.js';
import { MergeService } from './acts/merge.service.js';
import { PartsRepository } from './acts/parts.repository.js';
import { RepliesOnTheirWay } from './acts/replies-on-their-way.repository.js';
import { SnoozeWake } from './acts/snooze-wake.service.js';
import { SortingService } from './acts/sorting.service.js';
import { SplitService } from './acts/split.service.js';
import { UnmergeService } from './acts/unmerge.service.js';
import { AttachmentFetch } from './attachments/attachment-fetch.service.js';
import { AttachmentsController } from './attachments/attachments.controller.js';
import { AttachmentsService } from './attachments/attachments.service.js';
import { LooseUploads } from './attachments/loose-uploads.service.js';
import { BlocksController } from './blocking/blocks.controller.js';
import { Blocks } from './blocking/blocks.service.js';
import { DeskController } from './desk/desk.controller.js';
import { DraftsService } from './desk/drafts.service.js';
import { ReadsService } from './desk/reads.service.js';
import { ConversationAccess } from './detail/conversation-access.service.js';
import { DetailRepository } from './detail/detail.repository.js';
import { DetailService } from './detail/detail.service.js';
import { EarlyEvents } from './intake/early-events.service.js';
import { MessagePresenter } from './messages/message.presenter.js';
import { MessageViewRepository } from './messages/message-view.repository.js';
import { MessagesService } from './messages/messages.service.js';
import { PostFetch } from './post-fetch/post-fetch.service.js';
import { ConversationsController } from './queue/conversations.controller.js';
import { PushedRows } from './queue/pushed-rows.service.js';
import { QueueService } from './queue/queue.service.js';
import { QueueCounts } from './queue/queue-counts.service.js';
import { RowPresenter } from './queue/row.presenter.js';
import { RowRepository } from './queue/row.repository.js';
import { ForgottenWords } from './search/forgotten-words.service.js';
import { SearchController } from './search/search.controller.js';
import { SearchRepository } from './search/search.repository.js';
import { SearchService } from './search/search.service.js';
import { SearchIndex } from './search/search-index.service.js';
import { SearchNamesRepository } from './search/search-names.repository.js';
import { SearchPlanner } from './search/search-plan.service.js';
import { AnswerTimesService } from './shared-threads/answer-times.service.js';
import { ThreadClaimsService } from './shared-threads/thread-claims.service.js';
import { ViewsController } from './views/views.controller.js';
import { ViewsService } from './views/views.service.js';

/** What members see and do: the queue, conversations, acts. What comes in and the turns are ConversationsModule's. */
@Global()
@Module({
  controllers: [
    ConversationsController,
    ActsController,
    BulkController,
    AttachmentsController,
    BlocksController,
    DeskController,
    SearchController,
    ViewsController,
  ],
  providers: [
    ActsService,
    Assignments,
    AttachmentFetch,
    AttachmentsService,
    Blocks,
    BulkService,
    ConversationAccess,
    ConversationChanges,
    DetailRepository,
    DetailService,
    DraftsService,
    EarlyEvents,
    ForgottenWords,
    LooseUploads,
    MergeService,
    MessagePresenter,
    MessagesService,
    MessageViewRepository,
    PartsRepository,
    PostFetch,
    PushedRows,
    QueueCounts,
    QueueService,
    ReadsService,
    RepliesOnTheirWay,
    RowPresenter,
    RowRepository,
    SearchIndex,
    SearchNamesRepository,
    SearchPlanner,
    SearchRepository,
    SearchService,
    SnoozeWake,
    SortingService,
    SplitService,
    UnmergeService,
    ViewsService,
    { provide: AnswerTimes, useClass: AnswerTimesService },
    { provide: ThreadClaims, useClass: ThreadClaimsService },
  ],
  exports: [
    AnswerTimes,
    ActsService,
    ConversationAccess,
    DetailService,
    DraftsService,
    MessagePresenter,
    MessagesService,
    PushedRows,
    QueueCounts,
    QueueService,
    ReadsService,
    RowPresenter,
    RowRepository,
    ThreadClaims,
  ],
})
export class InboxModule {}
