import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PolledDelivery, PollSession, Polls } from '../../channels/core/connector.js';

interface WaitingMail {
  raw: Buffer;
  /** When the mail server took it in: the time that counts. */
  internalDate: Date;
}

const BATCH = 50;
/** How often an idle mailbox says that there is nothing new. */
const IDLE_MS = 30_000;

/**
 * The mailbox of the sample brand: its mails come from the demo instead of an IMAP server. Everything behind it is the
 * real way in: raw bytes in storage, deliveries and cursor in one transaction under the channel's lease.
 */
export class DemoMailbox implements Polls {
  private readonly waiting: WaitingMail[] = [];
  private wake: (() => void) | undefined;

  /** Puts a mail into the inbox. */
  put(raw: Buffer, internalDate: Date): void {
    this.waiting.push({ raw, internalDate });
    this.wake?.();
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
        if (this.empty) await this.arrival(session.signal);
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

  private async arrival(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const arrived = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    const idle = sleep(IDLE_MS, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(
      () => {},
    );
    await Promise.race([arrived, idle]);
    this.wake = undefined;
    over.abort();
  }
}
