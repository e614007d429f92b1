import type { Backfill } from '../channels/channel.js';
import type { Lease } from '../channels/channel-leases.service.js';
import type {
  ChannelTells,
  ConnectedChannel,
  PolledDelivery,
  PollSession,
} from '../channels/core/connector.js';

/** What a session needs of the house; the supervisor provides it. */
export interface PollHouse {
  cursor<T>(channelId: string, name: string): Promise<T | null>;
  accept(
    lease: Lease,
    channel: ConnectedChannel,
    deliveries: PolledDelivery[],
    cursors: Record<string, unknown>,
  ): Promise<void>;
  store(
    channel: ConnectedChannel,
    content: AsyncIterable<Uint8Array>,
  ): Promise<{ key: string; size: number; hash: string }>;
  /** @param whole nothing about it needs attention */
  caughtUp(channelId: string, whole: boolean): Promise<void>;
  backfill(channelId: string): Promise<Backfill | null>;
  saveBackfill(lease: Lease, backfill: Backfill): Promise<void>;
  saveSecrets: (
    channelId: string,
    secrets: ConnectedChannel['secrets'],
    expiresAt: Date | null,
  ) => Promise<void>;
  renewal(channelId: string): PollSession['renewSecrets'];
  telling(channelId: string): ChannelTells;
  degraded(channelId: string, reason: { code: string; message: string } | null): Promise<void>;
}

/** One worker's hold on one polled channel. */
export class LeasedPollSession implements PollSession {
  private readonly abort = new AbortController();
  readonly signal = this.abort.signal;
  readonly renewSecrets: PollSession['renewSecrets'];
  readonly tell: ChannelTells;
  /** Somebody asked for a look before anybody listened. */
  private nudgePending = false;
  private readonly looks: (() => void)[] = [];
  /** It works, but the connector said that something needs attention. */
  private needsAttention = false;
  /** It has read its source to the end at least once. */
  caughtUpOnce = false;

  constructor(
    readonly channel: ConnectedChannel,
    private readonly lease: Lease,
    private readonly house: PollHouse,
  ) {
    this.renewSecrets = house.renewal(channel.id);
    this.tell = house.telling(channel.id);
  }

  cursor<T>(name: string): Promise<T | null> {
    return this.house.cursor<T>(this.channel.id, name);
  }

  async accept(deliveries: PolledDelivery[], cursors: Record<string, unknown>): Promise<void> {
    this.signal.throwIfAborted();
    await this.house.accept(this.lease, this.channel, deliveries, cursors);
  }

  store(content: AsyncIterable<Uint8Array>) {
    return this.house.store(this.channel, content);
  }

  async caughtUp(): Promise<void> {
    this.caughtUpOnce = true;
    await this.house.caughtUp(this.channel.id, !this.needsAttention);
  }

  async backfill() {
    const backfill = await this.house.backfill(this.channel.id);
    if (backfill?.state !== 'running') return null;
    return {
      since: new Date(backfill.since),
      queueSince: backfill.queueSince === null ? null : new Date(backfill.queueSince),
      done: backfill.done,
    };
  }

  async backfillProgress(progress: { done: number; total: number | null; finished: boolean }): Promise<void> {
    const backfill = await this.house.backfill(this.channel.id);
    if (backfill === null) return;
    await this.house.saveBackfill(this.lease, {
      ...backfill,
      done: progress.done,
      total: progress.total,
      state: progress.finished ? 'done' : 'running',
    });
  }

  async saveSecrets(secrets: ConnectedChannel['secrets'], expiresAt: Date | null): Promise<void> {
    await this.house.saveSecrets(this.channel.id, secrets, expiresAt);
  }

  onNudge(look: () => void): void {
    this.looks.push(look);
    if (!this.nudgePending) return;
    this.nudgePending = false;
    look();
  }

  degraded(reason: { code: string; message: string } | null): Promise<void> {
    this.needsAttention = reason !== null;
    return this.house.degraded(this.channel.id, reason);
  }

  /** Somebody wants a look right now. */
  nudge(): void {
    if (this.looks.length === 0) this.nudgePending = true;
    for (const look of this.looks) look();
  }

  /** Ends the session: the lease is lost, the settings changed, or the house closes. */
  end(reason: string): void {
    this.abort.abort(new Error(reason));
  }
}
