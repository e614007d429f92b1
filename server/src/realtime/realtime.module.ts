import { Global, Module } from '@nestjs/common';
import { LiveThreads } from '../channels/core/live-threads.js';
import { Attendance } from '../channels/core/shared-threads.js';
import { AccessChanges } from './access-changes.listener.js';
import { AttendanceService } from './attendance.service.js';
import { Broadcasts } from './broadcasts.service.js';
import { CountsPush } from './counts-push.service.js';
import { LiveThreadsService } from './live-threads.service.js';
import { Notices } from './notices.listener.js';
import { NowWatchers } from './now-watchers.service.js';
import { OnlineMembers } from './online-members.service.js';
import { PersonNews } from './person-news.listener.js';
import { PlatformTyping } from './platform-typing.service.js';
import { PostNews } from './post-news.listener.js';
import { Presence } from './presence.service.js';
import { ReaderChecks } from './reader-checks.listener.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { RealtimeServer } from './realtime-server.service.js';
import { SocketAccess } from './socket-access.service.js';
import { ThreadNews } from './thread-news.listener.js';
import { Typists } from './typists.service.js';

@Global()
@Module({
  providers: [
    AccessChanges,
    Broadcasts,
    CountsPush,
    LiveThreadsService,
    Notices,
    NowWatchers,
    OnlineMembers,
    PersonNews,
    PlatformTyping,
    PostNews,
    Presence,
    RealtimeGateway,
    RealtimeServer,
    SocketAccess,
    ReaderChecks,
    ThreadNews,
    Typists,
    { provide: Attendance, useClass: AttendanceService },
    { provide: LiveThreads, useExisting: LiveThreadsService },
  ],
  exports: [Attendance, LiveThreads, NowWatchers, OnlineMembers, RealtimeServer],
})
export class RealtimeModule {}
