import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { PolledDelivery } from '../../src/channels/core/connector.js';
import { MailboxPoller } from '../../src/channels/email/poll/mailbox-poller.js';
import { MovableClock } from '../../src/platform/clock/clock.js';
import {
  ADDRESS,
  anEmailChannel,
  emailParts,
  MemoryPollSession,
  mailboxSettings,
  PASSWORD,
} from '../email-channel.js';
import { Dovecot } from '../harness/dovecot.js';

const MB = 1_000_000;
const AFTER = new Date('2024-05-02T10:00:00Z');
const poller = new MailboxPoller(emailParts().access, new MovableClock(AFTER));

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What is really held: garbage of the moment does not count. */
function held(): number {
  collect();
  // The second waits for what the first left to a background thread: freed buffers.
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Only counts what it is given. */
class CountingSession extends MemoryPollSession {
  readonly keys = new Set<string>();
  count = 0;
  largestBatch = 0;

  override async accept(deliveries: PolledDelivery[], cursors: Record<string, unknown>): Promise<void> {
    await super.accept([], cursors);
    this.largestBatch = Math.max(this.largestBatch, deliveries.length);
    this.count += deliveries.length;
    for (const { bodyKey } of deliveries) this.keys.add(bodyKey ?? '');
  }

  /** Reads it by, keeping nothing: what is held is what the poller holds. */
  override async store(content: AsyncIterable<Uint8Array>) {
    const sum = createHash('sha256');
    let size = 0;
    for await (const chunk of content) {
      sum.update(chunk);
      size += chunk.length;
    }
    const hash = sum.digest('hex');
    this.sizes.push(size);
    return { key: `stored/${hash}`, size, hash };
  }
  readonly sizes: number[] = [];
}

let dovecot: Dovecot;
let session: CountingSession;
beforeEach(async () => {
  dovecot = await Dovecot.start({ users: [{ address: ADDRESS, password: PASSWORD }] });
  session = new CountingSession(
    anEmailChannel({
      settings: mailboxSettings({ imapPort: dovecot.port }, { pollSeconds: 3_600 }),
      connectedAt: new Date('2024-05-01T00:00:00Z'),
    }),
  );
});
afterEach(async () => {
  session.stop();
  await dovecot.remove();
});

const mail = (subject: string) =>
  `From: Ben <ben@example.test>\r\nTo: ${ADDRESS}\r\nMessage-ID: <${subject}@example.test>\r\nSubject: ${subject}\r\n\r\nHello\r\n`;

/** So long may nothing come at all; how long all of it takes is this machine's affair. */
const STANDSTILL_MS = 120_000;

/** Reads until so many mails have come. @returns the most memory held meanwhile, beyond what was held before */
async function readAll(count: number, everyMs: number): Promise<number> {
  const before = held();
  let most = 0;
  const running = poller.poll(session);
  running.catch(() => {});
  let [come, since] = [0, Date.now()];
  while (session.count < count) {
    most = Math.max(most, held() - before);
    if (session.count > come) [come, since] = [session.count, Date.now()];
    if (Date.now() - since > STANDSTILL_MS) throw new Error(`Nothing came after the first ${come} mails.`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  session.stop();
  await running;
  return most;
}

it('a mail of 40 MB is streamed', async () => {
  const raw = Buffer.concat([
    Buffer.from(mail('huge')),
    Buffer.alloc(40 * MB, `${'0123456789'.repeat(7)}\r\n`),
  ]);
  await dovecot.deliver(ADDRESS, raw, { receivedAt: AFTER });
  await dovecot.deliver(ADDRESS, mail('next'), { receivedAt: new Date(AFTER.getTime() + 1_000) });
  const size = raw.length;
  const most = await readAll(2, 100);
  expect(session.sizes).toEqual([size, mail('next').length]);
  expect(most).toBeLessThan(16 * MB);
});

it('a mailbox of 50,000 is read whole, in small batches, each mail once', async () => {
  const directory = `${dovecot.dir}/mail/${ADDRESS}/new`;
  const many = 50_000;
  for (let at = 0; at < many; at += 500) {
    await Promise.all(
      Array.from({ length: 500 }, (_, offset) =>
        writeFile(
          `${directory}/${1_714_600_000 + at + offset}.M${at + offset}.test`,
          mail(`n${at + offset}`),
          { mode: 0o644 },
        ),
      ),
    );
  }
  const most = await readAll(many, 2_000);
  expect(session.count).toBe(many);
  expect(session.keys.size).toBe(many);
  expect(session.largestBatch).toBeLessThanOrEqual(100);
  // The keys the test itself keeps are some 10 MB of it.
  expect(most).toBeLessThan(48 * MB);
}, 900_000);
