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
  isBefore,
  isRecent,
  rescanSince,
  uidSet,
} from './folder-cursor.js';
import type { FolderPlace } from './folder-places.js';
import { fetchRun, type ListedMail, listMails, runsOf, UnreadableMailError } from './mail-fetch.js';

/** Mails listed at once. */
const WINDOW = 500;
/** A mail the server refuses to hand out is asked for so often, then passed over. */
const MOST_TRIES = 5;

const log = loggerFor('email');

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
    const box = await this.open();
    if (cursor.uidValidity !== String(box.uidValidity)) {
      cursor = { ...cursor, uidValidity: String(box.uidValidity), lastUid: 0 };
    }
    const end = await this.endOfHistory(box);
    const uids = await this.searchHistory(plan.since, end, cursor.lastUid);
    const window = uids.slice(0, most);
    let taken = 0;
    if (window.length > 0) {
      const listed = await listMails(this.client, uidSet(window));
      const wanted = listed.filter(
        ({ at }) => at !== null && at >= plan.since && (end.below !== null || isBefore(at, end.startedAt)),
      );
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
    const box = await this.open();
    return (await this.searchHistory(since, await this.endOfHistory(box), 0)).length;
  }

  /** UIDs above `lastUid` that a backfill has to look at. */
  private async searchHistory(since: Date, end: EndOfHistory, lastUid: number): Promise<number[]> {
    const first = lastUid + 1;
    if (end.below !== null && end.below <= first) return [];
    const before = dayAfter(end.startedAt);
    const found = await this.search({
      uid: `${first}:${end.below === null ? '*' : end.below - 1}`,
      since: dayBefore(since),
      // Where the server has WITHIN (RFC 5032), imapflow counts seconds back from now, and servers refuse 0.
      ...(end.below === null && before.getTime() < Date.now() - 60_000 ? { before } : {}),
    });
    return found.filter((uid) => uid > lastUid);
  }

  private async endOfHistory(box: MailboxObject): Promise<EndOfHistory> {
    const known = await this.session.cursor<FolderCursor>(folderCursorName(this.place.path));
    const told = known?.uidValidity === String(box.uidValidity) ? known.historyBelow : undefined;
    return { startedAt: this.startedAt(known), below: told ?? null };
  }

  private startedAt(cursor: FolderCursor | null): Date {
    return cursor?.startedAt === undefined ? this.session.channel.connectedAt : new Date(cursor.startedAt);
  }

  /** Opens it without changing anything in it. */
  async open(): Promise<MailboxObject> {
    const { mailbox } = this.client;
    if (mailbox && mailbox.path === this.place.path) return mailbox;
    return this.client.mailboxOpen(this.place.path, { readOnly: true });
  }

  private async cursorFor(box: MailboxObject): Promise<FolderCursor> {
    const known = await this.session.cursor<FolderCursor>(folderCursorName(this.place.path));
    if (known?.uidValidity === String(box.uidValidity)) return known;
    const cursor = await this.cursorByDate(box, known);
    await this.save(cursor);
    return cursor;
  }

  /** Where to begin when only dates tell what is new: at the very first look, and when UIDs have changed. */
  async cursorByDate(box: MailboxObject, known: FolderCursor | null): Promise<FolderCursor> {
    const startedAt = this.startedAt(known);
    const since = known === null ? startedAt : rescanSince(startedAt, known.seenAt);
    if (known !== null) {
      log.warn(
        { channelId: this.session.channel.id, folder: this.place.path, since },
        'a folder has new UIDs and is read again',
      );
    }
    const uids = await this.search({ since: dayBefore(since) });
    const all = box.uidNext > 0 ? box.uidNext : ((await this.search({ all: true })).at(-1) ?? 0) + 1;
    return {
      uidValidity: String(box.uidValidity),
      lastUid: Math.min(all, uids[0] ?? all) - 1,
      born: all,
      since: since.toISOString(),
      seenAt: known?.seenAt ?? this.now().toISOString(),
      startedAt: startedAt.toISOString(),
    };
  }

  private async takeRun(
    run: ListedMail[],
    cursor: FolderCursor,
    move: (lastUid: number) => FolderCursor,
  ): Promise<FolderCursor> {
    const moved = move((run.at(-1) as ListedMail).uid);
    try {
      const stored = await this.fetch(run);
      await this.session.accept(this.deliveries(run, stored, { history: false, cursor }), {
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
    kind: { history: true; queueSince: Date | null } | { history: false; cursor: FolderCursor },
  ): PolledDelivery[] {
    return run.flatMap((mail) => {
      const found = stored.get(mail.uid);
      if (found === undefined) return [];
      const meta: MailMeta = {
        folder: this.place.path,
        uid: mail.uid,
        internalDate: mail.at?.toISOString() ?? null,
        sent: this.place.sent,
        ...(kind.history
          ? { history: true, queueIfUnanswered: isIn(mail.at, kind.queueSince) }
          : mail.uid >= kind.cursor.born && isRecent(mail.at, this.startedAt(kind.cursor))
            ? { live: true }
            : {}),
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

/** Where what was said before ends. */
interface EndOfHistory {
  startedAt: Date;
  /** UIDs below are history; null where only dates tell. */
  below: number | null;
}

const isIn = (at: Date | null, since: Date | null) => at !== null && since !== null && at >= since;

/** INTERNALDATE knows whole seconds. */
const isSince = (date: Date | null, since: string) =>
  date === null || date.getTime() + 999 >= new Date(since).getTime();
