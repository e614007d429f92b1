import { setTimeout as sleep } from 'node:timers/promises';
import type { PollSession } from '../core/connector.js';
import type { AccountAccess } from './account-of-channel.js';
import { type Frame, statusSchema } from './entities.js';
import { readPayload } from './exact-json.js';
import { ForwardReader, NOTIFICATIONS, OWN, type Timeline } from './forward-reader.js';
import { History } from './history.js';
import type { MastodonApi } from './mastodon-api.client.js';
import { RecentStatuses } from './recent-statuses.js';
import { ThreadContexts } from './thread-context.js';
import { UserStream } from './user-stream.js';

/** Between two looks that nothing has asked for: beside an open stream, and without one. */
const BESIDE_MS = 120_000;
const ALONE_MS = 15_000;
/** A quiet account without a stream is looked at less and less often, down to this. */
const QUIET_MS = 60_000;
const RECHECK_MS = 600_000;

/** Of the instance, and of our filters there. */
const NOT_OURS = new Set(['filters_changed', 'announcement', 'announcement.reaction', 'announcement.delete']);

/** One session's work on one account. */
export class AccountWatch {
  private readonly stream: UserStream;
  private readonly due = new Set<Timeline>([NOTIFICATIONS, OWN]);
  private frames: Frame[] = [];
  private wake: (() => void) | undefined;
  private quietMs = ALONE_MS;
  private recheckAt: number;

  private constructor(
    private readonly api: MastodonApi,
    private readonly access: AccountAccess,
    private readonly session: PollSession,
    private readonly recent: RecentStatuses,
    private readonly reader: ForwardReader,
    private readonly history: History,
  ) {
    this.recheckAt = performance.now();
    // Somebody wants a look right now: at everything.
    session.onNudge(() => {
      this.recheckAt = 0;
      this.ask(NOTIFICATIONS, OWN);
    });
    this.stream = new UserStream(api, access, {
      // What was said while it was away.
      opened: () => this.ask(NOTIFICATIONS, OWN),
      closed: () => this.ask(NOTIFICATIONS, OWN),
      frame: (frame) => this.take(frame),
    });
  }

  static async of(
    api: MastodonApi,
    access: AccountAccess,
    session: PollSession,
    now: () => number,
  ): Promise<AccountWatch> {
    const recent = await RecentStatuses.of(api, access, session, now);
    const threads = new ThreadContexts(api, access, session.signal);
    const reader = new ForwardReader(api, access, session, threads, recent);
    return new AccountWatch(api, access, session, recent, reader, new History(reader, session));
  }

  /** Until the session's signal aborts. @throws MastodonApiError, OutboundError, what the session throws */
  async run(): Promise<void> {
    const over = new AbortController();
    const ended = () => over.abort();
    this.session.signal.addEventListener('abort', ended, { once: true });
    const streaming = this.stream.run(over.signal);
    try {
      while (!this.session.signal.aborted) await this.round();
    } finally {
      this.session.signal.removeEventListener('abort', ended);
      over.abort();
      await streaming;
    }
  }

  private async round(): Promise<void> {
    let count = 0;
    for (const timeline of [NOTIFICATIONS, OWN] as const) {
      if (this.due.delete(timeline)) count += await this.reader.read(timeline);
    }
    await this.storeFrames();
    if (performance.now() >= this.recheckAt) {
      this.recheckAt = performance.now() + RECHECK_MS;
      await this.recent.look();
    }
    await this.session.caughtUp();
    const more = await this.history.step();
    this.quietMs = count > 0 ? ALONE_MS : Math.min(this.quietMs * 1.5, QUIET_MS);
    // Below the half of what the instance allows this is longer, whatever asks.
    await this.pause(this.api.budgets.pauseMs(this.access));
    if (!more) await this.untilAsked();
  }

  private async storeFrames(): Promise<void> {
    const { frames } = this;
    if (frames.length === 0) return;
    this.frames = [];
    const told = this.recent.told(frames);
    await this.session.accept([{ body: Buffer.from(JSON.stringify({ frames })), meta: {} }], told.cursor);
    told.commit();
  }

  private take(frame: Frame): void {
    const { event } = frame;
    if (event === 'notification' || event === 'notifications_merged') this.ask(NOTIFICATIONS);
    // What we say directly stands in no timeline of the stream.
    else if (event === 'conversation') this.ask(NOTIFICATIONS, OWN);
    // The home timeline: of all of it only what we said ourselves is ours to know.
    else if (event === 'update') {
      if (this.isOurs(frame)) this.ask(OWN);
    } else if (!NOT_OURS.has(event) && (event !== 'status.update' || this.isOurs(frame))) {
      this.frames.push(frame);
      this.ask();
    }
  }

  /** Whether a status of the stream is by us, or speaks to us. */
  private isOurs({ event, payload }: Frame): boolean {
    const status = statusSchema.safeParse(readPayload(payload));
    // What cannot be read is kept, so that it is seen.
    if (!status.success) return event !== 'update';
    const { account, mentions } = status.data;
    const self = this.access.accountId;
    return account.id === self || (event !== 'update' && mentions.some(({ id }) => id === self));
  }

  private ask(...timelines: Timeline[]): void {
    for (const timeline of timelines) this.due.add(timeline);
    this.wake?.();
  }

  /** Until the stream tells of something, somebody wants a look, or it is time for one. */
  private async untilAsked(): Promise<void> {
    if (this.due.size > 0 || this.frames.length > 0) return;
    const woken = new Promise<true>((resolve) => {
      this.wake = () => resolve(true);
    });
    const asked = await this.pause(this.stream.open ? BESIDE_MS : this.quietMs, woken);
    this.wake = undefined;
    if (!asked) this.due.add(NOTIFICATIONS).add(OWN);
  }

  /** @returns whether `woken` came first */
  private async pause(ms: number, woken?: Promise<true>): Promise<boolean> {
    const done = new AbortController();
    const ended = () => done.abort();
    this.session.signal.addEventListener('abort', ended, { once: true });
    if (this.session.signal.aborted) done.abort();
    const over = sleep(ms, false as const, { signal: done.signal }).catch(() => false as const);
    try {
      return await Promise.race(woken === undefined ? [over] : [over, woken]);
    } finally {
      done.abort();
      this.session.signal.removeEventListener('abort', ended);
    }
  }
}
