import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Channel } from '../channels/channel.js';
import { ChannelDirectory } from '../channels/channel-directory.service.js';
import { ConnectorRegistry } from '../channels/core/connector-registry.js';
import type { InboundEvent } from '../channels/core/inbound-event.js';
import { sqlState } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { storable } from '../platform/database/storable.js';
import { AppError } from '../platform/errors/app-error.js';
import { loggerFor } from '../platform/logging/logger.js';
import { Jobs } from '../platform/queue/jobs.js';
import { Ticker } from '../platform/queue/ticker.js';
import { Storage } from '../platform/storage/storage.js';
import { type ClaimedDelivery, DeliveryRepository } from './delivery.repository.js';
import { EventRepository, type LedgerEvent } from './event.repository.js';
import { EventApplier } from './event-applier.service.js';
import { PROCESS_LEDGER } from './ingest.jobs.js';
import { LedgerWaker } from './ledger-waker.service.js';
import { isOutage, retryDelay } from './retry-delay.js';
import { asStoredDelivery } from './stored-delivery.js';

/** Rounds of work at the same time in one process: a slow delivery holds up one of them. */
const ROUNDS = 2;
/** Conversations worked on at the same time in one round. */
const LANES = 3;
const BATCH = 40;
const SWEEP_MS = 5_000;
/** Well below the time after which a claim comes back by itself. */
const KEEP_MS = 10_000;
/** A delivery that was taken so often without anybody living to tell what came of it is set aside. */
const MOST_CLAIMS = 20;

interface Read {
  row: LedgerEvent;
  channel: Channel | undefined;
}

const log = loggerFor('ingest');

/**
 * Works on the ledger: reads deliveries into events and applies each. One wake-up works on as much as there is.
 * Events of one conversation are applied in their order; different conversations side by side.
 */
