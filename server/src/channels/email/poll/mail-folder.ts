import type { ImapFlow, MailboxObject, SearchObject } from 'imapflow';
import { loggerFor } from '../../../platform/logging/logger.js';
import { ChannelError } from '../../core/channel-error.js';
import type { PolledDelivery, PollSession } from '../../core/connector.js';
import type { MailMeta } from '../receive/mail-event.parse.js';
import {
  type BackfillCursor,
  backfillCursorName,
  dayAfter,
  dayBefore,
  type FolderCursor,
  folderCursorName,
  rescanSince,
  uidSet,
} from './folder-cursor.js';
import { fetchRun, type ListedMail, listMails, runsOf, UnreadableMailError } from './mail-fetch.js';

/** Mails listed at once. */
const WINDOW = 500;
/** A mail the server refuses to hand out is asked for so often, then passed over. */
const MOST_TRIES = 5;

const log = loggerFor('email');

export interface FolderPlace {
  path: string;
  /** It holds what we sent. */
  sent: boolean;
}

/** Reads one folder of a mailbox into a poll session. */
export class MailFolder {
  /** What could not be read, for the channel's page. */
  unreadable: string | null = null;

  constructor(
    private readonly session: PollSession,
    private readonly client: ImapFlow,
    readonly place: FolderPlace,
    private readonly now: () => Date,
  ) {}

  /** Whether anything may be new, without opening the folder. */
  async mayHaveNew(): Promise<boolean> {
    const cursor = await this.session.cursor<FolderCursor>(folderCursorName(this.place.path));
    if (cursor === null) return true;
    const { mailbox } = this.client;
    if (mailbox && mailbox.path === this.place.path) return true;
    const status = await this.client.status(this.place.path, { uidNext: true, uidValidity: true });
    if (!status || status.uidNext === undefined || status.uidValidity === undefined) return true;
    return String(status.uidValidity) !== cursor.uidValidity || status.uidNext > cursor.lastUid + 1;
  }

  /** Asks the open folder itself. */
  async hasNew(): Promise<boolean> {
    const cursor = await this.session.cursor<FolderCursor>(folderCursorName(this.place.path));
    const lastUid = cursor?.lastUid ?? 0;
    return (await this.search({ uid: `${lastUid + 1}:*` })).some((uid) => uid > lastUid);
  }

  /** Reads everything that is new. @returns how many mails that were */
  async readNew(): Promise<number> {
    const box = await this.open();
    let cursor = await this.cursorFor(box);
    let taken = 0;
    const uids = await this.search({ uid: `${cursor.lastUid + 1}:*` });
    // `n:*` always includes the last mail, whatever its UID.
    const fresh = uids.filter((uid) => uid > cursor.lastUid);
    for (let at = 0; at < fresh.length; at += WINDOW) {
      const window = fresh.slice(at, at + WINDOW);
      const listed = await listMails(this.client, uidSet(window));
      const wanted = listed.filter(({ uid, at: date }) => uid >= cursor.born || isSince(date, cursor.since));
      for (const run of runsOf(wanted)) {
        const move = (lastUid: number): FolderCursor => ({
          ...cursor,
          lastUid,
          seenAt: this.now().toISOString(),
          stuck: null,
        });
        cursor = await this.takeRun(run, cursor, move);
        taken += run.length;
      }
      const last = window.at(-1) as number;
      if (cursor.lastUid < last) {
        cursor = { ...cursor, lastUid: last };
        await this.save(cursor);
      }
    }
    return taken;
  }

  /**
   * Reads the next piece of what came before the channel was connected, oldest first.
   * @returns how many mails that were, and how many are left at most; null when it is done
   */
  async readHistory(
    plan: { since: Date; queueSince: Date | null },
    most: number,
  ): Promise<{ taken: number; left: number } | null> {
    const name = backfillCursorName(this.place.path);
    const since = plan.since.toISOString();
    const known = await this.session.cursor<BackfillCursor>(name);
    let cursor: BackfillCursor =
      known?.since === since ? known : { since, uidValidity: '', lastUid: 0, finished: false };
    if (cursor.finished) return null;
    const { connectedAt } = this.session.channel;
    const box = await this.open();
    if (cursor.uidValidity !== String(box.uidValidity)) {
      cursor = { ...cursor, uidValidity: String(box.uidValidity), lastUid: 0 };
    }
    const found = await this.search({
      uid: `${cursor.lastUid + 1}:*`,
      ...this.historyBetween(plan.since),
    });
    const uids = found.filter((uid) => uid > cursor.lastUid);
    const window = uids.slice(0, most);
    let taken = 0;
    if (window.length > 0) {
      const listed = await listMails(this.client, uidSet(window));
      const wanted = listed.filter(({ at }) => at !== null && at >= plan.since && at < connectedAt);
      taken = wanted.length;
      for (const run of runsOf(wanted)) {
        const stored = await this.fetch(run);
        const lastUid = (run.at(-1) as ListedMail).uid;
        cursor = { ...cursor, lastUid };
        await this.session.accept(this.deliveries(run, stored, { history: true, ...plan }), {
          [name]: cursor,
        });
      }
    }
    const last = window.at(-1) ?? cursor.lastUid;
    const finished = window.length === uids.length;
    cursor = { ...cursor, lastUid: Math.max(cursor.lastUid, last), finished };
    await this.session.accept([], { [name]: cursor });
    return { taken, left: uids.length - window.length };
  }

