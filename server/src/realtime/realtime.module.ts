import { Module } from '@nestjs/common';
import { AccessChanges } from './access-changes.listener.js';
import { Broadcasts } from './broadcasts.service.js';
import { CountsPush } from './counts-push.service.js';
import { Notices } from './notices.listener.js';
import { Presence } from './presence.service.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { RealtimeServer } from './realtime-server.service.js';
import { SocketAccess } from './socket-access.service.js';

@Module({
  providers: [
    AccessChanges,
    Broadcasts,
    CountsPush,
    Notices,
    Presence,
    RealtimeGateway,
    RealtimeServer,
    SocketAccess,
  ],
})
export class RealtimeModule {}
