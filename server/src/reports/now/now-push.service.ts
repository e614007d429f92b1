import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { NowBoard } from '@parley/shared/now.js';
import { BRAND_CHANGED } from '../../brands/brands.events.js';
import {
  CHANNEL_CHANGED,
  CHANNEL_REMOVED,
  CHANNEL_VISIBILITY_CHANGED,
} from '../../channels/channels.events.js';
import { CONVERSATION_CHANGED } from '../../conversations/conversations.events.js';
import { PERSON_CHANGED } from '../../people/people.events.js';
import { Clock } from '../../platform/clock/clock.js';
import { DomainEvents } from '../../platform/events/events.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { Jobs } from '../../platform/queue/jobs.js';
import { NowWatchers } from '../../realtime/now-watchers.service.js';
import { OnlineMembers } from '../../realtime/online-members.service.js';
import { type LiveSocket, RealtimeServer } from '../../realtime/realtime-server.service.js';
import { AlertWatch } from './alerts/alert-watch.service.js';
import { READ_NOW } from './now.jobs.js';
import { visibilityKey } from './now-board.js';
import { NowBoards } from './now-boards.service.js';
import type { NowReading } from './now-reading.js';
import { NowReadings } from './now-readings.service.js';

const log = loggerFor('now');

const SECOND_MS = 1_000;
/** Reading takes at most this share of the time, however long a reading takes. */
const SHARE = 10;
/** A reading that nothing has changed since is made again after this: changes whose news was lost are seen. */
const OLD_MS = 30_000;

const CHANGED = 'now-changed';
const READ = 'now-read';
const FORGET = 'now-forget';

/**
 * Has a brand read at most once a second, by one worker, while somebody looks: after something changed, and when time
 * itself changes a figure. The job's id names the second, so that all processes ask for the same one. The reading goes
 * to every process; each makes the boards of its own sockets, one for all who see the same channels.
 */
