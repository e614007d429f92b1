import { setTimeout as pause } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { ChannelError } from '../../core/channel-error.js';
import type { PollSession } from '../../core/connector.js';
import type { MailboxSettings } from '../mailbox.settings.js';
import { beginFolders } from './folder-beginning.js';
import { backfillCursorName, type FolderCursor, folderCursorName } from './folder-cursor.js';
import { findPlaces } from './folder-places.js';
import { watchFolder } from './folder-watch.js';
import { MailFolder } from './mail-folder.js';

/** Mails of a backfill between two looks for new ones. */
const BACKFILL_STEP = 200;
/** Connections beside the first, for listening to Sent and one more folder: providers allow ten or so in all. */
const MOST_LISTENERS = 2;

/** Reads a mailbox over one connection, from its opening to its end. */
export class MailboxWatch {
  private idles: boolean;
  private folders: MailFolder[] = [];
  private missing: string[] = [];
  private told: string | null = null;
  private readonly historyLeft = new Map<MailFolder, number>();
  private readonly closed: Promise<void>;
  /** A listener heard something, or somebody asked for a look, and none has followed yet. */
  private rung = false;
  private ringing: (() => void) | undefined;

  constructor(
    private readonly session: PollSession,
    private readonly client: ImapFlow,
    private readonly mailbox: MailboxSettings,
    private readonly house: {
      now: () => Date;
      /** A further connection to the same mailbox. */
      open: (signal: AbortSignal) => Promise<ImapFlow>;
    },
  ) {
    this.idles = client.capabilities.has('IDLE');
    this.closed = new Promise((resolve) => {
      client.once('close', () => resolve());
      session.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    // Also what is asked for while we look.
    session.onNudge(() => this.ring());
  }

  async run(): Promise<void> {
    await this.findFolders();
    await this.begin();
    const over = new AbortController();
    let listeners: Promise<void>[] = [];
    try {
      while (!this.session.signal.aborted) {
        this.rung = false;
        for (const folder of this.folders) {
          if (await folder.mayHaveNew()) await folder.readNew();
        }
        await this.tell();
        await this.session.caughtUp();
        if (listeners.length === 0) listeners = this.listen(over.signal);
        if (!(await this.backfill())) await this.wait();
        if (!this.client.usable && !this.session.signal.aborted) {
          throw ChannelError.retryable(
            'imap_closed',
            `${this.mailbox.imap.host} closed the connection${this.client.byeReason ? `: ${this.client.byeReason}` : ''}.`,
          );
        }
      }
    } finally {
      over.abort();
      await Promise.all(listeners);
    }
  }

  private async findFolders(): Promise<void> {
    const { places, missing } = await findPlaces(this.client, this.mailbox);
    this.folders = places.map((place) => new MailFolder(this.session, this.client, place, this.house.now));
    this.missing = missing;
  }

  /**
   * Where reading begins in folders that nobody noted when the channel was connected. All at once: a folder that is
   * met later than others was added later, and what lies in it then is history.
   */
  private async begin(): Promise<void> {
    const fresh: MailFolder[] = [];
    for (const folder of this.folders) {
      if ((await this.session.cursor(folderCursorName(folder.place.path))) === null) fresh.push(folder);
    }
    if (fresh.length === 0) return;
    const cursors: Record<string, FolderCursor> = {};
    if (fresh.length < this.folders.length) {
      const places = fresh.map(({ place }) => place);
      Object.assign(cursors, await beginFolders(this.client, places, this.house.now()));
    } else {
      for (const folder of fresh) {
        cursors[folderCursorName(folder.place.path)] = await folder.cursorByDate(await folder.open(), null);
      }
    }
    await this.session.accept([], cursors);
  }

  /** The first folder is listened to here; Sent before all, and what else there is, on connections of their own. */
  private listen(signal: AbortSignal): Promise<void>[] {
    if (!this.idles) return [];
    const until = AbortSignal.any([signal, this.session.signal]);
    return this.folders
      .slice(1)
      .sort((a, b) => Number(b.place.sent) - Number(a.place.sent))
      .slice(0, MOST_LISTENERS)
      .map(({ place }) =>
        watchFolder(place.path, {
          open: () => this.house.open(until),
          signal: until,
          changed: () => this.ring(),
          channelId: this.session.channel.id,
        }),
      );
  }

  private ring(): void {
    this.rung = true;
    this.ringing?.();
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
    if (this.rung) return;
    const reasons: Promise<unknown>[] = [
      this.closed,
      new Promise<void>((resolve) => {
        this.ringing = resolve;
      }),
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
      this.ringing = undefined;
      if (arrived !== undefined) this.client.off('exists', arrived);
    }
  }
}
