import type { PollSession } from '../core/connector.js';
import { Nudges } from '../core/nudges.js';
import { instantOf, type Reading, type Readings } from './comment.js';
import { CommentBackfill } from './comment-backfill.js';
import { compareIds, KNOWN, KnownComments, type StoredComments } from './known-comments.js';
import { beginningOf, offsetOf, PLACE, type Place } from './place.js';
import { recheck } from './recheck.js';
import type { SiteApi } from './site.client.js';
import { type Given, type Page, SiteReader, type Status } from './site-reader.js';
import { earlier, siteTime } from './site-time.js';
import { ThreadRoots } from './thread-roots.js';
import { siteOf } from './wordpress.settings.js';

/** What is saved late, by slow requests and several database servers, is dated a little before it shows. */
const OVERLAP_MS = 120_000;
const SHORTEST_MS = 15_000;
const LONGEST_MS = 60_000;
/** A slow host is left so many times as long in peace as its answers took. */
const PATIENCE = 10;
const MOST_PATIENCE_MS = 300_000;
/** Every so many rounds. */
const SPAM_EVERY = 4;
const GAPS_EVERY = 8;

/** One worker's watch over the comments of one site. */
export class CommentWatch {
  private readonly reader: SiteReader;
  private readonly nudges: Nudges;
  private known = new KnownComments(null);
  private place: Place = { after: '', floor: '0' };
  private offsetMinutes = 0;
  private round = 0;
  private nextChunk = 1;
  /** Something changed in this round. */
  private busy = false;

  constructor(
    private readonly api: SiteApi,
    private readonly session: PollSession,
  ) {
    this.reader = new SiteReader(api, siteOf(session.channel), session.signal);
    this.nudges = new Nudges(session);
  }

  async run(): Promise<void> {
    const { session } = this;
    this.known = new KnownComments(await session.cursor<StoredComments>(KNOWN));
    this.place = (await session.cursor<Place>(PLACE)) ?? (await this.begin());
    this.offsetMinutes = await offsetOf(this.api, this.reader.login.apiUrl, session.signal);
    let pauseMs = SHORTEST_MS;
    // What happened while nobody looked may be anywhere.
    for (let whole = true; !session.signal.aborted; this.round += 1) {
      const begun = performance.now();
      this.busy = false;
      await this.look(whole);
      await session.tell.missingPermissions([]);
      await session.caughtUp();
      await this.backfill();
      const gentle = Math.min((performance.now() - begun) * PATIENCE, MOST_PATIENCE_MS);
      pauseMs = this.busy ? SHORTEST_MS : Math.min(pauseMs * 1.5, LONGEST_MS);
      whole = await this.nudges.within(Math.max(pauseMs, gentle));
    }
  }

  private async begin(): Promise<Place> {
    const place = await beginningOf(
      this.api,
      this.reader,
      this.session.channel.connectedAt,
      this.session.signal,
    );
    await this.session.accept([], { [PLACE]: place });
    return place;
  }

  /** @param whole at everything, not at a part of it in turn */
  private async look(whole: boolean): Promise<void> {
    await this.lookSince('all');
    if (whole || this.round % SPAM_EVERY === 0) await this.lookSince('spam');
    if (whole || this.round % GAPS_EVERY === 0) await this.lookForGaps();
    for (const ids of this.dueChunks(whole)) await this.lookAgain(ids);
  }

  /** The newest every other time, the others in turn. */
  private dueChunks(whole: boolean): string[][] {
    const chunks = this.known.chunks();
    if (whole || chunks.length < 2) return chunks;
    if (this.round % 2 === 0) return chunks.slice(0, 1);
    const at = this.nextChunk % chunks.length || 1;
    this.nextChunk = at + 1;
    return chunks.slice(at, at + 1);
  }

  private async lookSince(status: Status): Promise<void> {
    const from = earlier(this.place.after, OVERLAP_MS);
    for await (const page of this.reader.since(from, { status })) {
      // The cursor is that of what is not spam: what a filter holds back comes to light by its own list.
      await this.take(page, status === 'all' ? this.after(page) : this.place.after);
    }
  }