@Injectable()
export class NowPush implements OnModuleInit, BeforeApplicationShutdown {
  /** The time slot this process has asked for already, by brand. */
  private readonly asked = new Map<string, number>();
  private readonly last = new Map<string, { at: number; reading: NowReading }>();
  private readonly told = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly server: RealtimeServer,
    private readonly watchers: NowWatchers,
    private readonly online: OnlineMembers,
    private readonly events: DomainEvents,
    private readonly jobs: Jobs,
    private readonly readings: NowReadings,
    private readonly boards: NowBoards,
    private readonly alerts: AlertWatch,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const { events, server } = this;
    for (const event of [CONVERSATION_CHANGED, CHANNEL_CHANGED, PERSON_CHANGED, BRAND_CHANGED]) {
      events.afterCommit(event, ({ brandId }: { brandId: string }) => this.changed(brandId));
    }
    for (const event of [CHANNEL_VISIBILITY_CHANGED, CHANNEL_REMOVED]) {
      events.afterCommit(event, ({ brandId }) => {
        server.tellProcesses(FORGET, brandId);
        this.forget(brandId);
      });
    }
    server.onProcessMessage(CHANGED, (brandId: string) => this.askIfWatched(brandId));
    server.onProcessMessage(READ, (reading: NowReading) => this.take(reading));
    server.onProcessMessage(FORGET, (brandId: string) => this.forget(brandId));
    this.watchers.onJoin((socket) => void this.welcome(socket));
    this.online.onChange((brandId) => this.pushLast(brandId));
    this.jobs.handle(READ_NOW, ({ brandId }) => this.read(brandId));
    this.timer = setInterval(() => this.passTime(), SECOND_MS);
    this.timer.unref();
  }

  private async read(brandId: string): Promise<void> {
    const reading = await this.readings.read(brandId, this.last.get(brandId)?.reading.raised ?? []);
    try {
      reading.raised = await this.alerts.consider(reading);
    } catch (error) {
      // Whoever looks sees who waits all the same; the next reading considers them again.
      log.error({ err: error, brandId }, 'the alerts of a brand could not be considered');
    }
    this.server.tellProcesses(READ, reading);
    this.take(reading);
  }

  private changed(brandId: string): void {
    this.askIfWatched(brandId);
    if (!this.server.clustered) return;
    const second = Math.floor(Date.now() / SECOND_MS);
    if (this.told.get(brandId) === second) return;
    this.told.set(brandId, second);
    this.server.tellProcesses(CHANGED, brandId);
  }

  private askIfWatched(brandId: string): void {
    if (this.watchers.areAny(brandId)) void this.ask(brandId);
    else this.last.delete(brandId); // nobody hears of what is new: it no longer holds
  }

  /** Not before the time slot is over: what changes meanwhile is in the same reading. */
  private async ask(brandId: string): Promise<void> {
    const tookMs = this.last.get(brandId)?.reading.tookMs ?? 0;
    const slotMs = SECOND_MS * Math.max(1, Math.ceil((tookMs * SHARE) / SECOND_MS));
    // The machine's own time: seconds of a clock that tests and the demo move would not pass.
    const now = Date.now();
    const slot = Math.floor(now / slotMs) * slotMs;
    if ((this.asked.get(brandId) ?? 0) >= slot) return;
    this.asked.set(brandId, slot);
    const delayMs = slot + slotMs - now;
    await this.jobs.enqueue(READ_NOW, { brandId }, { id: `now-${brandId}-${slot}`, delayMs });
  }

  /** Figures change by themselves, too. */
  private passTime(): void {
    for (const brandId of this.watchers.brands()) {
      const last = this.last.get(brandId);
      if (last === undefined || !this.holds(last)) void this.ask(brandId);
    }
  }

  private holds({ at, reading }: { at: number; reading: NowReading }): boolean {
    return performance.now() - at < OLD_MS && this.clock.nowMs() < reading.changesAt;
  }

  private take(reading: NowReading): void {
    const before = this.last.get(reading.brandId)?.reading;
    // Of two workers' readings the later one stays.
    if (before !== undefined && before.at > reading.at && before.at - reading.at < OLD_MS) return;
    this.asked.delete(reading.brandId);
    this.readings.take(reading);
    if (!this.watchers.areAny(reading.brandId)) {
      this.last.delete(reading.brandId);
      return;
    }
    this.keep(reading);
    this.push(reading, this.watchers.of(reading.brandId));
  }

  /** Whoever comes gets the last one while it still holds; the first who looks has it read. */
  private async welcome(socket: LiveSocket): Promise<void> {
    const { brandId } = socket.data.admitted.seat;
    const last = this.last.get(brandId);
    if (last !== undefined && this.holds(last)) return this.push(last.reading, [socket]);
    try {
      const reading = await this.readings.latest(brandId);
      if (this.watchers.areAny(brandId)) this.keep(reading);
      // Rights may have changed meanwhile.
      this.push(
        reading,
        this.watchers.of(brandId).filter((one) => one === socket),
      );
    } catch (error) {
      log.warn({ err: error, brandId }, 'who waits could not be read at once; it is tried again');
      await this.ask(brandId);
    }
  }

  private keep(reading: NowReading): void {
    this.last.set(reading.brandId, { at: performance.now(), reading });
  }

  private pushLast(brandId: string): void {
    const last = this.last.get(brandId);
    if (last !== undefined) this.push(last.reading, this.watchers.of(brandId));
  }

  private push(reading: NowReading, sockets: readonly LiveSocket[]): void {
    const { brandId } = reading;
    const made = new Map<string, NowBoard>();
    for (const socket of sockets) {
      const { channels } = socket.data.admitted;
      const key = visibilityKey(channels);
      const board = made.get(key) ?? this.boards.make(reading, channels);
      made.set(key, board);
      socket.emit('now.changed', { type: 'now.changed', brandId, board });
    }
  }

  private forget(brandId: string): void {
    this.readings.forget(brandId);
    this.last.delete(brandId);
    this.askIfWatched(brandId);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
