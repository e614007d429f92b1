import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Backfill, Channel } from '../channels/channel.js';
import { ChannelBackfills } from '../channels/channel-backfills.service.js';
import { ChannelCursors } from '../channels/channel-cursors.service.js';
import { ChannelDirectory } from '../channels/channel-directory.service.js';
import { ChannelLeases, type Lease } from '../channels/channel-leases.service.js';
import { ChannelSecrets } from '../channels/channel-secrets.service.js';
import { ChannelStatuses } from '../channels/channel-status.service.js';
import { ChannelTelling } from '../channels/channel-telling.service.js';
import { ChannelError } from '../channels/core/channel-error.js';
import type { ConnectedChannel, PolledDelivery } from '../channels/core/connector.js';
import { ConnectorRegistry } from '../channels/core/connector-registry.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { loggerFor } from '../platform/logging/logger.js';
import { Ticker } from '../platform/queue/ticker.js';
import { Storage } from '../platform/storage/storage.js';
import { DeliveryRepository } from './delivery.repository.js';
import { LedgerWaker } from './ledger-waker.service.js';
import { LeasedPollSession, type PollHouse } from './poll-session.js';

const LOOK_MS = 1_000;
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 300_000;
/** A hiccup is not worth a word; the third in a row is. */
const DEGRADED_AFTER = 3;
/** With the waits between them, more than half an hour without success. */
const DISCONNECTED_AFTER = 12;
/** The status code by which a channel waits for new credentials, in whatever process. */
const AUTH_EXPIRED = 'poll.auth_expired';

interface Polling {
  session: LeasedPollSession;
  settingsVersion: number;
  nudges: number;
  done: Promise<void>;
}

interface Trouble {
  failures: number;
  notBefore: number;
  settingsVersion: number;
}

const log = loggerFor('polling');

/**
 * Keeps every polled channel polled by exactly one worker process: under a lease, started again with backoff when it
 * fails, and anew when its settings change.
 */
@Injectable()
export class PollSupervisor implements OnModuleInit, BeforeApplicationShutdown {
  private readonly polling = new Map<string, Polling>();
  private readonly starting = new Set<string>();
  private readonly troubles = new Map<string, Trouble>();
  private readonly house: PollHouse;
  private stopping = false;

  constructor(
    private readonly directory: ChannelDirectory,
    private readonly connectors: ConnectorRegistry,
    private readonly leases: ChannelLeases,
    private readonly statuses: ChannelStatuses,
    private readonly ticker: Ticker,
    private readonly database: Database,
    private readonly deliveries: DeliveryRepository,
    private readonly waker: LedgerWaker,
    private readonly clock: Clock,
    cursors: ChannelCursors,
    secrets: ChannelSecrets,
    backfills: ChannelBackfills,
    telling: ChannelTelling,
    storage: Storage,
  ) {
    this.house = {
      cursor: (channelId, name) => cursors.get(channelId, name),
      accept: (lease, channel, found, moved) =>
        this.accept(lease, channel, found, (channelId) => cursors.set(channelId, moved)),
      store: (channel, content) => storage.put(channel.brandId, content),
      caughtUp: (channelId, whole) => this.caughtUp(channelId, whole),
      backfill: (channelId) => backfills.get(channelId),
      saveBackfill: (lease, backfill: Backfill) =>
        database.transaction(async () => {
          await leases.hold(lease);
          await backfills.save(lease.channelId, backfill);
        }),
      saveSecrets: (channelId, values, expiresAt) => secrets.save(channelId, values, expiresAt),
      renewal: (channelId) => secrets.renewal(channelId),
      telling: (channelId) => telling.of(channelId),
      degraded: (channelId, reason) =>
        reason === null
          ? statuses.clear(channelId, 'poll')
          : statuses.report(channelId, 'poll', reason, 'degraded'),
    };
  }

  onModuleInit(): void {
    this.ticker.every('supervise-polling', LOOK_MS, () => this.look());
  }

