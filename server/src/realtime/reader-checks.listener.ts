import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { CHANNEL_REMOVED, CHANNEL_SECRET_ROTATED } from '../channels/channels.events.js';
import { DomainEvents } from '../platform/events/events.js';
import { Gathering } from '../platform/events/gathering.js';
import { loggerFor } from '../platform/logging/logger.js';
import { LiveThreadsService } from './live-threads.service.js';
import { RealtimeServer } from './realtime-server.service.js';

const RECHECK = 'recheck-readers';
/** Longer than any process goes on believing in an endpoint it remembers (two seconds). */
const FORGOTTEN_MS = 2_500;
/** A secret that ran out by itself, or news that never reached this process, is noticed so late. */
const SWEEP_MS = 60_000;

const log = loggerFor('realtime');

interface Recheck {
  channelIds: string[];
}

/** People of other platforms who read along stop when what let them in is good no more. */
@Injectable()
export class ReaderChecks implements OnModuleInit, BeforeApplicationShutdown {
  private readonly due = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private readonly gathering = new Gathering(
    FORGOTTEN_MS,
    () => this.flush(),
    (error) => log.warn({ err: error }, 'readers are checked again soon'),
  );

  constructor(
    private readonly events: DomainEvents,
    private readonly server: RealtimeServer,
    private readonly live: LiveThreadsService,
  ) {}

  onModuleInit(): void {
    const gather = ({ channelId }: { channelId: string }) => {
      this.due.add(channelId);
      this.gathering.add();
    };
    this.events.afterCommit(CHANNEL_SECRET_ROTATED, gather);
    this.events.afterCommit(CHANNEL_REMOVED, gather);
    this.server.onProcessMessage(RECHECK, ({ channelIds }: Recheck) => this.check(channelIds));
    this.timer = setInterval(() => this.gathering.next(() => this.live.recheck(null)), SWEEP_MS);
    this.timer.unref();
  }

  private async flush(): Promise<void> {
    const channelIds = [...this.due];
    this.due.clear();
    this.server.tellProcesses(RECHECK, { channelIds } satisfies Recheck);
    await this.check(channelIds);
  }

  private async check(channelIds: string[]): Promise<void> {
    for (const channelId of channelIds) await this.live.recheck(channelId);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.gathering.end();
  }
}
