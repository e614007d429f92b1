import { Readable } from 'node:stream';
import type { PolledDelivery, PollSession, Polls } from '../../channels/core/connector.js';
import { Arrivals } from './arrivals.js';

interface WaitingMail {
  raw: Buffer;
  /** When the mail server took it in: the time that counts. */
  internalDate: Date;
}

const BATCH = 50;

/**
 * The mailbox of the sample brand: its mails come from the demo instead of an IMAP server. Everything behind it is the
 * real way in: raw bytes in storage, deliveries and cursor in one transaction under the channel's lease.
 */
export class DemoMailbox implements Polls {
  private readonly waiting: WaitingMail[] = [];
  private readonly arrivals = new Arrivals();

  /** Puts a mail into the inbox. */
  put(raw: Buffer, internalDate: Date): void {
    this.waiting.push({ raw, internalDate });
    this.arrivals.ring();
  }

  /** Everything put in has been fetched. */
  get empty(): boolean {
    return this.waiting.length === 0;
  }

  async poll(session: PollSession): Promise<void> {
    let uid = (await session.cursor<{ uid: number }>('demo'))?.uid ?? 0;
    while (!session.signal.aborted) {
      const batch = this.waiting.slice(0, BATCH);
      if (batch.length === 0) {
        await session.caughtUp();
        if (this.empty) await this.arrivals.wait(session.signal);
        continue;
      }
      const deliveries: PolledDelivery[] = [];
      for (const { raw, internalDate } of batch) {
        uid += 1;
        const { key } = await session.store(Readable.from([raw]));
        const meta = { folder: 'INBOX', uid, internalDate: internalDate.toISOString(), sent: false };
        deliveries.push({ bodyKey: key, meta });
      }
      await session.accept(deliveries, { demo: { uid } });
      this.waiting.splice(0, batch.length);
    }
  }
}
