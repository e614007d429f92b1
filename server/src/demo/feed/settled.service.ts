import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { SampleFeeds } from '../platforms/sample-feeds.js';
import { DemoMailbox } from './demo-mailbox.js';

interface Pending {
  deliveries: number;
  events: number;
  replies: number;
}

/** Between two looks: at first often, then seldom, so that the workers are not kept from their work. */
const SHORTEST_LOOK_MS = 4;
const LONGEST_LOOK_MS = 30;
/** With its workers at it, nothing takes so long. */
const PATIENCE_MS = 120_000;

/** Tells when everything that was set going has been done: nothing waits in the ledger or at the gate. */
@Injectable()
export class Settled {
  constructor(
    private readonly database: Database,
    private readonly mailbox: DemoMailbox,
    private readonly feeds: SampleFeeds,
  ) {}

  /** Waits for it. @throws Error naming what still waits when it takes far too long */
  async wait(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (let pause = SHORTEST_LOOK_MS; ; pause = Math.min(LONGEST_LOOK_MS, pause * 1.4)) {
      const pending = this.mailbox.empty && this.feeds.empty ? await this.pending() : undefined;
      if (pending !== undefined && Object.values(pending).every((count) => count === 0)) return;
      if (performance.now() > deadline) {
        throw new Error(
          `the demo waited in vain for its workers: ${JSON.stringify(pending ?? 'the mailbox')}`,
        );
      }
      await sleep(pause);
    }
  }

  private async pending(): Promise<Pending> {
    const row = await this.database.one<Pending>(
      `SELECT -- any brand: the demo has just one
         (SELECT count(*)::int FROM inbound_delivery WHERE state IN ('pending', 'parsed')) AS deliveries,
         (SELECT count(*)::int FROM inbound_event WHERE state = 'pending') AS events,
         (SELECT count(*)::int FROM message WHERE state IN ('queued', 'sending')) AS replies`,
    );
    return row!;
  }
}