  /** By id, so that what was dated wrongly, imported, or written in the hour that comes twice is found as well. */
  private async lookForGaps(): Promise<void> {
    for (const status of ['all', 'spam'] as const) {
      const page = await this.reader.newest(status);
      page.given.reverse();
      await this.take(page, this.place.after);
    }
  }

  /** Where to go on after this page. Dates in the future are no place to go on from. */
  private after({ given, clockAheadMs }: Page): string {
    const now = siteTime(new Date(Date.now() + clockAheadMs), this.offsetMinutes);
    const dates = given
      .flatMap(({ comment }) => comment?.date?.slice(0, 19) ?? [])
      .filter((date) => date <= now);
    return [this.place.after, ...dates].sort().at(-1) ?? this.place.after;
  }

  private isNew({ comment }: Given): boolean {
    if (comment === undefined) return true;
    return !this.known.has(comment.id) && compareIds(comment.id, this.place.floor) > 0;
  }

  private async take(page: Page, after: string): Promise<void> {
    const fresh = page.given.filter((given) => this.isNew(given));
    const changed = page.given.flatMap((given) => {
      const changes = given.comment === undefined ? [] : this.known.changesOf(given.comment);
      return changes.length === 0 ? [] : [{ ...given, changes }];
    });
    await this.accept({ fresh, changed, gone: [] }, { ...this.place, after });
  }

  private async lookAgain(ids: readonly string[]): Promise<void> {
    const { changed, gone } = await recheck(this.reader, this.known, ids);
    await this.accept({ fresh: [], changed, gone }, this.place);
  }

  private async accept(
    {
      fresh,
      changed,
      gone,
    }: { fresh: Given[]; changed: (Given & Pick<Reading, 'changes'>)[]; gone: string[] },
    place: Place,
  ): Promise<void> {
    const nothing = fresh.length + changed.length + gone.length === 0;
    if (nothing && place.after === this.place.after) return;
    if (nothing) return this.move([], place);
    const roots = new ThreadRoots(this.reader, this.known, siteOf(this.session.channel));
    const placed = await roots.place(fresh);
    this.known.noteAll([...placed.ancestors, ...placed.readings]);
    for (const { comment } of changed) {
      if (comment !== undefined) this.known.note(comment, this.known.rootOf(comment.id) ?? comment.id);
    }
    for (const id of gone) this.known.forget(id);
    const again = changed.map(
      ({ raw, changes }): Reading => ({ comment: raw, ...(changes ? { changes } : {}) }),
    );
    await this.move(
      [
        {
          readAt: Date.now(),
          readings: [...placed.readings.map((reading, at) => this.dated(reading, fresh[at])), ...again],
          ancestors: placed.ancestors,
          gone,
        },
      ],
      place,
    );
    this.busy = true;
  }

  /** Sites tell whole seconds: one written in the second of connecting seems to be older. Imported ones are. */
  private dated(reading: Reading, given: Given | undefined): Reading {
    const at = given?.comment === undefined ? null : instantOf(given.comment.date_gmt);
    const since = this.session.channel.connectedAt.getTime() - OVERLAP_MS;
    return at !== null && at.getTime() >= since ? { ...reading, since: true } : reading;
  }

  private async move(found: Readings[], place: Place): Promise<void> {
    const deliveries = found.map((readings) => ({ body: Buffer.from(JSON.stringify(readings)), meta: {} }));
    await this.session.accept(deliveries, {
      [PLACE]: place,
      ...(found.length === 0 ? {} : { [KNOWN]: this.known.stored() }),
    });
    this.place = place;
  }

  private async backfill(): Promise<void> {
    const site = siteOf(this.session.channel);
    const backfill = new CommentBackfill(this.session, this.reader, {
      known: this.known,
      roots: new ThreadRoots(this.reader, this.known, site),
      floor: this.place.floor,
      offsetMinutes: this.offsetMinutes,
    });
    while (!this.session.signal.aborted && (await backfill.step())) this.busy = true;
  }
}