@Injectable()
export class LedgerProcessor implements OnModuleInit, BeforeApplicationShutdown {
  private readonly rounds = new Set<Promise<void>>();
  private again = false;
  private stopping = false;

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly events: EventRepository,
    private readonly applier: EventApplier,
    private readonly connectors: ConnectorRegistry,
    private readonly directory: ChannelDirectory,
    private readonly storage: Storage,
    private readonly waker: LedgerWaker,
    private readonly jobs: Jobs,
    private readonly ticker: Ticker,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(PROCESS_LEDGER, () => this.work());
    this.ticker.every('sweep-ledger', SWEEP_MS, async () => {
      if (await this.deliveries.hasOverdue()) this.waker.wake();
    });
  }

  /** Works until nothing is due. With enough rounds under way already, one of them looks again before it ends. */
  async work(): Promise<void> {
    if (this.rounds.size >= ROUNDS) {
      this.again = true;
      return;
    }
    const round = this.round();
    this.rounds.add(round);
    try {
      await round;
    } finally {
      this.rounds.delete(round);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled(this.rounds);
  }

  private async round(): Promise<void> {
    while (!this.stopping) {
      this.again = false;
      const deliveries = await this.deliveries.claim(BATCH);
      const due = deliveries.length < BATCH ? await this.events.claim(BATCH) : [];
      if (deliveries.length > 0) await this.processDeliveries(deliveries);
      if (due.length > 0) await this.processEvents(due);
      if (deliveries.length === 0 && due.length === 0 && !this.again) return;
    }
  }

  private async processDeliveries(deliveries: ClaimedDelivery[]): Promise<void> {
    const ids = deliveries.map(({ id }) => id);
    const keeping = setInterval(() => {
      this.deliveries
        .keep(ids)
        .catch((error: unknown) => log.warn({ err: error }, 'claims were not renewed'));
    }, KEEP_MS);
    try {
      const readings = await Promise.all(deliveries.map((delivery) => this.read(delivery)));
      const open = new Set<string>();
      await inLanes(
        readings.flatMap((reading) => reading ?? []),
        async ({ row, channel }) => {
          if ((await this.applier.applyNew(row, channel)) === 'open') open.add(row.deliveryId);
        },
      );
      const read = ids.filter((_, index) => readings[index] !== null);
      await this.deliveries.finish({
        done: read.filter((id) => !open.has(id)),
        parsed: read.filter((id) => open.has(id)),
      });
    } finally {
      clearInterval(keeping);
    }
  }

  private async processEvents(rows: LedgerEvent[]): Promise<void> {
    await inLanes(
      rows.sort((a, b) => (a.id < b.id ? -1 : 1)).map((row) => ({ row, channel: undefined })),
      async ({ row }) => {
        await this.applier.applyAgain(row);
      },
    );
    await this.deliveries.finishParsed([...new Set(rows.map((row) => row.deliveryId))]);
  }

  /** The events in a delivery; null when it could not be read, which the ledger then says. */
  private async read(delivery: ClaimedDelivery): Promise<Read[] | null> {
    try {
      if (delivery.attempts > MOST_CLAIMS) {
        throw new AppError('internal', 'It was taken up many times, and no worker lived to finish it.');
      }
      const own = delivery.channelId === null ? undefined : await this.directory.recall(delivery.channelId);
      const { receives } = this.connectors.get(delivery.kind);
      if (receives === undefined)
        throw new AppError('not_possible_now', 'This kind of channel receives nothing.');
      const events = await receives.parse(
        asStoredDelivery(delivery, own, { storage: this.storage, deliveries: this.deliveries }),
      );
      return await Promise.all(
        events.map(async (event, position) => {
          const channel = await this.channelOf(event, delivery.kind, own);
          return {
            channel,
            row: {
              id: newId(),
              deliveryId: delivery.id,
              brandId: channel?.brandId ?? delivery.brandId,
              channelId: channel?.id ?? null,
              position,
              event: storable(event),
              receivedAt: delivery.receivedAt,
              attempts: 0,
            },
          };
        }),
      );
    } catch (error) {
      if (isOutage(sqlState(error))) throw error;
      const delayMs = error instanceof AppError ? null : retryDelay(delivery.attempts);
      log.warn({ err: error, delivery: delivery.id, again: delayMs }, 'a delivery was not read');
      const message = error instanceof Error ? error.message : String(error);
      await this.deliveries.fail(delivery.id, message.slice(0, 500), delayMs);
      return null;
    }
  }

  private async channelOf(event: InboundEvent, kind: string, own: Channel | undefined) {
    if (own?.account === event.account) return own;
    return this.directory.findByAccount(kind, event.account);
  }
}

/**
 * Runs what belongs to one conversation in its order, and several conversations side by side. An edit or deletion
 * goes where its message went; threads that are only found by references share one lane per channel, so that a
 * reply and what it replies to do not miss each other.
 */
async function inLanes(reads: Read[], apply: (read: Read) => Promise<void>): Promise<void> {
  const lanes = new Map<string, Read[]>();
  const laneOfMessage = new Map<string, string>();
  for (const read of reads) {
    const { event } = read.row;
    const scope = `${read.row.channelId ?? event.account}/`;
    let lane: string;
    if (event.type === 'message') {
      lane = `${scope}${event.conversation.externalId ?? ''}`;
      laneOfMessage.set(scope + event.externalId, lane);
    } else {
      const about = 'externalId' in event ? event.externalId : `\n${event.key}`;
      lane = laneOfMessage.get(scope + about) ?? `${scope}\n${about}`;
      if ('externalId' in event) laneOfMessage.set(scope + about, lane);
    }
    const known = lanes.get(lane);
    if (known === undefined) lanes.set(lane, [read]);
    else known.push(read);
  }
  const queue = [...lanes.values()];
  const runners = Array.from({ length: Math.min(LANES, queue.length) }, async () => {
    for (let lane = queue.shift(); lane !== undefined; lane = queue.shift()) {
      for (const read of lane) await apply(read);
    }
  });
  const results = await Promise.allSettled(runners);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
