import { Global, Module } from '@nestjs/common';
import { EndpointFiles } from '../channels/core/endpoint-door.js';
import { SharedThreads } from '../channels/core/shared-threads.js';
import { ActsRepository } from './acts/acts.repository.js';
import { EndpointFilesService } from './attachments/endpoint-files.service.js';
import { ConversationRepository } from './conversation.repository.js';
import { ConversationEntries } from './entries/conversation-entries.service.js';
import { EntryRepository } from './entries/entry.repository.js';
import { TurnRepository } from './entries/turn.repository.js';
import { AlbumIntake } from './intake/album-intake.service.js';
import { ChangeIntake } from './intake/change-intake.service.js';
import { ConversationIntake } from './intake/conversation-intake.service.js';
import { InboundAttachments } from './intake/inbound-attachments.service.js';
import { MessageIntake } from './intake/message-intake.service.js';
import { ThreadFinder } from './intake/thread-finder.service.js';
import { ThreadNeighbours } from './intake/thread-neighbours.service.js';
import { ThreadNews } from './intake/thread-news.service.js';
import { MessageRepository } from './message.repository.js';
import { MessageModeration } from './moderation/message-moderation.service.js';
import { MessageReactions } from './moderation/message-reactions.service.js';
import { ModerationRepository } from './moderation/moderation.repository.js';
import { PostRepository } from './post.repository.js';
import { RegroupedPeople } from './regrouped-people.listener.js';
import { SharedThreadRepository } from './shared-threads/shared-thread.repository.js';
import { SharedThreadsService } from './shared-threads/shared-threads.service.js';
import { TurnPolicies } from './turn-policies.service.js';

@Global()
@Module({
  providers: [
    ActsRepository,
    AlbumIntake,
    ChangeIntake,
    ConversationEntries,
    ConversationIntake,
    ConversationRepository,
    EntryRepository,
    InboundAttachments,
    MessageIntake,
    MessageModeration,
    MessageReactions,
    MessageRepository,
    ModerationRepository,
    PostRepository,
    SharedThreadRepository,
    SharedThreadsService,
    RegroupedPeople,
    ThreadFinder,
    ThreadNeighbours,
    ThreadNews,
    TurnPolicies,
    TurnRepository,
    { provide: EndpointFiles, useClass: EndpointFilesService },
    { provide: SharedThreads, useExisting: SharedThreadsService },
  ],
  exports: [
    ActsRepository,
    ConversationEntries,
    ConversationIntake,
    ConversationRepository,
    EndpointFiles,
    MessageModeration,
    MessageRepository,
    PostRepository,
    SharedThreads,
    SharedThreadsService,
    TurnPolicies,
  ],
})
export class ConversationsModule {}
