import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type ImapFlow, ImapFlowErrorCode } from 'imapflow';
import { Clock } from '../../../platform/clock/clock.js';
import { OutboundError } from '../../../platform/outbound-http/outbound-error.js';
import { ChannelError } from '../../core/channel-error.js';
import type { PollSession, Polls } from '../../core/connector.js';
import { channelErrorOf } from '../connection/connection-fault.js';
import { closeImap } from '../connection/imap.client.js';
import { MailboxAccess } from '../connection/mailbox-access.js';
import { type MailboxSettings, readMailbox } from '../mailbox.settings.js';
import { findFolder, findSentFolder, listFolders } from '../sent-folder.js';
import { backfillCursorName } from './folder-cursor.js';
import { MailFolder } from './mail-folder.js';

/** Mails of a backfill between two looks for new ones. */
const BACKFILL_STEP = 200;

/** Reads a mailbox for as long as the session lasts: IDLE where the server offers it, else a look every so often. */
@Injectable()
export class MailboxPoller implements Polls {
  constructor(
    private readonly access: MailboxAccess,
    private readonly clock: Clock,
  ) {}

  /** @throws ChannelError, or whatever the session threw */
  async poll(session: PollSession): Promise<void> {
    const mailbox = readMailbox(session.channel.settings);
    const { signal, renewSecrets } = session;
    const { settings, secrets } = session.channel;
    let client: ImapFlow | undefined;
    try {
      client = await this.access.imap({ settings, secrets, renewSecrets, signal });
      await new MailboxWatch(session, client, mailbox, () => this.clock.now()).run();
    } catch (error) {
      if (signal.aborted) return;
      throw isOfTheServer(error) ? channelErrorOf('IMAP', mailbox.imap, error) : error;
    } finally {
      if (client !== undefined) await closeImap(client);
    }
  }
}

/** One connection's life. */
class MailboxWatch {
  private nudge: Promise<void> | undefined;
  private idles: boolean;
  private folders: MailFolder[] = [];
  private missing: string[] = [];
  private told: string | null = null;
  private readonly historyLeft = new Map<MailFolder, number>();
  private readonly closed: Promise<void>;

  constructor(
    private readonly session: PollSession,
    private readonly client: ImapFlow,
    private readonly mailbox: MailboxSettings,
    private readonly now: () => Date,
  ) {
    this.idles = client.capabilities.has('IDLE');
    this.closed = new Promise((resolve) => {
      client.once('close', () => resolve());
      session.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async run(): Promise<void> {
    await this.findFolders();
    while (!this.session.signal.aborted) {
      for (const folder of this.folders) {
        if (await folder.mayHaveNew()) await folder.readNew();
      }
      await this.tell();
      await this.session.caughtUp();
      if (!(await this.backfill())) await this.wait();
      if (!this.client.usable && !this.session.signal.aborted) {
        throw ChannelError.retryable(
          'imap_closed',
          `${this.mailbox.imap.host} closed the connection${this.client.byeReason ? `: ${this.client.byeReason}` : ''}.`,
        );
      }
    }
  }

  private async findFolders(): Promise<void> {
    const known = await listFolders(this.client);
    const sent = findSentFolder(known, this.mailbox.sentFolder);
    const missing: string[] = [];
    const places = new Map<string, boolean>();
    for (const wanted of this.mailbox.folders) {
      const path = findFolder(known, wanted);
      if (path === null) missing.push(wanted);
      else places.set(path, path === sent);
    }
    if (sent !== null) places.set(sent, true);
    else if (this.mailbox.sentFolder !== null) missing.push(this.mailbox.sentFolder);
    this.folders = [...places].map(
      ([path, isSent]) => new MailFolder(this.session, this.client, { path, sent: isSent }, this.now),
    );
    this.missing = missing;
  }

  /** What needs attention, when that has changed. */
  private async tell(): Promise<void> {
    const unreadable = this.folders.map((folder) => folder.unreadable).find((words) => words !== null);
    const reason =
      this.missing.length > 0
        ? { code: 'folder_missing', message: `The mailbox has no folder ${this.missing.join(', ')}.` }
        : unreadable != null
          ? { code: 'mail_unreadable', message: unreadable }
          : null;
    if (this.told === (reason?.message ?? null)) return;
    await this.session.degraded(reason);
    this.told = reason?.message ?? null;
  }

  /** One piece of a backfill that was asked for. @returns false when there is nothing to do */
  private async backfill(): Promise<boolean> {
    const plan = await this.session.backfill();
    if (plan === null) {
      this.historyLeft.clear();
      return false;
    }
    if (this.historyLeft.size === 0) {
      for (const folder of this.folders) {
        this.historyLeft.set(folder, await folder.countHistory(plan.since));
      }
    }
    for (const folder of this.folders) {
      const step = await folder.readHistory(plan, BACKFILL_STEP);
      if (step === null) {
        this.historyLeft.set(folder, 0);
        continue;
      }
      this.historyLeft.set(folder, step.left);
      const left = [...this.historyLeft.values()].reduce((sum, count) => sum + count, 0);
      const done = plan.done + step.taken;
      await this.session.backfillProgress({ done, total: done + left, finished: false });
      return true;
    }
    await this.session.accept(
      [],
      Object.fromEntries(this.folders.map(({ place }) => [backfillCursorName(place.path), null])),
    );
    await this.session.backfillProgress({ done: plan.done, total: plan.done, finished: true });
    return true;
  }

  /** Until there may be something new. */
  private async wait(): Promise<void> {
    const { signal } = this.session;
    const over = new AbortController();
    this.nudge ??= this.session.nudged().then(() => {
      this.nudge = undefined;
    });
    const reasons: Promise<unknown>[] = [
      this.nudge,
      this.closed,
      pause(this.mailbox.pollSeconds * 1_000, undefined, { signal: over.signal }).catch(() => {}),
    ];
    const [inbox] = this.folders;
    let arrived: (() => void) | undefined;
    try {
      if (inbox !== undefined && this.idles && !signal.aborted) {
        await inbox.open();
        // Between the last look and this one nobody was listening.
        if (await inbox.hasNew()) return;
        reasons.push(
          new Promise<void>((resolve) => {
            arrived = resolve;
            this.client.on('exists', arrived);
          }),
        );
        const idling = this.client.idle();
        reasons.push(
          idling.then((outcome) => {
            // Offered and refused: from now on we look every so often.
            if (outcome === false) this.idles = false;
            // A server that ends it at once is not to be asked again at once.
            return outcome === false ? new Promise(() => {}) : pause(1_000);
          }),
        );
      }
      await Promise.race(reasons);
    } finally {
      over.abort();
      if (arrived !== undefined) this.client.off('exists', arrived);
    }
  }
}

const NETWORK = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const IMAPFLOW = new Set<string>(Object.values(ImapFlowErrorCode));

/** An error of the connection or the mail server; others (the lease, storage, the database) are passed on as they are. */
function isOfTheServer(error: unknown): boolean {
  if (error instanceof OutboundError) return true;
  const { code, responseStatus, authenticationFailed } = error as {
    code?: string;
    responseStatus?: string;
    authenticationFailed?: boolean;
  };
  return (
    responseStatus !== undefined ||
    authenticationFailed === true ||
    (code !== undefined &&
      (NETWORK.has(code) || IMAPFLOW.has(code) || /^(ERR_(SSL|TLS)|ParserError)/.test(code)))
  );
}
