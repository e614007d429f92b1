import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChannelAccess } from '../channels/channel-access.service.js';
import { CONVERSATION_CHANGED } from '../conversations/conversations.events.js';
import { type CountGroup, countsFor, QueueCounts } from '../conversations/queue/queue-counts.service.js';
import { DomainEvents } from '../platform/events/events.js';
import { Jobs } from '../platform/queue/jobs.js';
import { COUNT_QUEUE } from './realtime.jobs.js';
import { RealtimeServer } from './realtime-server.service.js';
import { rooms } from './rooms.js';

const SECOND_MS = 1_000;
const COUNTED = 'counted';

interface Counted {
  brandId: string;
  groups: CountGroup[];
}

/**
 * Has a brand counted at most once a second, by one worker, after something changed: the job's id names the second,
 * so that all processes ask for the same one. Each process tells its own sockets what they may know.
 */
@Injectable()
export class CountsPush implements OnModuleInit {
  /** The second this process has asked for already, by brand. */
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly server: RealtimeServer,
    private readonly events: DomainEvents,
    private readonly jobs: Jobs,
    private readonly counts: QueueCounts,
    private readonly access: ChannelAccess,
  ) {}

  onModuleInit(): void {
    this.events.afterCommit(CONVERSATION_CHANGED, ({ brandId }) => this.ask(brandId));
    this.jobs.handle(COUNT_QUEUE, async ({ brandId }) => {
      const groups = await this.counts.countNow(brandId);
      this.server.tellProcesses(COUNTED, { brandId, groups } satisfies Counted);
      await this.push({ brandId, groups });
    });
    this.server.onProcessMessage(COUNTED, (counted: Counted) => {
      this.counts.take(counted.brandId, counted.groups);
      return this.push(counted);
    });
  }

  private async ask(brandId: string): Promise<void> {
    if (!this.server.hasListeners([rooms.brand(brandId)])) return;
    // The machine's own time: seconds of a clock that tests and the demo move would not pass.
    const now = Date.now();
    const second = Math.floor(now / SECOND_MS);
    if (this.asked.get(brandId) === second) return;
    this.asked.set(brandId, second);
    const delayMs = (second + 1) * SECOND_MS - now;
    await this.jobs.enqueue(COUNT_QUEUE, { brandId }, { id: `count-${brandId}-${second}`, delayMs });
  }

  private async push({ brandId, groups }: Counted): Promise<void> {
    const told = new Map<string, ReturnType<typeof countsFor>>();
    for (const socket of this.server.sockets) {
      const { seat } = socket.data.admitted;
      if (seat.brandId !== brandId) continue;
      let counts = told.get(seat.memberId);
      if (counts === undefined) {
        const channels = await this.access.visibleChannelIds(seat);
        counts = countsFor(groups, { memberId: seat.memberId, channels });
        told.set(seat.memberId, counts);
      }
      const { mine: _, ...shared } = counts;
      socket.emit('counts.changed', { type: 'counts.changed', brandId, counts: shared });
    }
  }
}