  /** Compares what is polled here with what should be. */
  async look(): Promise<void> {
    const kinds = this.connectors
      .all()
      .filter((connector) => connector.polls !== undefined)
      .map((connector) => connector.manifest.kind);
    if (kinds.length === 0) return;
    const channels = new Map((await this.directory.listPolled(kinds)).map((one) => [one.id, one]));
    for (const [id, polling] of this.polling) {
      const channel = channels.get(id);
      if (channel === undefined) polling.session.end('the channel is not polled any more');
      else if (channel.settingsVersion !== polling.settingsVersion) {
        polling.session.end('the settings changed');
      } else if (channel.nudges !== polling.nudges) {
        polling.nudges = channel.nudges;
        polling.session.nudge();
      }
    }
    for (const channel of channels.values()) {
      if (this.isDue(channel)) await this.start(channel);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const running = [...this.polling.values()];
    for (const { session } of running) session.end('the process stops');
    await Promise.allSettled(running.map(({ done }) => done));
  }

  private isDue(channel: Channel): boolean {
    if (this.stopping || this.polling.has(channel.id) || this.starting.has(channel.id)) return false;
    if (channel.statusCode === AUTH_EXPIRED) return false;
    const trouble = this.troubles.get(channel.id);
    if (trouble === undefined) return true;
    if (trouble.settingsVersion !== channel.settingsVersion) this.troubles.delete(channel.id);
    return trouble.settingsVersion !== channel.settingsVersion || performance.now() >= trouble.notBefore;
  }

  private async start(found: Channel): Promise<void> {
    this.starting.add(found.id);
    try {
      const lease = await this.leases.acquire(found.id, 'poll', LEASE_MS);
      if (lease === null) return;
      const channel = await this.directory.find(found.id);
      if (channel === undefined || channel.removedAt !== null || channel.status === 'paused') {
        await this.leases.release(lease);
        return;
      }
      const session = new LeasedPollSession(await this.directory.open(channel), lease, this.house);
      const done = this.run(channel, session, lease);
      this.polling.set(channel.id, {
        session,
        settingsVersion: channel.settingsVersion,
        nudges: channel.nudges,
        done,
      });
    } finally {
      this.starting.delete(found.id);
    }
  }

  private async run(channel: Channel, session: LeasedPollSession, lease: Lease): Promise<void> {
    const renewing = setInterval(() => void this.renew(session, lease), RENEW_MS);
    try {
      await this.connectors.get(channel.kind).polls?.poll(session);
      if (!session.signal.aborted)
        await this.troubled(channel, session, new Error('polling ended by itself'));
    } catch (error) {
      if (!session.signal.aborted) await this.troubled(channel, session, error);
    } finally {
      clearInterval(renewing);
      session.end('the session is over');
      this.polling.delete(channel.id);
      await this.leases
        .release(lease)
        .catch((error: unknown) => log.warn({ err: error, channel: channel.id }, 'a lease was not released'));
    }
  }

  private async renew(session: LeasedPollSession, lease: Lease): Promise<void> {
    try {
      if (!(await this.leases.renew(lease, LEASE_MS))) session.end('the lease is lost');
    } catch (error) {
      // The database is away: if it stays so, the lease runs out, and `accept` refuses whoever lost it.
      log.warn({ err: error, channel: lease.channelId }, 'a lease was not renewed');
    }
  }

  private async troubled(channel: Channel, session: LeasedPollSession, error: unknown): Promise<void> {
    const before = session.caughtUpOnce ? 0 : (this.troubles.get(channel.id)?.failures ?? 0);
    const failures = before + 1;
    let waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.8 + Math.random() * 0.4);
    const known = error instanceof ChannelError ? error : null;
    if (known?.kind === 'rate_limited') waitMs = Math.max(waitMs, known.more.retryAfterMs ?? 0);
    if (known?.kind === 'suspended' && known.more.until !== undefined) {
      waitMs = Math.max(waitMs, known.more.until.getTime() - this.clock.nowMs());
    }
    this.troubles.set(channel.id, {
      failures,
      notBefore: performance.now() + waitMs,
      settingsVersion: channel.settingsVersion,
    });
    log.warn(
      { err: error, channel: channel.id, failures, waitMs: Math.round(waitMs) },
      'polling a channel failed',
    );
    try {
      await this.report(channel, known, failures);
    } catch (failure) {
      log.error({ err: failure, channel: channel.id }, "a channel's trouble was not written down");
    }
  }

  private async report(channel: Channel, error: ChannelError | null, failures: number): Promise<void> {
    const reason = {
      code: error?.code ?? 'poll_failed',
      message: error?.message ?? 'The channel could not be read. We keep trying.',
    };
    if (error?.kind === 'auth_expired') {
      await this.statuses.report(channel.id, 'poll', { code: 'auth_expired', message: error.message });
    } else if (error?.kind === 'suspended' || error?.kind === 'rejected') {
      await this.statuses.report(channel.id, 'poll', reason);
    } else if (failures >= DISCONNECTED_AFTER) {
      await this.statuses.report(channel.id, 'poll', reason, 'disconnected');
    } else if (failures >= DEGRADED_AFTER) {
      await this.statuses.report(channel.id, 'poll', reason);
    }
  }

  private async caughtUp(channelId: string, whole: boolean): Promise<void> {
    await this.statuses.polled(channelId, true);
    this.troubles.delete(channelId);
    // Another process may have said so before this one took over.
    if (whole) await this.statuses.clear(channelId, 'poll');
  }

  /** Deliveries and cursors in one transaction, under the lease's epoch. @throws LeaseLostError */
  private async accept(
    lease: Lease,
    channel: ConnectedChannel,
    found: PolledDelivery[],
    moveCursors: (channelId: string) => Promise<void>,
  ): Promise<void> {
    const receivedAt = this.clock.now();
    await this.database.transaction(async () => {
      await this.leases.hold(lease);
      if (found.length > 0) {
        await this.deliveries.insert(
          found.map((delivery) => ({
            id: newId(),
            kind: channel.kind,
            endpointId: null,
            channelId: channel.id,
            brandId: channel.brandId,
            source: 'poll' as const,
            headers: {},
            meta: delivery.meta,
            body: delivery.body ?? null,
            bodyKey: delivery.bodyKey ?? null,
            bodyHash: delivery.bodyKey?.split('/').at(-1) ?? null,
            receivedAt,
          })),
        );
      }
      await moveCursors(channel.id);
    });
    if (found.length > 0) this.waker.wake();
  }
}