  /** How many mails a backfill has to look at here. */
  async countHistory(since: Date): Promise<number> {
    await this.open();
    return (await this.search(this.historyBetween(since))).length;
  }

  private historyBetween(since: Date): SearchObject {
    const before = dayAfter(this.session.channel.connectedAt);
    // Where the server has WITHIN (RFC 5032), imapflow counts seconds back from now, and servers refuse 0.
    return { since: dayBefore(since), ...(before.getTime() < Date.now() - 60_000 ? { before } : {}) };
  }

  /** Opens it without changing anything in it. */
  async open(): Promise<MailboxObject> {
    const { mailbox } = this.client;
    if (mailbox && mailbox.path === this.place.path) return mailbox;
    return this.client.mailboxOpen(this.place.path, { readOnly: true });
  }

  private async cursorFor(box: MailboxObject): Promise<FolderCursor> {
    const { connectedAt } = this.session.channel;
    const known = await this.session.cursor<FolderCursor>(folderCursorName(this.place.path));
    const uidValidity = String(box.uidValidity);
    if (known?.uidValidity === uidValidity) return known;
    const since = known === null ? connectedAt : rescanSince(connectedAt, known.seenAt);
    if (known !== null) {
      log.warn(
        { channelId: this.session.channel.id, folder: this.place.path, since },
        'a folder has new UIDs and is read again',
      );
    }
    const uids = await this.search({ since: dayBefore(since) });
    const all = box.uidNext > 0 ? box.uidNext : ((await this.search({ all: true })).at(-1) ?? 0) + 1;
    const cursor: FolderCursor = {
      uidValidity,
      lastUid: Math.min(all, uids[0] ?? all) - 1,
      born: all,
      since: since.toISOString(),
      seenAt: known?.seenAt ?? this.now().toISOString(),
    };
    await this.save(cursor);
    return cursor;
  }

  private async takeRun(
    run: ListedMail[],
    cursor: FolderCursor,
    move: (lastUid: number) => FolderCursor,
  ): Promise<FolderCursor> {
    const moved = move((run.at(-1) as ListedMail).uid);
    try {
      const stored = await this.fetch(run);
      await this.session.accept(this.deliveries(run, stored, { history: false }), {
        [folderCursorName(this.place.path)]: moved,
      });
      return moved;
    } catch (error) {
      if (!(error instanceof UnreadableMailError)) throw error;
      return this.passOver(error, run, cursor, move);
    }
  }

  /** Takes what comes before the mail that cannot be had; the mail itself once it has been asked for often enough. */
  private async passOver(
    error: UnreadableMailError,
    run: ListedMail[],
    cursor: FolderCursor,
    move: (lastUid: number) => FolderCursor,
  ): Promise<FolderCursor> {
    const before = run.filter(({ uid }) => uid < error.uid);
    const after = run.filter(({ uid }) => uid > error.uid);
    let now = before.length > 0 ? await this.takeRun(before, cursor, move) : cursor;
    const tries = (cursor.stuck?.uid === error.uid ? cursor.stuck.tries : 0) + 1;
    if (tries < MOST_TRIES) {
      await this.save({ ...now, stuck: { uid: error.uid, tries } });
      throw ChannelError.retryable(
        'mail_unreadable',
        `The mail server does not hand out a mail in ${this.place.path}.`,
        error,
      );
    }
    log.error(
      { err: error, channelId: this.session.channel.id, folder: this.place.path },
      'a mail is passed over',
    );
    const mail = run.find(({ uid }) => uid === error.uid);
    this.unreadable = `The mail server does not hand out a mail of ${mail?.at?.toISOString() ?? 'unknown date'} in ${this.place.path}.`;
    now = move(error.uid);
    await this.save(now);
    return after.length > 0 ? this.takeRun(after, now, move) : now;
  }

  private fetch(run: ListedMail[]): ReturnType<typeof fetchRun> {
    return fetchRun(this.client, run, uidSet(run.map(({ uid }) => uid)), (content) =>
      this.session.store(content),
    );
  }

  private deliveries(
    run: ListedMail[],
    stored: Awaited<ReturnType<typeof fetchRun>>,
    kind: { history: boolean; queueSince?: Date | null },
  ): PolledDelivery[] {
    return run.flatMap((mail) => {
      const found = stored.get(mail.uid);
      if (found === undefined) return [];
      const queued = kind.queueSince != null && mail.at !== null && mail.at >= kind.queueSince;
      const meta: MailMeta = {
        folder: this.place.path,
        uid: mail.uid,
        internalDate: mail.at?.toISOString() ?? null,
        sent: this.place.sent,
        ...(kind.history ? { history: true, queueIfUnanswered: queued } : {}),
      };
      return [{ bodyKey: found.key, meta: { ...meta } }];
    });
  }

  private save(cursor: FolderCursor): Promise<void> {
    return this.session.accept([], { [folderCursorName(this.place.path)]: cursor });
  }

  private async search(query: SearchObject): Promise<number[]> {
    const found = await this.client.search(query, { uid: true });
    // imapflow says false where the server refused or the connection broke: that is not "nothing found".
    if (!found) throw Object.assign(new Error('The search was not answered.'), { code: 'NoConnection' });
    return found;
  }
}

/** INTERNALDATE knows whole seconds. */
const isSince = (date: Date | null, since: string) =>
  date === null || date.getTime() + 999 >= new Date(since).getTime();
