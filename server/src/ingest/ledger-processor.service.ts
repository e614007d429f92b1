import { setTimeout as sleep } from 'node:timers/promises';
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
import { DeliveryWriter } from './delivery-writer.service.js';
import { EventRepository, type LedgerEvent } from './event.repository.js';
import { EventApplier } from './event-applier.service.js';
import { reasonOf } from './failure-reason.js';
import { PROCESS_LEDGER } from './ingest.jobs.js';
import { groupsOf, type Lane, lanesOf, type ReadEvent, sideBySide, withoutApplied } from './lanes.js';
import { LedgerWaker } from './ledger-waker.service.js';
import { isOutage, retryDelay } from './retry-delay.js';
import { asStoredDelivery } from './stored-delivery.js';

/** Rounds of work at the same time in one process: a slow delivery holds up one of them. */
const ROUNDS = 2;
/** Conversations worked on at the same time in one round. */
const LANES = 3;
const BATCH = 200;
/** Of one channel in one transaction: it holds up whoever wants one of their conversations for as long as it takes. */
const MOST_TOGETHER = 100;
/** Bodies in storage are streamed, each through an open file. */
const READ_AT_ONCE = 40;
/** In a process that is also the door: so long a batch waits at most while many are there. */
const GIVES_WAY_MS = 200;
const LOOKS_AGAIN_MS = 20;
const SWEEP_MS = 5_000;
/** Well below the time after which a claim comes back by itself. */
const KEEP_MS = 10_000;
/** A delivery that was taken so often without anybody living to tell what came of it is set aside. */
const MOST_CLAIMS = 20;

type Read = Omit<ReadEvent, 'place'>;

const log = loggerFor('ingest');

/**
 * Works on the ledger: reads deliveries into events and applies each. One wake-up works on as much as there is.
 * Events of one conversation are applied in their order; different conversations side by side, and what people wrote on
 * one channel many at a time (docs/decisions/0008).
 */
@Injectable()
export class LedgerProcessor implements OnModuleInit, BeforeApplicationShutdown {
  private readonly rounds = new Set<Promise<void>>();
  private again = false;
  private stopping = false;

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly writer: DeliveryWriter,
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
      await this.giveWay();
      this.again = false;
      const deliveries = await this.deliveries.claim(BATCH);
      const due = deliveries.length < BATCH ? await this.events.claim(BATCH) : [];
      if (deliveries.length > 0) await this.processDeliveries(deliveries);
      if (due.length > 0) await this.processEvents(due);
      if (deliveries.length === 0 && due.length === 0 && !this.again) return;
    }
  }

  /** What is on disk can wait a moment; who delivers waits for the answer, and may give up. */
  private async giveWay(): Promise<void> {
    const until = performance.now() + GIVES_WAY_MS;
    while (this.writer.crowded && performance.now() < until && !this.stopping) await sleep(LOOKS_AGAIN_MS);
  }

  private async processDeliveries(deliveries: ClaimedDelivery[]): Promise<void> {
    const ids = deliveries.map(({ id }) => id);
    const keeping = setInterval(() => {
      this.deliveries
        .keep(ids)
        .catch((error: unknown) => log.warn({ err: error }, 'claims were not renewed'));
    }, KEEP_MS);
    try {
      const readings = new Map<string, Read[] | null>(ids.map((id) => [id, null]));
      await sideBySide(deliveries, READ_AT_ONCE, async (delivery) => {
        readings.set(delivery.id, await this.read(delivery));
      });
      const open = new Set<string>();
      const lanes = await this.applyFronts(lanesOf(placed(readings.values())));
      await sideBySide(lanes, LANES, async (lane) => {
        for (const { row, channel } of lane) {
          if ((await this.applier.applyNew(row, channel)) === 'open') open.add(row.deliveryId);
        }
      });
      const read = ids.filter((id) => readings.get(id) !== null);
      await this.deliveries.finish({
        done: read.filter((id) => !open.has(id)),
        parsed: read.filter((id) => open.has(id)),
      });
    } catch (error) {
      // The database was short of something: that says nothing about the deliveries, so it does not count against them.
      await this.deliveries
        .giveBack(ids)
        .catch((failed: unknown) => log.warn({ err: failed }, 'claims were not given back; they run out'));
      throw error;
    } finally {
      clearInterval(keeping);
    }
  }

  /** Applies together what can be, from the front of each lane. @returns what is left to be applied one by one */
  private async applyFronts(lanes: readonly Lane[]): Promise<Lane[]> {
    const applied = new Set<string>();
    await sideBySide(groupsOf(lanes, MOST_TOGETHER), LANES, async (groups) => {
      for (const { channel, reads } of groups) {
        const rows = reads.map(({ row }) => row);
        // What comes after it in its lanes has to wait for each of these.
        if (!(await this.applier.applyTogether(rows, channel))) return;
        for (const { id } of rows) applied.add(id);
      }
    });
    return withoutApplied(lanes, applied);
  }

  private async processEvents(rows: LedgerEvent[]): Promise<void> {
    const inOrder = rows.sort((a, b) => (a.id < b.id ? -1 : 1));
    await sideBySide(
      lanesOf(inOrder.map((row, place) => ({ row, channel: undefined, place }))),
      LANES,
      async (lane) => {
        for (const { row } of lane) await this.applier.applyAgain(row);
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
      await this.deliveries.fail(delivery.id, reasonOf(error), delayMs);
      return null;
    }
  }

  private async channelOf(event: InboundEvent, kind: string, own: Channel | undefined) {
    if (own?.account === event.account) return own;
    return this.directory.findByAccount(kind, event.account);
  }
}

const placed = (readings: Iterable<Read[] | null>): ReadEvent[] =>
  [...readings].flatMap((reading) => reading ?? []).map((read, place) => ({ ...read, place }));
